"""Rows of `anomalies` that a change calls for, or makes void."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..checks import Fault
from .draft import Draft

OUT_OF_DATE = "anomaly-applies"


def list_known(draft: Draft, faults: Iterable[Fault], why: Mapping[tuple[str, str], str]) -> list[str]:
    """Add a row for each implausible fault that has a reason; return their ids. ``why``: the reasons by check and claim."""
    tables = {resource["path"]: name for name, resource in draft.package.resources.items()}
    added = []
    for fault in faults:
        reason = next((why[fault.check, claim] for claim in fault.claims if (fault.check, claim) in why), "")
        if fault.severity == "implausible" and reason:
            row = {
                "anomaly_id": _new_id(draft, fault), "check": fault.check, "table": tables[fault.file],
                "claim_ids": ";".join(fault.claims), "finding": sentence(fault.reason), "reason": sentence(reason), "omit_from_charts": "false",
            }  # fmt: skip
            draft.add("anomalies", row)
            added.append(row["anomaly_id"])
    return added


def drop_void(draft: Draft, faults: Iterable[Fault], claims: Iterable[str]) -> list[str]:
    """Take out the rows about these claims that no longer apply; return their ids."""
    rows, about = sorted(draft.rows("anomalies"), key=lambda row: row["anomaly_id"]), set(claims)
    void = [rows[fault.line - 2] for fault in faults if fault.check == OUT_OF_DATE]
    void = [row for row in void if about & set(row["claim_ids"].split(";"))]
    for row in void:
        draft.rows("anomalies").remove(row)
    return [row["anomaly_id"] for row in void]


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter and ends with a full stop."""
    text = " ".join(text.split())
    return text and text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _new_id(draft: Draft, fault: Fault) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", f"{fault.check}-{fault.claims[-1]}".lower()).strip("-")
    number, name = 1, base
    while draft.find("anomalies", name) is not None:
        number, name = number + 1, f"{base}-{number + 1}"
    return name
