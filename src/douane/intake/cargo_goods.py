"""What a Cargo-XML consignment says: its head, its parties, its goods lines, as texts by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from douane.domain.finding import Finding
from douane.domain.numbers import NumberFormatError, decimal_from_text, text_of
from douane.intake import values
from douane.intake.assemble import Record
from douane.intake.xml_file import local
from douane.reference.catalogue import finding

_PARTIES = {"ConsignorParty": "sender", "ConsigneeParty": "recipient"}
_ADDRESS = {"PostcodeCode": "postcode", "StreetName": "street", "CityName": "city", "CountryID": "country",
            "CountrySubDivisionName": "region"}  # fmt: skip
_SUBJECTS = {"SHP": "sender", "CNE": "recipient"}
_IOSS = re.compile(r"IM\d{10}\Z", re.ASCII)
_EORI = re.compile(
    r"(?:EORI)?((?:AT|BE|BG|CY|CZ|DE|DK|EE|ES|FI|FR|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[A-Z0-9]{5,15})\Z"
)
_USCC = re.compile(r"(?:USCI|USCC)?([0-9A-HJ-NPQRTUWXY]{18})\Z")
# Kilograms in one of the unit (UN/ECE Recommendation 20; the pound by international agreement of 1959).
_KILOGRAMS = {"KGM": Decimal(1), "GRM": Decimal("0.001"), "TNE": Decimal(1000), "LBR": Decimal("0.45359237")}
_PATHS = {
    "parcel": "ID", "hawb": "ID", "mawb": "TransportContractDocument/ID",
    "description": "NatureIdentificationTransportCargo/Identification",
    "hs_code": "TypeCode", "gross_kg": "GrossWeightMeasure", "packages": "PieceQuantity", "item_no": "SequenceNumeric",
    "origin": "OriginCountry/ID", "value": "DeclaredValueForCustomsAmount", "currency": "DeclaredValueForCustomsAmount",
    "flight": "SpecifiedLogisticsTransportMovement/ID", "uld": "AssociatedUnitLoadTransportEquipment/ID",
    "ioss": "IncludedCustomsNote/Content",
    **{f"{party}_name": f"{element}/Name" for element, party in _PARTIES.items()},
    **{f"{party}_{part}": f"{element}/{name}" for element, party in _PARTIES.items() for name, part in _ADDRESS.items()},
    **{f"{party}_phone": f"{element}/CompleteNumber" for element, party in _PARTIES.items()},
    **{f"{party}_email": f"{element}/URIID" for element, party in _PARTIES.items()},
    **{f"{party}_{part}": "IncludedCustomsNote/Content" for party in _PARTIES.values() for part in ("eori", "uscc")},
}  # fmt: skip


def child(element: Any, *names: str) -> Any:
    """The first descendant by the names of its path, whatever their namespaces; `None` if there is none."""
    for name in names:
        element = next(element.iterchildren(f"{{*}}{name}"), None) if element is not None else None
    return element


def text(element: Any, *names: str) -> str | None:
    """The cleaned text at a path below the element; `None` if there is none."""
    found = child(element, *names)
    return (values.clean(found.text or "") or None) if found is not None else None


def path_of(found: Finding) -> str | None:
    """The element path of a finding's field."""
    return _PATHS.get(found.field or "", found.field)


def key_within(above: Sequence[str], name: str) -> str:
    """The field key of an element by the names above it, nearest last: what stands anywhere in a party is that party's."""
    party = next((one for one in reversed(above) if one in _PARTIES), None)
    return key_of(party or (above[-1] if above else ""), name)


def key_of(parent: str, name: str) -> str:
    """The field key of an element below its parent, else the element's name."""
    return _BY_PATH.get(f"{parent}/{name}") or _BY_PATH.get(name) or name


_BY_PATH = {path: key for key, path in reversed(_PATHS.items())}


def head(element: Any, message: str) -> dict[str, str]:
    """What is said once for the consignment, as texts by field; attributes that have no field under `extra:` keys."""
    contract = text(element, "TransportContractDocument", "ID")
    number = text(element, "ID")
    found: dict[str, str | None] = {}
    if message in ("xfwb", "xffm"):
        root = element.getroottree().getroot()
        waybill = contract or text(root, "BusinessHeaderDocument", "ID") or number
        found.update(parcel=waybill, mawb=waybill)
    else:
        found.update(parcel=number or contract, hawb=number or contract,
                     mawb=text(element.getparent(), "TransportContractDocument", "ID"))  # fmt: skip
    _transport(element, message, found)
    for name, party in _PARTIES.items():
        _party(child(element, name), party, found)
    for note in element.iterchildren("{*}IncludedCustomsNote"):
        _customs_note(note, found)
    return {key: words for key, words in found.items() if words}


def _transport(element: Any, message: str, found: dict[str, str | None]) -> None:
    if message == "xffm":
        root = element.getroottree().getroot()
        found["flight"] = text(root, "LogisticsTransportMovement", "ID")
        event = next((e for e in element.iterancestors() if local(e) == "ArrivalEvent"), None)
        arrival = text(event, "ArrivalOccurrenceDateTime") if event is not None else None
        found["arrival_date"] = arrival
        cargo = next((e for e in element.iterancestors() if local(e) == "AssociatedTransportCargo"), None)
        found["uld"] = _uld(child(cargo, "UtilizedUnitLoadTransportEquipment"))
        return
    moves = [*element.iterchildren("{*}SpecifiedLogisticsTransportMovement")]
    if moves:
        found["flight"] = text(moves[-1], "ID")
        found["arrival_date"] = text(moves[-1], "ArrivalEvent", "ScheduledOccurrenceDateTime")
    units = [_uld(unit) for unit in element.iter("{*}AssociatedUnitLoadTransportEquipment")]
    if units:
        found["uld"] = units[0]
        if len(units) > 1:
            found["extra:ULD"] = " ".join(unit for unit in units if unit)


