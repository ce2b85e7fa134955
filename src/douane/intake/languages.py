"""Headings in French, Dutch, German and Chinese, and the English ones of spreadsheets: words of the trade by field.

Only words that mean one field without doubt stand here; a word such as “nom” or “Gewicht” would be a guess.
"""

from __future__ import annotations

from douane.intake.fields import heading_key

_PARTIES = {
    "sender": ("sender", "shipper", "exporter", "consignor", "expéditeur", "exportateur", "afzender", "exporteur",
               "verzender", "absender", "versender", "ausführer", "发件人", "发货人", "寄件人"),
    "recipient": ("recipient", "consignee", "importer", "receiver", "destinataire", "importateur", "ontvanger",
                  "geadresseerde", "importeur", "empfänger", "einführer", "收件人", "收货人"),
    "seller": ("seller", "vendeur", "verkoper", "verkäufer", "卖家", "卖方"),
}  # fmt: skip
_PARTS = {
    "name": ("name", "nom", "naam", "姓名", "名称"),
    "street": ("street", "address", "rue", "adresse", "straat", "adres", "straße", "strasse", "anschrift", "地址"),
    "postcode": ("postcode", "post_code", "postal_code", "zip", "code_postal", "plz", "postleitzahl", "邮编", "邮政编码"),
    "city": ("city", "town", "ville", "localité", "stad", "plaats", "gemeente", "ort", "stadt", "城市"),
    "region": ("region", "province", "région", "provincie", "bundesland", "省份", "省"),
    "country": ("country", "pays", "land", "国家", "国别"),
    "phone": ("phone", "telephone", "téléphone", "telefoon", "telefon", "电话", "手机"),
    "email": ("email", "e_mail", "courriel", "邮箱"),
    "eori": ("eori", "numéro_eori", "eori_nummer"),
    "vat": ("vat", "tva", "btw", "ust_id", "增值税号"),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "mawb": ("lta_master", "master_lta", "numéro_mawb", "mawb_nummer", "hoofdluchtvrachtbrief", "master_luftfrachtbrief",
             "总运单号", "主单号", "主运单号"),
    "parcel": ("numéro_de_colis", "no_colis", "n_colis", "colis", "numéro_de_suivi", "n_de_suivi", "pakketnummer",
               "zendingsnummer", "trackingnummer", "track_trace", "paketnummer", "sendungsnummer", "包裹单号", "快递单号",
               "物流单号", "物流运单号", "运单编号", "tracking_id", "parcel_id", "awb_hawb", "shipment_reference"),
    "hawb": ("lta_house", "numéro_hawb", "hawb_nummer", "分运单号", "分单号"),
    "uld": ("numéro_uld", "uld_nummer", "集装器号", "板号"),
    "flight": ("vol", "numéro_de_vol", "vluchtnummer", "vlucht", "flugnummer", "flug", "航班号", "航班"),
    "arrival_date": ("date_d_arrivée", "date_arrivée", "aankomstdatum", "datum_van_aankomst", "ankunftsdatum",
                     "到达日期", "到港日期", "arrival_day", "date_of_arrival"),
    "order_no": ("numéro_de_commande", "n_commande", "ordernummer", "bestelnummer", "auftragsnummer", "bestellnummer",
                 "订单编号", "order_id_number"),
    "sale_type": ("type_de_vente", "verkooptype", "soort_verkoop", "verkaufsart", "销售类型", "贸易类型"),
    "ioss": ("numéro_ioss", "ioss_nummer", "ioss_id", "ioss号", "ioss编号"),
    "incoterm": ("incoterm_2020", "leveringsvoorwaarden", "leveringsvoorwaarde", "lieferbedingung", "lieferbedingungen",
                 "conditions_de_livraison", "贸易术语", "成交方式"),
    "item_no": ("numéro_d_article", "n_ligne", "numéro_de_ligne", "regelnummer", "artikelregel", "positionsnummer",
                "pos_nr", "序号", "项号", "line", "line_number"),
    "description": ("désignation", "désignation_des_marchandises", "description_des_marchandises",
                    "omschrijving", "goederenomschrijving", "omschrijving_van_de_goederen", "warenbezeichnung",
                    "beschreibung", "warenbeschreibung", "英文品名", "英文名称", "product_description", "item_description",
                    "description_of_goods"),
    "description_zh": ("中文品名", "中文名称", "商品名", "货物名称", "chinese_description"),
    "category": ("catégorie", "categorie", "kategorie", "类目", "商品类别"),
    "quantity": ("quantité", "qté", "aantal", "hoeveelheid", "menge", "anzahl", "件数_数量", "商品数量"),
    "unit": ("unité", "eenheid", "einheit", "单位", "计量单位"),
    "packages": ("nombre_de_colis", "nb_colis", "aantal_colli", "colli", "packstücke", "anzahl_packstücke", "件数",
                 "包裹数"),
    "gross_kg": ("poids_brut", "poids_brut_kg", "masse_brute", "masse_brute_kg", "brutogewicht", "bruto_gewicht",
                 "brutogewicht_kg", "brutomassa", "brutomassa_kg", "bruttogewicht", "bruttogewicht_kg", "bruttomasse",
                 "rohmasse", "rohmasse_kg", "毛重_kg", "毛重kg", "gross_weight_in_kg"),
    "net_kg": ("poids_net", "poids_net_kg", "masse_nette", "masse_nette_kg", "nettogewicht", "netto_gewicht",
               "nettogewicht_kg", "nettomassa", "nettomassa_kg", "nettomasse", "eigenmasse", "eigenmasse_kg", "净重_kg",
               "净重kg"),
    "value": ("valeur", "valeur_déclarée", "montant", "waarde", "aangegeven_waarde", "warenwert", "wert", "betrag",
              "总价", "申报价值", "金额", "货值", "intrinsic_value"),
    "currency": ("devise", "monnaie", "munt", "valuta", "währung", "waehrung", "币种", "币制", "货币"),
    "freight": ("fret", "frais_de_transport", "vracht", "vrachtkosten", "transportkosten", "fracht", "frachtkosten",
                "运费"),
    "insurance": ("assurance", "verzekering", "versicherung", "保费", "保险费"),
    "origin": ("origine", "pays_d_origine", "oorsprong", "land_van_oorsprong", "ursprung", "ursprungsland", "原产国",
               "原产地"),
    "hs_code": ("code_sh", "code_hs", "code_marchandise", "code_nc", "nomenclature", "gs_code", "goederencode",
                "taric_code", "hs_nummer", "warennummer", "zolltarifnummer", "taric_nr", "hs编码", "商品编码", "税号",
                "海关编码", "hs_code_6", "cn_code", "commodity"),
    "sku": ("référence_article", "artikelnummer", "artikel_nr", "货号", "商品货号", "seller_sku"),
    "manufacturer_ref": ("référence_fabricant", "référence_du_fabricant", "fabrikantreferentie", "herstellernummer",
                         "厂商编号"),
    "gtin": ("code_barres", "code_ean", "barcodenummer", "streepjescode", "strichcode", "ean_code", "条形码", "条码",
             "ean13",
             "gtin_ean"),
    "brand": ("marque", "merk", "marke", "品牌"),
    "model": ("modèle", "modell", "型号", "规格型号"),
    "material": ("matière", "matériau", "materiaal", "werkstoff", "材质", "材料"),
    "use": ("usage", "utilisation", "gebruik", "verwendung", "用途"),
    "url": ("lien", "site", "链接", "商品链接", "product_link"),
}  # fmt: skip


