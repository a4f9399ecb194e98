"""The gates: what makes a row, a table or the package malformed, implausible or worth a word."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from . import anomalies, descriptor, files, issues, names, relations, release, rows, series, standard, strikes, tables, text, words  # noqa: F401  # they register their gates
from .baseline import last_release
from .faults import SEVERITIES, Fault, Severity
from .gates import GATES, READS, Gate
from .parallel import spread
from .reading import Reading

__all__ = ["SEVERITIES", "Fault", "Gate", "Severity", "catalogue", "judge", "validate"]


def catalogue() -> list[Gate]:
    """Return all gates, in the order of what they read (`READS`): from the descriptor to the list of anomalies."""
    return sorted(GATES, key=lambda each: READS.index(each.reads))


def validate(root: Path | str, gates: Collection[Gate] | None = None, baseline: Path | None = None) -> list[Fault]:
    """Run the gates, by default all, on the package in a folder and return all faults, sorted by place; none for a valid package.

    While a table cannot be read, only the gates on descriptor and files judge: what is lost there would show as hundreds of
    faults elsewhere. Implausible faults that `data/anomalies.csv` lists are left out; an entry there that silences nothing is a fault. Whatever
    lies in the folder, nothing is raised and nothing outside it is read, but for the folder ``baseline``: the last release, which is
    otherwise the newest tag ``v*`` of a git checkout.
    """
    chosen = GATES if gates is None else gates
    asks = any(each.reads == "release" for each in chosen)
    return judge(Reading(Path(root), released=last_release(Path(root), baseline) if asks else None), chosen)


def judge(reading: Reading, chosen: Collection[Gate]) -> list[Fault]:
    """Run gates on a package that was read; see `validate`."""
    if not reading.is_whole:
        chosen = [each for each in chosen if each.reads in ("descriptor", "file")]
    found = _side_by_side(reading, chosen) if reading.is_large else (fault for each in chosen for fault in each.faults(reading))
    return sorted(set(anomalies.without_known(reading, found, chosen)))


def _side_by_side(reading: Reading, chosen: Collection[Gate]) -> Iterator[Fault]:
    """The faults that gates find in a package of large tables. What all look up is made first, so that the processes share it; the two gates on words share what they read."""
    for name in (*reading.claim_tables, "refinery_strikes", "sources"):
        if name in reading.tables:
            reading.tables[name].find("")
    together = [each for each in chosen if each.reads == "words"]
    tasks = [together, *([each] for each in chosen if each not in together)]
    for found in spread(lambda task: [fault for each in task for fault in each.faults(reading)], tasks):
        yield from found


def refuses(reading: Reading, chosen: Collection[Gate]) -> str:
    """Return the first gate in the order of the register that finds more than an advisory, "" if none does: as `judge`, at a part of its cost."""
    if not reading.is_whole:
        chosen = [each for each in chosen if each.reads in ("descriptor", "file")]
    found = (fault for each in chosen for fault in each.faults(reading))
    return next((fault.check for fault in anomalies.without_known(reading, found, chosen) if fault.severity != "advisory"), "")
