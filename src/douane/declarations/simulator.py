"""The other side, simulated: a declaration in, the answers that its LRN asks for out. Same file, same moment, same bytes.

The first letter of the LRN picks the answer, so that a settings file with another `lrn_prefix` plays another day:

    A  accepted and released (every other letter too)      D  accepted, then selected for documents
    X  accepted, selected for examination, then released    H  accepted, then not released
    R  rejected, with an error that points at the first goods item
    N  no answer                                            E  an error of the connection first, the answer the second time

An export is also confirmed as exited. It shows no customs system and decides nothing about what customs would say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lxml import etree

from douane.declarations import ceb_form, ceb_xml
from douane.declarations.answers.answer import UnreadableAnswerError, local
from douane.declarations.answers.reading import parsed, singles
from douane.declarations.requests import AMENDMENTS, NAMESPACE, Request, read_request
from douane.domain.identifiers import mrn_check_digit

_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SECONDS = 30
_EXPORT = ("CC515C", "B1Declaration")
_TRANSIT = ("CC015C", "T1Declaration")
# Numbers of the answers: received, accepted, selected, not released, released, rejected, exited.
_NUMBERS = {
    "import": ("928", "428", "460", "451", "429", "416", None),
    "export": ("928", "528", "560", "551", "529", "556", "599"),
    "transit": ("928", "028", "060", "051", "029", "056", None),
}
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
# For each kind: the answer, its element, and the tags that it repeats.
_ORDER, _WAYBILL = "guid ebpCode ebcCode orderNo", "guid logisticsCode logisticsNo"
_CEB = {
    "ceb311": ("ceb312", "OrderReturn", _ORDER),
    "ceb411": ("ceb412", "PaymentReturn", "guid payCode payTransactionId"),
    "ceb511": ("ceb512", "LogisticsReturn", _WAYBILL),
    "ceb621": ("ceb622", "InventoryReturn", "guid customsCode ebpCode ebcCode agentCode copNo preNo invtNo"),
    "ceb303": ("ceb304", "OrderReturn", _ORDER),
    "ceb505": ("ceb506", "LogisticsReturn", _WAYBILL),
    "ceb603": ("ceb604", "InventoryReturn", "guid agentCode copNo preNo invtNo ebcCode ebpCode orderNo statisticsFlag"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer file: its name, which sorts in the order of sending, and its bytes."""

    name: str
    content: bytes


def replies(document: bytes, at: datetime, *, attempt: int = 1) -> Iterator[Reply]:
    """The answers to one message, sent from `at` on. `attempt` counts how often it came. Raises `UnreadableAnswerError`."""
    root = parsed(document)
    clock = _Clock(at.astimezone(UTC))
    request = read_request(root)
    if request is not None:
        yield _to_request(request, clock)
    elif str(root.tag).startswith(f"{{{ceb_form.NAMESPACE}}}"):
        yield from _chinese(document, at, attempt)
    else:
        for one in singles(root):
            yield from _european(one, _Clock(at.astimezone(UTC)), attempt)


