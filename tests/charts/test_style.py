from __future__ import annotations

import datetime as dt

import matplotlib as mpl
import pytest

from roundups.charts.style import NARROW, PARTY_COLOURS, PARTY_NAMES, PARTY_ORDER, SMALLEST_POINTS, WIDE, compact, count_axis, date_axis, new_figure, styled


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (7905, "7,905"), (10_000, "10k"), (390_000, "390k"), (1_200_000, "1.2m"), (20_842, "20,842"), (-45_000, "-45k")]
)
def test_an_axis_number_is_short_and_loses_nothing(number: int, words: str) -> None:
    assert compact(number) == words


def test_the_style_ends_where_its_block_ends() -> None:
    before = mpl.rcParams["axes.spines.top"]
    with styled():
        assert mpl.rcParams["axes.spines.top"] is False
    assert mpl.rcParams["axes.spines.top"] is before


def test_a_figure_has_the_reports_width_and_its_axes_in_reading_order() -> None:
    with styled():
        figure, axes = new_figure(3, rows=2, columns=2)
        narrow, _ = new_figure(3, narrow=True)
    assert figure.get_figwidth() == WIDE and narrow.get_figwidth() == NARROW
    assert [(a.get_subplotspec().rowspan.start, a.get_subplotspec().colspan.start) for a in axes] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_count_axis_has_whole_numbers_only() -> None:
    with styled():
        figure, (axes,) = new_figure(2)
        axes.plot([0, 1], [0, 3])
        count_axis(axes)
        figure.draw_without_rendering()
    assert all(float(tick).is_integer() for tick in axes.get_yticks())


@pytest.mark.parametrize(
    ("first", "last"), [((2024, 2, 20), (2026, 2, 25)), ((2022, 2, 24), (2026, 6, 1)), ((2024, 8, 1), (2025, 4, 1)), ((2025, 2, 3), (2025, 3, 20))]
)
def test_the_first_tick_of_a_date_axis_names_its_year_and_none_is_empty(first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    with styled():
        figure, (axes,) = new_figure(2)
        date_axis(axes, dt.date(*first), dt.date(*last))
        figure.draw_without_rendering()
    low, high = axes.get_xlim()
    labels = [tick.label1.get_text() for tick in axes.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]
    assert 2 <= len(labels) <= 8 and all(labels)
    assert labels[0][-4:].isdigit()


def test_every_party_has_a_colour_a_name_and_a_contrast_to_paper() -> None:
    assert set(PARTY_COLOURS) == set(PARTY_NAMES)
    assert set(PARTY_ORDER) <= set(PARTY_NAMES)
    assert PARTY_ORDER == sorted(PARTY_ORDER)
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in PARTY_COLOURS.values())


def test_the_two_sides_stand_out_equally() -> None:
    assert luminance(PARTY_COLOURS["russia"]) == pytest.approx(luminance(PARTY_COLOURS["ukraine"]), abs=0.03)


def test_the_smallest_words_are_nine_pixels_high_on_the_narrowest_phone() -> None:
    # 360 pixels less the page's margins of 1.1rem; the narrow drawing is stretched to what is left.
    assert SMALLEST_POINTS * (360 - 2 * 17.6) / (NARROW * 72) >= 9
    assert SMALLEST_POINTS * (641 - 2 * 24) / (WIDE * 72) >= 8.5
