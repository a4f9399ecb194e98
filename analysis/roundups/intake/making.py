"""What every proposal gets: its value, who says it, how sure its rule is, and a name until it has its number."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from .attribution import NOT_ATTRIBUTED
from .speakers import Speaker
from .counts import Number
from .proposals import Proposal
from .scenes import Scene


def values(number: Number, measure: str) -> tuple[int | None, int | None]:
    q = number.quantity
    if number.kind == "vague" or q.value is None:
        return None, None
    if number.kind == "fraction":
        return round(q.value * 100), None
    return int(q.value), int(q.high) if q.high is not None else None


#: "…, officials said, while Kyiv struck two refineries": what stands behind is told by nobody.
_SAYS_NO_MORE = re.compile(r"(?:(?:has|have|had|also) )*\w+(?: on \w+| \w+day)?, (?:while|whereas) ")


def speaker_of(scene: Scene, at: int) -> Speaker | None:
    """Return who says the figure: the speaker behind it in the sentence, unless that one goes on to say something else, or the one before it."""
    if not scene.speakers:
        return None
    behind = [s for s in scene.speakers if s.position >= at]
    before = [s for s in scene.speakers if s.position < at and not _SAYS_NO_MORE.match(scene.plain[s.position : at])]
    return next((s for s in behind if not s.leads), None) or (before[-1] if before else None)


def claimant_of(speaker: Speaker | None) -> str:
    return NOT_ATTRIBUTED if speaker is None else speaker.claimant_id or ""


@cache
def _confidences() -> dict[str, float]:
    return json.loads((Path(__file__).parent / "confidence.json").read_text(encoding="utf-8"))


#: Of the proposals that words alone made in texts at first sight, the share that was right, by how sure they were at least.
_OF_WORDS = ((0.97, 0.81), (0.9, 0.68), (0.0, 0.39))


def confidence_of(rule: str, sure: float | None = None) -> float:
    """Return the share of right proposals of a rule on annotated texts (`roundups bench extract --calibrate`), else that of all rules.

    Where words alone have read a figure, that share at first sight, by how ``sure`` they were.
    """
    if sure is not None:
        return next(share for least, share in _OF_WORDS if sure >= least)
    known = _confidences()
    return known.get(rule, known["all"])


def key_of(proposal: Proposal) -> str:
    """A name for a proposal until it has its number: its place and its measure."""
    return f"@{proposal.start}:{proposal.measure}"