def _party_words() -> dict[str, str]:
    found: dict[str, str] = {}
    for party, names in _PARTIES.items():
        for part, words in _PARTS.items():
            for name in names:
                for word in words:
                    for joined in (f"{name}_{word}", f"{word}_{name}", f"{word}_du_{name}", f"{word}_de_l_{name}",
                                   f"{word}_van_{name}", f"{word}_des_{name}s", f"{name}{word}",
                                   f"{name}s{word}"):  # fmt: skip
                        found[heading_key(joined)] = f"{party}_{part}"
    return found


BY_WORD: dict[str, str] = {
    **_party_words(), **{heading_key(word): key for key, words in _WORDS.items() for word in words},
}  # fmt: skip

# Words that mean one of several fields: they are offered when a mapping is proposed, and never used by themselves.
_EITHER: dict[tuple[str, ...], tuple[str, ...]] = {
    ("gross_kg", "net_kg"): ("weight", "mass", "poids", "masse", "gewicht", "massa", "kg", "重量"),
    ("value", "freight"): ("price", "amount", "prix", "prijs", "bedrag", "preis", "价格", "单价"),
    ("quantity", "packages"): ("pieces", "pièces", "stuks", "stück", "pcs", "个数"),
    ("parcel", "hawb", "order_no"): ("number", "ref", "référence", "referentie", "referenz", "编号", "单号"),
    ("recipient_name", "sender_name", "seller_name"): ("customer", "client", "klant", "kunde", "客户"),
    ("description", "category"): (
        "goods",
        "product",
        "article",
        "marchandise",
        "artikel",
        "ware",
        "goederen",
        "商品",
        "货物",
    ),
}


def either(heading: str) -> tuple[str, ...]:
    """The fields that a heading may mean, none of them without doubt; empty for one that says nothing."""
    key = heading_key(heading)
    found = next((keys for keys, words in _EITHER.items() if key in map(heading_key, words)), ())
    part = next((part for part, words in _PARTS.items() if key in map(heading_key, words)), None)
    return found or (tuple(f"{party}_{part}" for party in ("recipient", "sender", "seller")) if part else ())
