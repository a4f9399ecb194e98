"""Work side by side, in processes that share what was read; one after another where the system cannot fork or has one core."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
#: More share the memory's bandwidth and not much else.
MOST_PROCESSES = 4
_WORK: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []  # what a forked process finds: nothing is sent to it but a number


def processes() -> int:
    """How many processes may work side by side."""
    if sys.platform != "linux":  # elsewhere fork is missing or unsafe
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def spread(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yield what a function makes of each item, in their order; the items begin in their order too, so that the longest stand first."""
    count = min(processes(), len(items))
    if count < 2:
        yield from map(function, items)
        return
    from multiprocessing import get_context

    gc.collect()
    gc.freeze()  # a collection in a child would write to, and so copy, every page of what is shared
    _WORK.append((function, items))
    try:
        with get_context("fork").Pool(count) as pool:
            yield from pool.imap(_call, range(len(items)))
    finally:
        _WORK.pop()
        gc.unfreeze()


def _call(number: int) -> Any:
    function, items = _WORK[-1]
    return function(items[number])
