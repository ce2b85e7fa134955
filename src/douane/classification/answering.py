"""From a reading to an answer for a market: codes with probabilities and reasons, a verdict, the one question."""

from __future__ import annotations

from functools import lru_cache

from douane.classification.asking import open_attribute, question_for
from douane.classification.calibration import Calibration
from douane.classification.explaining import because
from douane.classification.extending import Extender
from douane.classification.reading import Reading
from douane.domain.decision import Candidate, Decision, Verdict
from douane.reference import harmonized
from douane.reference.nomenclature import Nomenclature


class Answerer:
    """Answers from readings. `wanted` is the precision that accepted answers shall have (0 to 1)."""

    def __init__(self, wanted: float, european: Nomenclature | None = None, chinese: Nomenclature | None = None) -> None:
        self._calibration = Calibration.load()
        self._accept_from = self._calibration.threshold(wanted)
        self._editions = {"eu": european, "cn": chinese}
        self._extenders = {market: Extender(edition) for market, edition in self._editions.items()}
        self._text = lru_cache(maxsize=1 << 15)(self._text_anew)

    def answer(self, reading: Reading, description: str, market: str, top: int, language: str) -> Decision:
        """The answer for a market (`eu` or `cn`), its words in a language."""
        if not reading.ranked:
            return Decision(market, Verdict.ABSTAINED)
        probabilities = self._calibration.probabilities(reading, description)
        verdict = self._verdict(reading, probabilities[0])
        candidates = []
        for ranked, probability in zip(reading.ranked[:top], probabilities, strict=False):
            extended = self._extenders[market].extend(ranked.hs, description)
            reasons = because(ranked, reading, extended, lambda code: self._text(code, language), language)
            candidates.append(Candidate(extended.code, self._text(ranked.hs, language), round(probability, 4), reasons))
        question = None if verdict is Verdict.ACCEPTED else question_for(reading, probabilities, language)
        return Decision(market, verdict, tuple(candidates), question)

    def _verdict(self, reading: Reading, probability: float) -> Verdict:
        best = reading.ranked[0].support
        # An open question means that the code may still move, however clear the good is; restricted goods need a person.
        settled = open_attribute(best) is None and not (best.good and best.good.restricted)
        if probability >= self._accept_from and settled and not reading.vague:
            return Verdict.ACCEPTED
        if reading.vague or probability < self._calibration.abstain_below:
            return Verdict.ABSTAINED
        return Verdict.REVIEW

    def _text_anew(self, code: str, language: str) -> str:
        """The text of a code of two to six digits: in the language where a loaded tariff has it, else in English."""
        if language != "en":
            edition = self._editions["cn" if language == "zh" else "eu"]
            if edition and language in edition.languages and edition.exists(code):
                return edition.path(code, language)[-1].text
        return harmonized.texts().get(code, "")
