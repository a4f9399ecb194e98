"""The two sides of the loading lines read the same table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from roundups.bench.loading import COPIES, TABLE, lines, plain
from roundups.bench.ratios import Stage
from roundups.package import load


def test_pandas_alone_is_told_the_types_that_load_gives(real_root: Path) -> None:
    ours, theirs = load(TABLE, real_root), plain(real_root)
    dates = theirs.select_dtypes("datetime").columns
    pd.testing.assert_frame_equal(ours, theirs.astype(dict.fromkeys(dates, "datetime64[s]")))


def test_the_large_table_is_so_many_times_the_real_one(real_root: Path, tmp_path: Path) -> None:
    large = lines(Stage(real_root, tmp_path))[1]
    assert large.what.run() > 0
    assert len(load(TABLE, tmp_path / "large-table")) == COPIES * len(load(TABLE, real_root))
