"""What the last `roundups bench growth --write` measured, kept in a generated file, and the page of it in CONTRIBUTING.md."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).with_name("slopes.json")

#: For Parquet files of `roundups export`: the last running total of each claimant, in the claimant's words.
QUERY = """\
SELECT c.population, c.measure, n.name AS claimant, c.as_of, c.value, c.qualifier, c.as_reported
FROM 'parquet/casualty_claims.parquet' c JOIN 'parquet/claimants.parquet' n USING (claimant_id)
WHERE c.statistic = 'cumulative' AND c.as_of IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY c.population, c.measure, c.claimant_id ORDER BY c.as_of DESC, c.claim_id) = 1
ORDER BY c.population, c.measure, claimant"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step cost: seconds of processor time (of all its processes), bytes held at most, bytes of what it made (0: it makes nothing); or why it failed."""

    step: str
    seconds: float
    memory: int
    made: int
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """A size of the package: how many times the rows, issues read, rows of claims and strikes, bytes of its CSV files; and the steps' costs."""

    times: int
    issues: int
    rows: int
    bytes: int
    costs: tuple[Cost, ...]

    def cost(self, step: str) -> Cost | None:
        return next((cost for cost in self.costs if cost.step == step), None)


def read() -> list[Size]:
    """The sizes of the last run, the smallest first."""
    if not FILE.is_file():
        return []
    sizes = json.loads(FILE.read_text(encoding="utf-8"))["sizes"]
    return [Size(**{**size, "costs": tuple(Cost(**cost) for cost in size["costs"])}) for size in sizes]


def write(sizes: list[Size]) -> None:
    """Keep the sizes instead of those of the last run."""
    document = {"generated": "by `roundups bench growth --write`; do not edit", "sizes": [asdict(size) for size in sizes]}
    temporary = FILE.with_name(f".{FILE.name}.{os.getpid()}")
    temporary.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, FILE)


def slope(smaller: Size, larger: Size, step: str) -> float | None:
    """The exponent of growth between two sizes: 1 where the seconds rise as the rows do; None where a step was not run or failed."""
    one, other = smaller.cost(step), larger.cost(step)
    if not (one and other and one.seconds and other.seconds):
        return None
    return math.log(other.seconds / one.seconds) / math.log(larger.rows / smaller.rows)


def table() -> str:
    """The Markdown of the last run: a row a step, a column a size, the last slope that could be measured; then the query."""
    sizes = read()
    heads = [f"{size.issues:,} issues, {size.rows:,} rows ({size.bytes / 1e6:,.0f} MB)" for size in sizes]
    lines = ["| step | " + " | ".join(heads) + " | slope |", "|---|" + "---:|" * (len(sizes) + 1)]
    steps = list(dict.fromkeys(cost.step for size in sizes for cost in size.costs))
    lines += [f"| {step} | " + " | ".join(_shown(size.cost(step)) for size in sizes) + f" | {_last(sizes, step)} |" for step in steps]
    return "\n".join(lines) + f"\n\n```sql\n{QUERY}\n```"


def _last(sizes: list[Size], step: str) -> str:
    slopes = [found for smaller, larger in zip(sizes, sizes[1:], strict=False) if (found := slope(smaller, larger, step)) is not None]
    return f"{slopes[-1]:.2f}" if slopes else "-"


def _shown(cost: Cost | None) -> str:
    if cost is None:
        return "-"
    return cost.failed or ", ".join(_parts(cost))


def _parts(cost: Cost) -> Iterator[str]:
    yield f"{cost.seconds:,.0f} s" if cost.seconds >= 10 else f"{cost.seconds:.2g} s"
    yield f"{cost.memory / 1e6:,.0f} MB"
    if cost.made:
        yield f"makes {cost.made / 1e6:,.0f} MB" if cost.made >= 1e7 else f"makes {cost.made / 1e6:.1f} MB"
