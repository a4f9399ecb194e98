from __future__ import annotations

import pandas as pd
import pytest

from roundups.package import Package
from roundups.statistics.provenance import chain, independent_roots, roots


def claimants_of(**links: tuple[str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame([(name, speaks, repeats) for name, (speaks, repeats) in links.items()], columns=["claimant_id", "speaks_for", "repeats"])


def test_a_chain_ends_at_its_root() -> None:
    assert chain("spokesperson", {"spokesperson": "ministry", "ministry": "staff"}) == ["spokesperson", "ministry", "staff"]


def test_claimants_that_repeat_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="a -> b -> a"):
        chain("a", {"a": "b", "b": "a"})


def test_a_spokesperson_of_a_ministry_that_repeats_a_staff_has_the_staff_as_root() -> None:
    found = roots(claimants_of(staff=(None, None), ministry=(None, "staff"), minister=("ministry", None))).set_index("claimant_id")
    assert found.loc["minister"].tolist() == ["ministry", "staff"]
    assert found.loc["staff"].tolist() == ["staff", "staff"]


def test_copies_do_not_add_roots() -> None:
    claimants = claimants_of(staff=(None, None), ministry=(None, "staff"), press=(None, None))
    claims = pd.DataFrame({"claimant_id": ["staff", "ministry", "ministry", "press"], "population": "soldiers"})
    found = independent_roots(claims, claimants).iloc[0]
    assert (found["rows"], found["claimants"], found["bodies"], found["roots"]) == (4, 3, 3, 2)
    assert (found["largest_root"], found["largest_share"]) == ("staff", 0.75)


def test_every_claimant_of_the_package_has_a_root_in_it() -> None:
    claimants = Package().table("claimants")
    found = roots(claimants)
    assert set(found["root"]) <= set(claimants["claimant_id"].astype(str))
    assert found.set_index("claimant_id").loc["uk-mod", "root"] == "general-staff-ukraine"
