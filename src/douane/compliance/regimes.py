"""One rule for each regime of DOMAIN §6. What goods it is about, and since when, stands in `law/eu/measures`."""

from __future__ import annotations

from collections.abc import Iterator

from douane.compliance.measures import measured, meetings
from douane.compliance.rule import Case, Rule
from douane.domain.finding import Finding

# What any measure may answer: a code that is too short to tell, a denial without a reason, a permit where H7 has no place.
SHARED_CODES = ("GOODS-TEN-DIGITS", "CODE-WITHOUT-REASON", "PERMIT-ON-H7")


def _rule(regime: str, codes: tuple[str, ...], sentence: str) -> Rule:
    def check(case: Case) -> Iterator[Finding]:
        return measured(case, meetings(case).get(regime, ()))

    return Rule((*codes, *SHARED_CODES), sentence, check, regime=regime)


RULES = (
    _rule("dual_use", ("DUAL-USE-LICENCE", "DUAL-USE-CODE", "DUAL-USE-HOLD"),
          "An authorisation is required for the export of dual-use items listed in Annex I, and of others that may be "
          "intended for a military end-use (Reg. (EU) 2021/821 art. 3 and 4)."),
    _rule("torture", ("TORTURE-PROHIBITED", "TORTURE-CODE"),
          "Goods of Annex II are neither exported nor imported; those of Annex III leave with an authorisation "
          "(Reg. (EU) 2019/125 art. 3, 4 and 11)."),
    _rule("russia", ("RUSSIA-DIVERSION", "RUSSIA-CLAUSE"),
          "Nobody sells or supplies listed goods, directly or indirectly, to Russia or Belarus, and contracts forbid the "
          "re-export (Reg. (EU) 833/2014 art. 2 to 3k, 12 and 12g)."),
    _rule("sanctioned_origin", ("ORIGIN-SANCTIONED", "ORIGIN-HOLD"),
          "Goods from a country under sanctions are imported only where no prohibition names them "
          "(Reg. (EU) 2017/1509, 833/2014, 267/2012)."),
    _rule("weapons", ("WEAPON-PROHIBITED", "WEAPON-LICENCE", "WEAPON-LOOK"),
          "Prohibited weapons may not be imported, and arms and ammunition only with an authorisation "
          "(Belgian Weapons Act of 8 June 2006 art. 3; Reg. (EU) 258/2012)."),
    _rule("cites", ("CITES-PROHIBITED", "CITES-LICENCE", "CITES-CODE"),
          "Specimens of listed species enter and leave the Union with a permit (Reg. (EC) 338/97 art. 4 and 5)."),
    _rule("cultural", ("CULTURAL-LICENCE", "CULTURAL-CODE"),
          "Cultural goods are imported with a licence or an importer statement, and exported with a licence "
          "(Reg. (EU) 2019/880 art. 4 and 5; Reg. (EC) 116/2009 art. 2)."),
    _rule("property", ("BRAND-COPY", "BRAND-PRICE"),
          "Goods suspected of infringing an intellectual property right are detained for ten working days, perishables for "
          "three (Reg. (EU) 608/2013 art. 17 and 18)."),
    _rule("medicines", ("MEDICINE-HOLD", "MEDICINE-LOOK", "DEVICE-LOOK"),
          "Medicines are imported by holders of an authorisation, and devices are placed on the market with their CE mark "
          "(Dir. 2001/83/EC art. 40; Reg. (EU) 2017/745 art. 5)."),
    _rule("cosmetics", ("COSMETIC-PROHIBITED", "COSMETIC-NOTIFICATION"),
          "Only cosmetic products with a responsible person in the Union are placed on the market, without substances of "
          "Annex II (Reg. (EC) 1223/2009 art. 4 and 14)."),
    _rule("food", ("FOOD-PROHIBITED", "FOOD-CHED", "PLANT-CERTIFICATE"),
          "Animals, goods of animal origin and plants enter with their health entry document or certificate "
          "(Reg. (EU) 2017/625 art. 47; Reg. (EU) 2016/2031 art. 72)."),
    _rule("excise", ("EXCISE-WORDS",),
          "Excise goods are declared with their excise, not on H7 (Dir. (EU) 2020/262 art. 6; UCC-DA art. 143a)."),
    _rule("cbam", ("CBAM-CODE",),
          "Goods of Annex I are imported by an authorised declarant or below the threshold of 50 tonnes a year "
          "(Reg. (EU) 2023/956 art. 2 and 4)."),
    _rule("eudr", ("DEFORESTATION-LOOK", "DEFORESTATION-STATEMENT"),
          "Relevant products are placed on the market or exported only with a due diligence statement "
          "(Reg. (EU) 2023/1115 art. 3 and 4)."),
    _rule("fgas", ("FGAS-LICENCE", "FGAS-CODE"),
          "Fluorinated gases, and ozone depleting substances, are imported and exported with a licence "
          "(Reg. (EU) 2024/573 art. 22; Reg. (EU) 2024/590 art. 16)."),
    _rule("chemicals", ("CHEMICAL-PROHIBITED", "CHEMICAL-LICENCE", "CHEMICAL-LOOK"),
          "Restricted chemicals are not placed on the market, and precursors move with a licence "
          "(Reg. (EC) 1907/2006 art. 67; Reg. (EC) 111/2005; Reg. (EU) 2019/1148)."),
    _rule("batteries", ("BATTERY-FLIGHT",),
          "Lithium and sodium-ion batteries fly under their UN number, and are sold by registered producers "
          "(IATA DGR 3.9.2; Reg. (EU) 2023/1542 art. 55)."),
    _rule("toys", ("TOY-HAZARD",),
          "Toys are placed on the market only if they meet the essential safety requirements (Dir. 2009/48/EC art. 10)."),
    _rule("anti_dumping", ("ANTI-DUMPING",),
          "Goods under anti-dumping or countervailing duty are declared with their ten-digit and additional code on H1 "
          "(Reg. (EU) 2016/1036 art. 14)."),
    _rule("forced_labour", ("FORCED-LABOUR",),
          "Products made with forced labour are not placed on the market nor exported (Reg. (EU) 2024/3015 art. 3)."),
)  # fmt: skip
