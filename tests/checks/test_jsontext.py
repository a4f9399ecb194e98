from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.checks.jsontext import JsonFault, read_json

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def test_a_key_and_an_item_have_their_line_and_column() -> None:
    document = read_json('{\n  "a": [1,\n    {"b": "x"}]\n}')
    assert document.place("a") == (2, 3)
    assert document.place("a", 1) == (3, 5)
    assert document.place("a", 1, "b") == (3, 6)


def test_a_missing_key_has_the_place_of_what_should_hold_it() -> None:
    assert read_json('{\n  "a": {"b": 1}\n}').place("a", "c") == (2, 3)


@pytest.mark.parametrize(
    ("text", "line", "column"), [("{\n  'a': 1}", 2, 3), ('{"a": 1', 1, 8), ("", 1, 1), ('{"a": NaN}', 1, 1), ("[" * 99, 1, 1)]
)
def test_anything_but_json_is_a_fault_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(JsonFault) as caught:
        read_json(text)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_keys_that_stand_twice_are_told() -> None:
    assert read_json('{"a": {"b": 1, "c": 2, "b": 3}}').twice == [("a", "b")]


def test_brackets_in_strings_are_no_nesting() -> None:
    assert read_json(json.dumps(["[" * 99 + '"' + "{" * 99])).data


@given(DOCUMENTS)
def test_every_value_of_any_document_has_a_place(data: object) -> None:
    document = read_json(json.dumps(data, indent=1))
    assert document.data == data
    assert document.twice == []

    def paths(value: object, path: tuple[str | int, ...]) -> set[tuple[str | int, ...]]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return {path}.union(*(paths(child, (*path, key)) for key, child in inner))

    assert set(document.places) == paths(data, ())
