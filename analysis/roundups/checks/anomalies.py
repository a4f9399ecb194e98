"""Known odd points: an entry of `anomalies` silences one implausible fault, and has to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from .faults import Fault
from .gates import GATES, Finding, Gate, gate
from .reading import Reading
from .table import Row


@gate("anomaly-applies", "malformed", "anomaly", "An exception that no longer silences anything is out of date, or was never right.")
def anomaly_applies(reading: Reading) -> Iterator[Finding]:
    yield from ()  # needs the faults of all other gates: see `without_known`


def without_known(reading: Reading, faults: Iterable[Fault], gates: Collection[Gate]) -> Iterator[Fault]:
    """Yield the faults that no entry of `anomalies` names, and one for each entry that names none of them.

    An entry fits by check, table and claims, in the order in which the check names them. Entries of
    gates that did not run are not judged.
    """
    unused: dict[tuple[str, str, tuple[str, ...]], list[Row]] = {}
    for row in reading.rows("anomalies"):
        unused.setdefault((row["check"], row["table"], tuple(row.list("claim_ids"))), []).append(row.alone)
    known = set(unused)
    files = {table.file: name for name, table in reading.tables.items()}
    for fault in faults:
        entry = (fault.check, files.get(fault.file, ""), fault.claims)
        if fault.severity == "implausible" and entry in known:
            unused.pop(entry, None)
        else:
            yield fault
    silenced = {each.name for each in GATES if each.severity == "implausible"}
    ran = {each.name for each in gates}
    if "anomaly-applies" not in ran:
        return
    for rows in unused.values():
        for row in rows:
            if row["check"] not in silenced:
                reason = f"the entry {row.key} names the check {row['check']!r}, which is no check that an entry may silence"
            elif row["check"] in ran:
                reason = f"the entry {row.key} no longer applies: {row['check']} finds nothing odd about {row['claim_ids']} in {row['table']}"
            else:
                continue
            yield Fault(row.file, row.line, "claim_ids", "malformed", "anomaly-applies", reason, "delete the entry or correct it")