def _uld(unit: Any) -> str | None:
    if unit is None:
        return None
    parts = text(unit, "CharacteristicCode"), text(unit, "ID"), text(unit, "OperatingParty", "PrimaryID")
    return "".join(part for part in parts if part) or None


def _party(element: Any, prefix: str, found: dict[str, str | None]) -> None:
    if element is None:
        return
    found[f"{prefix}_name"] = text(element, "Name")
    address = child(element, "PostalStructuredAddress")
    if address is not None:
        for name, part in _ADDRESS.items():
            found[f"{prefix}_{part}"] = text(address, name)
    contact = child(element, "DefinedTradeContact")
    found[f"{prefix}_phone"] = text(contact, "DirectTelephoneCommunication", "CompleteNumber")
    found[f"{prefix}_email"] = text(contact, "URIEmailCommunication", "URIID")


def _customs_note(note: Any, found: dict[str, str | None]) -> None:
    """OCI lines: trader numbers (T) and telephones (CT) of shipper and consignee have fields; the rest is kept."""
    code, content, subject = text(note, "ContentCode"), text(note, "Content"), text(note, "SubjectCode")
    if not content:
        return
    party = _SUBJECTS.get(subject or "")
    if _IOSS.match(content):
        found["ioss"] = content
    elif party and code == "T" and (number := _USCC.match(content)) and content.startswith(("USCI", "USCC", "9")):
        found[f"{party}_uscc"] = number[1]
    elif party and code == "T" and (number := _EORI.match(content)):
        found[f"{party}_eori"] = number[1]
    elif party and code == "CT" and not found.get(f"{party}_phone"):
        found[f"{party}_phone"] = content
    else:
        name = " ".join(part for part in (subject, code, text(note, "CountryID")) if part)
        found[f"extra:{name}"] = content


def records(element: Any, head: Mapping[str, str], notes: list[Finding]) -> list[Record]:
    """A record for each goods line; one for the whole where the message has no lines. `notes` get what was not used."""
    extra = tuple((key[6:], words) for key, words in head.items() if key.startswith("extra:"))
    once = {key: words for key, words in head.items() if not key.startswith("extra:")}
    items = [*element.iter("{*}IncludedHouseConsignmentItem", "{*}IncludedMasterConsignmentItem")]
    lines = [Record(item.sourceline or 0, _item(item, notes)) for item in items]
    if not lines:
        lines = [Record(element.sourceline or 0, {})]
    whole = _whole(element, notes)
    if len(lines) == 1:
        lines = [lines[0]._replace(texts={**whole, **lines[0].texts})]
    elif "value" in whole:
        amount = f"{whole['value']} {whole.get('currency', '')}".strip()
        notes.append(finding("WHOLE-NOT-SPLIT", field="value", value=amount,
                             expected=str(len(lines)), line=element.sourceline))  # fmt: skip
    first = lines[0]
    lines[0] = first._replace(texts={**once, **first.texts}, extra=(*extra, *first.extra))
    return lines


def _whole(element: Any, notes: list[Finding]) -> dict[str, str]:
    found: dict[str, str | None] = {"description": text(element, "SummaryDescription"),
                                    "packages": text(element, "TotalPieceQuantity")}  # fmt: skip
    mass = child(element, "GrossWeightMeasure")
    found["gross_kg"] = _kilograms(child(element, "IncludedTareGrossWeightMeasure") if mass is None else mass, notes)
    amount = child(element, "DeclaredValueForCustomsAmount")
    if amount is not None:
        found["value"] = values.clean(amount.text or "")
        found["currency"] = amount.get("currencyID")
    return {key: words for key, words in found.items() if words}


def _item(item: Any, notes: list[Finding]) -> dict[str, str]:
    natures = [
        words for e in item.iterchildren("{*}NatureIdentificationTransportCargo") if (words := text(e, "Identification"))
    ]
    found = {
        "item_no": text(item, "SequenceNumeric"), "hs_code": text(item, "TypeCode"),
        "gross_kg": _kilograms(child(item, "GrossWeightMeasure"), notes), "packages": text(item, "PieceQuantity"),
        "description": " ".join(natures), "origin": text(item, "OriginCountry", "ID"),
    }  # fmt: skip
    return {key: words for key, words in found.items() if words}


def _kilograms(element: Any, notes: list[Finding]) -> str | None:
    words = values.clean(element.text or "") if element is not None else ""
    if not words:
        return None
    unit = element.get("unitCode") or "KGM"
    if unit == "KGM":
        return words
    if unit not in _KILOGRAMS:
        notes.append(finding("MASS-UNIT", field="gross_kg", value=words, expected=unit, line=element.sourceline))
        return None
    try:
        return text_of((decimal_from_text(words) * _KILOGRAMS[unit]).quantize(Decimal("0.000001")))
    except NumberFormatError:
        return words
