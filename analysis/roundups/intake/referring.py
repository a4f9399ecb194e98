"""Figures without a number of their own: they refer to the ones before ("all of them", "respectively", "the same number")."""

from __future__ import annotations

import re
from dataclasses import replace

from .counts import masked
from .names import Names
from .making import claimant_of, confidence_of, key_of, speaker_of, values
from .proposals import Proposal
from .rules import words_pattern
from .scenes import Scene

_RESPECTIVELY = re.compile(r"(?P<numbers>[\ue000]+(?:(?:, and|,| and) [\ue000]+)+)(?: of (?:them|those|these))?,? respectively\b")
_SHOT_DOWN = re.compile(words_pattern("downed").pattern + "|" + words_pattern("down").pattern)


def respectively(scene: Scene, earlier: list[Proposal]) -> list[Proposal]:
    """Read "shot down 9, 2 and 31 of them, respectively": one number for each kind that was launched, in their order."""
    found = _RESPECTIVELY.search(masked(scene.sentence.text, scene.numbers))
    if not found or not _SHOT_DOWN.search(scene.plain):
        return []
    numbers = [n for n in scene.numbers if found.start() <= n.start < found.end("numbers")]
    launched = [p for p in [*scene.told.launched, *earlier] if p.measure.endswith("_launched") and p.end <= scene.sentence.start + found.start()]
    if len(launched) < len(numbers):
        return []
    at, speaker = scene.sentence.start, speaker_of(scene, found.start())
    return [replace(
        total, measure=total.measure.replace("launched", "downed"), value=values(n, "")[0], value_high=None, qualifier=n.qualifier,
        as_reported=scene.sentence.text[n.start : n.end], start=at + n.start, end=at + n.end, sentence=scene.sentence.text, sentence_start=at,
        rule="respectively", confidence=confidence_of("respectively"), part_of=key_of(total),
        claimant_id=claimant_of(speaker) if speaker else total.claimant_id, claimant_words=speaker.words if speaker else total.claimant_words,
    ) for n, total in zip(numbers, launched[-len(numbers) :], strict=True)]  # fmt: skip


_ALL_OF_THEM = re.compile(
    r"(?:shot down|shoot down|downed|destroyed|intercepted|neutrali[sz]ed|repelled|took down|brought down) (?P<active>all of (?:them|these|those)|"
    r"every (?:single )?one of them|them all)\b|"
    r"\b(?P<short>(?<!not )all|both|every one)(?: of them)? (?:were|was|have been|had been) (?:\w+ )?(?:shot down|downed|destroyed|intercepted|"
    r"neutrali[sz]ed)|"
    r"(?<!not )\ball (?:of (?:them|those|these|which)|(?:the |those )?(?:\w+ )?(?P<what>drones|missiles|shaheds|"
    r"uavs))(?: \w+| and [^.;]{3,40}?)? (?:were|was|have been) (?:\w+ )?(?:shot down|downed|destroyed|intercepted|neutrali[sz]ed)"
)


def all_of_them(scene: Scene, earlier: list[Proposal]) -> list[Proposal]:
    """Read "All of them were intercepted": as many as the sentence before says were launched."""
    found = _ALL_OF_THEM.search(scene.plain)
    if not found or any(p.measure.endswith("_downed") for p in earlier):
        return []
    launched = [p for p in [*scene.told.launched, *earlier] if p.measure.endswith("_launched")]
    what = "missiles" if found["what"] == "missiles" else "drones" if found["what"] else ""
    launched = [p for p in launched if p.measure.startswith(what)]
    if not launched or launched[-1].value is None:
        return []
    total, speaker = launched[-1], speaker_of(scene, found.start())
    part = "active" if found["active"] else "short" if found["short"] else ""
    start = found.start(part) if part else found.start()
    end = found.end(part) if part else found.end("what") if what else start + len("all of them")
    at = scene.sentence.start
    return [replace(
        total, measure=total.measure.replace("launched", "downed"), as_reported=scene.sentence.text[start:end],
        start=at + start, end=at + end, sentence=scene.sentence.text, sentence_start=at, rule="all-of-them",
        confidence=confidence_of("all-of-them"), part_of=key_of(total),
        claimant_id=claimant_of(speaker) if speaker else total.claimant_id, claimant_words=speaker.words if speaker else total.claimant_words,
    )]  # fmt: skip


_SAME_NUMBER = re.compile(r"\b(?P<words>(?:exactly )?(?:the same|an equal|an identical) (?:number|amount)|(?:just )?as many)\b(?! as\b)")


def same_number(scene: Scene, earlier: list[Proposal]) -> list[Proposal]:
    """Read "Moscow got the same number": as many as were just said to come home."""
    found = _SAME_NUMBER.search(scene.plain)
    if not found or not re.search(r"\b(?:russia|moscow)\b", scene.plain) or any(p.measure == "returned_to_russia" for p in earlier):
        return []
    known = [p for p in [*scene.told.returned, *earlier] if p.measure == "returned_to_ukraine" and not p.part_of and p.statistic == "event"]
    if not known:
        return []
    total, speaker, at = known[-1], speaker_of(scene, found.start()), scene.sentence.start
    return [replace(
        total, measure="returned_to_russia", population="russian_prisoners", as_reported=scene.sentence.text[found.start() : found.end()],
        start=at + found.start(), end=at + found.end(), sentence=scene.sentence.text, sentence_start=at, rule="same-number", part_of="",
        confidence=confidence_of("same-number"), claimant_id=claimant_of(speaker), claimant_words=speaker.words if speaker else "",
    )]  # fmt: skip


_OVER = re.compile(
    r" ?(?:(?:more |of them |attack |ukrainian |russian )?(?:drones?|uavs?|missiles?)?)? ?(?P<each>each |apiece )?"
    r"(?:(?:were|was) \w+(?: down)? )?"
    r"(?:over|above|in the skies (?:of|over)) (?:the )?(?:territory of (?:the )?)?"
    r"(?:(?:russian|russia's|border|southern|western|occupied) )*(?:regions of )?"
)
_NAME = re.compile(r"(?:the )?(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)(?: (?:[Rr]egions?|[Oo]blasts?|[Kk]rai))?(?P<on>,? and |, )?")


def over_regions(scene: Scene, found: list[Proposal], names: Names) -> list[Proposal]:
    """Give figures of drones shot down the region they name: "six over Kursk"; "two each over Tula and Oryol" are two figures."""
    out: list[Proposal] = []
    for proposal in found:
        at = proposal.end - scene.sentence.start
        over = _OVER.match(scene.plain, at) if proposal.measure.endswith("_downed") else None
        listed = _names(scene.sentence.text, over.end()) if over else []
        if over is None or not listed or len(listed) > 1 and not over["each"]:
            out.append(proposal)
            continue
        for i, name in enumerate(listed):
            region = names.region(name)
            start = proposal.start if i == 0 else scene.sentence.start + scene.sentence.text.find(name, over.end())
            end = proposal.end if i == 0 else start + len(name)
            words = proposal.as_reported if i == 0 else name
            out.append(replace(proposal, place="" if region else name, region=region, start=start, end=end, as_reported=words))
    return out


def _names(sentence: str, at: int) -> list[str]:
    found = []
    while name := _NAME.match(sentence, at):
        found.append(name["name"])
        at = name.end()
        if not name["on"]:
            break
    return found
