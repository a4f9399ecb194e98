"""Numbers to intervals: what range of numbers a qualified number leaves open, by two published tables.

Two notions carry the rules; both look at the number as it was said, in its own significant digits.

**Unit of the last rounded digit**: the place value of the last digit that is not 0. It is 10,000 for 390,000, 1,000 for 45,000,
100 for 17,500, 10 for 680, 1 for 15, 0.1 for 4.5. (1 for 0.)

**Next round number**: the smallest larger number with no more significant digits, which is one unit further: 400,000 after
390,000, 46,000 after 45,000, 200 after 100, 16 after 15. **Previous round number**: the largest smaller one; one unit back too,
but at a power of ten the steps below are ten times finer: 380,000 before 390,000, 90 before 100, 900,000 before 1,000,000.
"Almost a million" is therefore (900,000, 1,000,000] and not (0, 1,000,000].
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    import pandas as pd

    from .qualifiers import Qualifier

Table = Literal["tight", "wide"]
Real = int | float


def _bound(value: Real | Decimal) -> Real:
    """Return an int where the value is whole, so that counts stay counts; infinities stay."""
    if isinstance(value, float) and math.isinf(value):
        return value
    return int(value) if value == int(value) else float(value)


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from ``low`` to ``high``; ``low_closed`` and ``high_closed`` tell whether the ends belong to it.

    An infinite end is never closed. Raises ValueError where low is above high, or an end is not a number, or one open point is left.
    """

    low: Real
    high: Real
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high):
            raise ValueError("an end of an interval is not a number")
        object.__setattr__(self, "low", _bound(self.low))
        object.__setattr__(self, "high", _bound(self.high))
        if math.isinf(self.low):
            object.__setattr__(self, "low_closed", False)
        if math.isinf(self.high):
            object.__setattr__(self, "high_closed", False)
        if self.low > self.high:
            raise ValueError(f"the low end {self.low} is above the high end {self.high}")
        if self.low == self.high and not (self.low_closed and self.high_closed):
            raise ValueError(f"the interval at {self.low} is empty: a single point needs both ends closed")

    def __str__(self) -> str:
        def shown(end: Real) -> str:
            return ("−" if end < 0 else "") + ("∞" if math.isinf(end) else f"{abs(end):,}")

        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{left}{shown(self.low)}, {shown(self.high)}{right}"

    @property
    def width(self) -> Real:
        return self.high - self.low

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float | Decimal) and self.contains(value)

    def contains(self, other: Interval | Real | Decimal) -> bool:
        """Tell whether a number, or every number of another interval, lies in this one."""
        if isinstance(other, Interval):
            low = self.low < other.low or (self.low == other.low and self.low_closed >= other.low_closed)
            high = other.high < self.high or (self.high == other.high and self.high_closed >= other.high_closed)
            return low and high
        after_low = self.low < other or (self.low_closed and self.low == other)
        before_high = other < self.high or (self.high_closed and self.high == other)
        return after_low and before_high

    def intersects(self, other: Interval) -> bool:
        """Tell whether the two have a number in common: whether both claims can be true at once."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and self.contains(low) and other.contains(low))

    def add(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def subtract(self, other: Interval) -> Interval:
        """Return every difference of a number here and one there, as if the two were independent."""
        return self.add(other.scale(-1))

    def scale(self, factor: Real) -> Interval:
        """Multiply by a finite number; by 0 gives the point 0."""
        if not math.isfinite(factor):
            raise ValueError(f"cannot scale an interval by {factor}")
        if factor == 0:
            return Interval(0, 0)
        if factor > 0:
            return Interval(self.low * factor, self.high * factor, self.low_closed, self.high_closed)
        return Interval(self.high * factor, self.low * factor, self.high_closed, self.low_closed)

    def ratio(self, other: Interval) -> Interval:
        """Return every quotient of a number here and one there, for counts (both from 0 up), 0 / 0 left out.

        A divisor that reaches down to 0 leaves the quotient without an upper end. Raises ValueError for an end below 0 and for
        a divisor that is the point 0.
        """
        if self.low < 0 or other.low < 0:
            raise ValueError("a ratio is for intervals of counts, from 0 up")
        if other.high == 0:
            raise ValueError("the divisor is 0")
        low = 0 if math.isinf(other.high) else self.low / other.high
        low_closed = self.low == 0 and self.low_closed or (self.low_closed and other.high_closed)
        if self.high == 0:
            return Interval(0, 0)
        if other.low == 0 or math.isinf(self.high):
            return Interval(low, math.inf, low_closed, False)
        return Interval(low, self.high / other.low, low_closed, self.high_closed and other.low_closed)

    __add__ = add
    __sub__ = subtract
    __truediv__ = ratio


def last_digit_unit(value: Real | Decimal) -> Decimal:
    """Return the unit of the last rounded digit of a number (see the module's docstring).

    >>> [str(last_digit_unit(x)) for x in (390_000, 15, 4.5, 0)]
    ['10000', '1', '0.1', '1']
    """
    number = abs(Decimal(str(value)))
    if number == 0:
        return Decimal(1)
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(10) ** exponent if exponent < 0 else Decimal(10**exponent)


def next_round(value: Real | Decimal) -> Real:
    """Return the next round number above a number from 0 up (see the module's docstring).

    >>> [next_round(x) for x in (390_000, 45_000, 100, 15, 4.5)]
    [400000, 46000, 200, 16, 4.6]
    """
    return _bound(Decimal(str(value)) + last_digit_unit(value))


def previous_round(value: Real | Decimal) -> Real:
    """Return the previous round number below a number above 0; 0 for 0 (see the module's docstring).

    >>> [previous_round(x) for x in (390_000, 100, 1_000_000, 15, 1)]
    [380000, 90, 900000, 14, 0]
    """
    number = Decimal(str(value))
    if number == 0:
        return 0
    unit = last_digit_unit(number)
    if number == unit and number > 1:
        unit /= 10
    return _bound(number - unit)


class Rule(NamedTuple):
    """One row of the published tables: the interval of a number x in signs, and why in words."""

    qualifier: Qualifier
    tight: str
    wide: str
    rule: str


#: The published tables. next, prev: the next and the previous round number; mid: half way to it.
RULES: tuple[Rule, ...] = (
    Rule("exact", "[x, x]", "[x, x]", "The number as said."),
    Rule(
        "approx",
        "[mid prev, mid next]",
        "[prev, next]",
        "Every number that rounds to the one said (half a unit of its last rounded digit to either side); "
        "wide: up to the neighbouring round numbers.",
    ),
    Rule(
        "more_than",
        "(x, next]",
        "(x, ∞)",
        "Above the number said, and not beyond the next round number; wide: no upper end.",
    ),
    Rule("at_least", "[x, next)", "[x, ∞)", "The number said or more, below the next round number; wide: no upper end."),
    Rule(
        "almost",
        "(prev, x]",
        "[prev prev, x]",
        "Above the previous round number and not above the number said; wide: down to the round number before that.",
    ),
    Rule("less_than", "[prev, x)", "[0, x)", "From the previous round number to below the number said; wide: anything from 0."),
    Rule("up_to", "[0, x]", "[0, x]", "Anything from 0 to the number said, which is included."),
    Rule("range", "[low, high]", "[mid prev low, mid next high]", "Both ends as said; wide: each end as an approximate number."),
    Rule(
        "words",
        "[low, high)",
        "[low, ∞)",
        "A vague word: from its lowest number (tens 10, dozens 12, hundreds 100, as ACLED codes them) to below the number where "
        "the next word begins; wide: no upper end. Words that name no quantity: anything from 0.",
    ),
    Rule(
        "not_stated",
        "[x, x]",
        "[prev, next]",
        "The wording was not seen: as exact; wide: as approx, because a hedge may have been lost.",
    ),
)


def interval(
    value: Real | Decimal | None,
    value_high: Real | Decimal | None = None,
    qualifier: str = "exact",
    table: Table = "tight",
    *,
    as_reported: str | None = None,
) -> Interval:
    """Return the numbers that a claim leaves open, by the tight or the wide table (`RULES`).

    ``value`` None needs qualifier ``words``; the vague word is looked up in ``as_reported``. Counts are bounded by 0 below. Raises
    ValueError for an unknown qualifier or table, for a range without its high end (or a high end without a range), and for a
    negative value with any qualifier but exact and not_stated.

    >>> str(interval(390_000, qualifier="almost")), str(interval(45_000, qualifier="more_than", table="wide"))
    ('(380,000, 390,000]', '(45,000, ∞)')
    """
    rule = next((rule for rule in RULES if rule.qualifier == qualifier), None)
    if rule is None:
        raise ValueError(f"qualifier {qualifier!r} is none of {', '.join(rule.qualifier for rule in RULES)}")
    if table not in get_args(Table):
        raise ValueError(f"table {table!r} is neither tight nor wide")
    if (qualifier == "range") != (value_high is not None):
        raise ValueError("a range needs value_high, and value_high needs the qualifier range")
    if qualifier == "words":
        if value is not None:
            raise ValueError("the qualifier words goes with an empty value")
        return _vague(as_reported, table)
    if value is None:
        raise ValueError(f"the qualifier {qualifier} needs a value")
    x = _bound(Decimal(str(value)))
    if x < 0:
        if qualifier not in ("exact", "not_stated"):
            raise ValueError(f"the qualifier {qualifier} of the negative value {x} has no rule")
        return Interval(x, x)
    high = x if value_high is None else _bound(Decimal(str(value_high)))
    if high < x:
        raise ValueError(f"value_high {high} is below value {x}")
    return _from_signs(rule.tight if table == "tight" else rule.wide, x, high)


def _from_signs(signs: str, x: Real, high: Real) -> Interval:
    """Evaluate one cell of `RULES`, so that what the report prints is what is computed."""
    left, right = signs[1:-1].split(", ")
    return Interval(_end(left, x, high), _end(right, x, high), signs[0] == "[", signs[-1] == "]")


def _end(signs: str, x: Real, high: Real) -> Real:
    base = high if signs.endswith("high") else x
    match signs.removesuffix(" low").removesuffix(" high"):
        case "x" | "low" | "high":
            return base
        case "0":
            return 0
        case "∞":
            return math.inf
        case "next":
            return next_round(base)
        case "prev":
            return previous_round(base)
        case "prev prev":
            return previous_round(previous_round(base))
        case "mid next":
            return _bound((Decimal(str(base)) + Decimal(str(next_round(base)))) / 2)
        case "mid prev":
            return _bound((Decimal(str(base)) + Decimal(str(previous_round(base)))) / 2)
    raise ValueError(f"the interval table holds {signs!r}, which no rule explains")


def _vague(text: str | None, table: Table) -> Interval:
    from .numbers import numbers_in  # here, because its patterns take long to build and few claims are in vague words

    vague = [q for q in numbers_in(text or "") if q.kind == "vague"]
    if not vague or vague[0].value is None or vague[0].high is None:
        return Interval(0, math.inf)
    low = float(vague[0].value)
    return Interval(low, math.inf if table == "wide" else float(vague[0].high), True, False)


def interval_table() -> pd.DataFrame:
    """Return the published tables: one row for each qualifier, columns qualifier, tight, wide, rule (all text)."""
    import pandas as pd  # here, because whoever only reads words should not pay its import

    return pd.DataFrame(RULES, columns=list(Rule._fields))