class _Clock:
    """Moments half a minute apart, as text."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def next(self) -> str:
        self._now += timedelta(seconds=_SECONDS)
        return self._now.isoformat(timespec="seconds")


def mrn_for(lrn: str, on: date, procedure: str = "R") -> str:
    """A movement reference number with the right check digit, the same for the same LRN (position 17: procedure)."""
    digest = hashlib.sha256(lrn.encode()).digest()
    first = f"{on:%y}BE" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:12]) + procedure
    return first + mrn_check_digit(first)


def _european(root: Any, clock: _Clock, attempt: int) -> Iterator[Reply]:
    lrn = next((element.text for element in root.iter("{*}LRN") if element.text), None)
    if lrn is None:
        lrn = next((e.text for e in root.iter("{*}FunctionalReferenceID", "{*}localReferenceNumber") if e.text), None)
    if not lrn:
        raise UnreadableAnswerError(f"{local(root)} holds no LRN")
    letter = lrn[0].upper()
    side = "export" if local(root) in _EXPORT else "transit" if local(root) in _TRANSIT else "import"
    received, accepted, selected, held, released, rejected, exited = _NUMBERS[side]
    if letter == "N":
        return
    if letter == "E" and attempt == 1:
        yield _fault(lrn, clock.next())
        return
    make = _Maker(lrn, side, etree.QName(root).namespace if side != "import" else NAMESPACE)
    yield make(received, clock.next())
    if letter == "R":
        yield make(rejected, clock.next(), error=_pointer(root))
        return
    mrn = mrn_for(lrn, datetime.fromisoformat(clock.next()).date(), {"export": "A", "transit": "J"}.get(side, "R"))
    yield make(accepted, clock.next(), mrn)
    if letter in "DX":
        yield make(selected, clock.next(), mrn, control="10" if letter == "D" else "40")
    if letter == "H":
        yield make(held, clock.next(), mrn)
    if letter not in "DH":
        yield make(released, clock.next(), mrn)
        if exited:
            yield make(exited, clock.next(), mrn)


def _pointer(root: Any) -> tuple[str, str]:
    """The commodity code of the first goods item: the path to it, and its text."""
    names = ("HSSubheading", "harmonizedSystemSubHeadingCode")
    element = next((e for name in names for e in root.iter(f"{{*}}{name}")), None)
    if element is None:
        return f"/{local(root)}", ""
    steps = [element, *element.iterancestors()]
    path = "".join(f"/{local(step)}{'[1]' if local(step).endswith('GoodsItem') else ''}" for step in reversed(steps))
    return path, element.text or ""


class _Maker:
    """Makes answers of one declaration."""

    def __init__(self, lrn: str, side: str, namespace: str | None) -> None:
        self._lrn, self._side, self._namespace = lrn, side, namespace
        self._count = 0

    def __call__(
        self, number: str | None, at: str, mrn: str | None = None, *, error: tuple[str, str] | None = None,
        control: str | None = None,
    ) -> Reply:  # fmt: skip
        self._count += 1
        own = self._namespace == NAMESPACE
        name = f"IE{number}" if own else f"CC{number}C"
        space = f"{{{NAMESPACE}}}" if own else ""
        root = etree.Element(
            f"{{{self._namespace}}}{name}" if self._namespace else name, nsmap={None: NAMESPACE} if own else None
        )
        _text(root, f"{space}preparationDateAndTime", at)
        _text(root, f"{space}messageIdentification", f"{self._lrn}-{self._count}")
        operation = etree.SubElement(root, f"{space}{self._side.capitalize()}Operation")
        _text(operation, f"{space}LRN", self._lrn)
        if mrn:
            _text(operation, f"{space}MRN", mrn)
        if error:
            _text(operation, f"{space}rejectionReason", "The declaration holds errors")
            found = etree.SubElement(root, f"{space}FunctionalError")
            _text(found, f"{space}errorPointer", error[0])
            _text(found, f"{space}errorCode", "12")
            _text(found, f"{space}errorReason", "CL016")
            _text(found, f"{space}originalAttributeValue", error[1])
        if control:
            found = etree.SubElement(root, f"{space}TypeOfControls")
            _text(found, f"{space}type", control)
        return Reply(f"{self._lrn}-{self._count:02d}-{name}.xml", _written(root))


def _to_request(request: Request, clock: _Clock) -> Reply:
    amendment = request.message in AMENDMENTS
    refused = request.lrn[0].upper() == "R"
    numbers = {(True, False): "04", (True, True): "05", (False, False): "10", (False, True): "10"}
    export = request.message.startswith("CC")
    number = numbers[amendment, refused]
    name = f"CC5{'09' if number == '10' else number}C" if export else f"IE4{number}"
    root = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={None: NAMESPACE})
    space = f"{{{NAMESPACE}}}"
    _text(root, f"{space}preparationDateAndTime", clock.next())
    operation = etree.SubElement(root, f"{space}{'Export' if export else 'Import'}Operation")
    _text(operation, f"{space}LRN", request.lrn)
    if request.mrn:
        _text(operation, f"{space}MRN", request.mrn)
    if not amendment:
        _text(etree.SubElement(root, f"{space}Invalidation"), f"{space}decision", "0" if refused else "1")
    return Reply(f"{request.lrn}-90-{name}-{hashlib.sha256(request.at.encode()).hexdigest()[:8]}.xml", _written(root))


def _fault(lrn: str, at: str) -> Reply:
    root = etree.Element(f"{{{_SOAP}}}Envelope", nsmap={"soap": _SOAP})
    fault = etree.SubElement(etree.SubElement(root, f"{{{_SOAP}}}Body"), f"{{{_SOAP}}}Fault")
    _text(fault, "faultcode", "soap:Server")
    _text(fault, "faultstring", "The service is not available")
    detail = etree.SubElement(fault, "detail")
    _text(detail, "LRN", lrn)
    _text(detail, "timestamp", at)
    return Reply(f"{lrn}-00-fault.xml", _written(root))


def _chinese(document: bytes, at: datetime, attempt: int) -> Iterator[Reply]:
    try:
        message = ceb_xml.with_guids(ceb_xml.read_ceb(document))
    except ceb_xml.CebError as error:
        raise UnreadableAnswerError(str(error)) from error
    kind, name, tags = _CEB[message.kind]
    beijing = at.astimezone(UTC) + timedelta(hours=8)
    space = f"{{{ceb_form.NAMESPACE}}}"
    for step, status in enumerate(_statuses(message, attempt)):
        root = etree.Element(f"{{{ceb_form.NAMESPACE}}}{kind.upper()}Message", nsmap={None: ceb_form.NAMESPACE},
                             guid=message.guid, version=ceb_xml.VERSION)  # fmt: skip
        moment = beijing + timedelta(seconds=_SECONDS * (step + 1))
        for value, code in zip(message.documents, status, strict=True):
            if code:
                _return(etree.SubElement(root, space + name), tags, message.kind, value, code, f"{moment:%Y%m%d%H%M%S}000")
        if len(root):
            yield Reply(f"{message.guid}-{step + 1:02d}-{kind.upper()}.xml", _written(root))


def _statuses(message: ceb_xml.CebMessage, attempt: int) -> Iterator[tuple[str | None, ...]]:
    """For each step the status of each document."""
    lists = message.kind in ("ceb621", "ceb603")
    days: dict[str, list[str]] = {
        "R": ["2", "100"], "N": [], "E": ["4"] if attempt == 1 else ["2", "120"], "D": ["2", "120", "300"],
        "X": ["2", "120", "500"], "H": ["2", "120", "600"],
    }  # fmt: skip
    plain = ["2", "120", *(["800"] if lists else [])]
    chosen = [days.get(_letter(value), plain) for value in message.documents]
    if lists:
        chosen = [[*day, "800"] if _letter(value) in "XE" and day[-1:] not in (["4"], []) else day
                  for value, day in zip(message.documents, chosen, strict=True)]  # fmt: skip
    for step in range(max(map(len, chosen), default=0)):
        yield tuple(day[step] if step < len(day) else None for day in chosen)


def _letter(value: Any) -> str:
    named = (
        getattr(value, "own_no", None) or getattr(value, "order_no", None) or getattr(value, "logistics_no", None) or "A"
    )
    return str(named)[0].upper()


def _return(element: Any, tags: str, kind: str, value: Any, status: str, at: str) -> None:
    space = f"{{{ceb_form.NAMESPACE}}}"
    said = {part.tag.name: getattr(value, part.attribute) for part in ceb_form.parts(type(value))}
    number = "B" + hashlib.sha256(value.guid.encode()).hexdigest()[:17].upper()
    said |= {
        "preNo": number,
        "invtNo": f"02{int(number[1:], 16) % 10**16:016d}" if status not in ("2", "4") or kind == "ceb603" else "",
    }
    for tag in tags.split():
        if said.get(tag):
            _text(element, space + tag, str(said[tag]))
    info = "[Code:1371;Desc:gcode 序号1 不在清单内]" if status == "100" else f"[{value.guid}]"
    for tag, text in (("returnStatus", status), ("returnTime", at), ("returnInfo", info)):
        _text(element, space + tag, text)


def _text(parent: Any, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = text


def _written(root: Any) -> bytes:
    etree.indent(root, "  ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
