"""The issue forms keep to GitHub's rules: a form that breaks one is not shown, and nobody is told.

The rules are those of GitHub's documentation, "Syntax for issue forms" and "Syntax for GitHub's form schema".
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[2] / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in FOLDER.glob("*.yml") if path.name != "config.yml")
TOP = {"name", "description", "body", "title", "labels", "assignees", "projects", "type"}
#: kind of element -> attributes it must have, attributes it may have.
KINDS = {
    "markdown": ({"value"}, {"value"}),
    "textarea": ({"label"}, {"label", "description", "placeholder", "value", "render"}),
    "input": ({"label"}, {"label", "description", "placeholder", "value"}),
    "dropdown": ({"label", "options"}, {"label", "description", "multiple", "options", "default"}),
    "checkboxes": ({"label", "options"}, {"label", "description", "options"}),
}


class _NoTwins(yaml.SafeLoader):
    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
        return super().construct_mapping(node, deep)


def faults(form: Any) -> list[str]:
    """What GitHub would not accept."""
    found = []
    if not isinstance(form, dict):
        return ["the form is no mapping"]
    found += [f"key {key} is missing" for key in ("name", "description", "body") if not form.get(key)]
    found += [f"unknown key {key}" for key in form.keys() - TOP]
    found += [f"{key} is not text" for key in ("name", "description", "title") if not isinstance(form.get(key, ""), str)]
    body = form.get("body") or []
    if all(element.get("type") == "markdown" for element in body):
        found.append("the body asks nothing")
    ids = [element["id"] for element in body if "id" in element]
    labels = [element.get("attributes", {}).get("label") for element in body if element.get("type") != "markdown"]
    found += [f"{name} stands twice" for names in (ids, labels) for name in names if names.count(name) > 1]
    for element in body:
        found += _element_faults(element)
    return found


def _element_faults(element: dict[str, Any]) -> list[str]:
    kind, attributes = element.get("type"), element.get("attributes") or {}
    if kind not in KINDS:
        return [f"unknown type {kind}"]
    must, may = KINDS[kind]
    found = [f"unknown key {key}" for key in element.keys() - {"type", "id", "attributes", "validations"}]
    found += [f"{kind} lacks {key}" for key in must if not attributes.get(key)]
    found += [f"{kind} has {key}" for key in attributes.keys() - may]
    found += [f"{key} is not text" for key in attributes.keys() & {"label", "description", "placeholder", "value"} if not isinstance(attributes[key], str)]
    if "id" in element and not re.fullmatch(r"[A-Za-z0-9_-]+", str(element["id"])):
        found.append(f"id {element['id']}")
    if not set(element.get("validations") or {}) <= {"required"} or not isinstance((element.get("validations") or {}).get("required", True), bool):
        found.append("validations")
    options = attributes.get("options", [])
    if kind == "dropdown":
        found += [f"option {option!r} is no text" for option in options if not isinstance(option, str) or option.lower() == "none"]
        found += [f"option {option} stands twice" for option in options if options.count(option) > 1]
    if kind == "checkboxes":
        found += [f"option {option!r}" for option in options if not isinstance(option, dict) or not option.get("label") or not set(option) <= {"label", "required"}]
    return found


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), _NoTwins)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_is_one_that_github_shows(path: Path) -> None:
    assert faults(read(path)) == []


def test_there_is_a_form_for_a_wrong_figure_that_asks_for_cell_right_value_and_source() -> None:
    form = read(FOLDER / "wrong-figure.yml")
    required = {element["id"] for element in form["body"] if (element.get("validations") or {}).get("required")}
    assert {"row", "cell", "version", "right", "source"} <= required
    assert {path.name for path in FORMS} == {"wrong-figure.yml", "data-fault.yml"}


def test_the_names_of_the_forms_differ_and_blank_issues_stay_possible() -> None:
    names = [read(path)["name"] for path in FORMS]
    assert len(set(names)) == len(names)
    assert read(FOLDER / "config.yml") == {"blank_issues_enabled": True}


@pytest.mark.parametrize(
    "change",
    [
        lambda form: form.pop("description"),
        lambda form: form.update(body=[{"type": "markdown", "attributes": {"value": "x"}}]),
        lambda form: form["body"][1]["attributes"].pop("label"),
        lambda form: form["body"][1].update(type="number"),
        lambda form: form["body"].append(form["body"][1]),
        lambda form: form["body"][1].update(required=True),
        lambda form: form["body"][1].update(id="with a space"),
        lambda form: form["body"].append({"type": "dropdown", "attributes": {"label": "Is it?", "options": [True, False]}}),
        lambda form: form["body"].append({"type": "dropdown", "attributes": {"label": "Which?", "options": ["a", "a"]}}),
    ],
)
def test_what_github_refuses_is_refused_here(change: Any) -> None:
    form = read(FOLDER / "wrong-figure.yml")
    change(form)
    assert faults(form)


def test_the_forms_name_columns_and_rows_that_there_are(real_root: Path) -> None:
    from roundups.package import Package

    placeholders = {element["id"]: element["attributes"].get("placeholder") for element in read(FOLDER / "wrong-figure.yml")["body"] if "id" in element}
    package = Package(real_root)
    table = package.table("casualty_claims")
    assert placeholders["row"] in set(table["claim_id"])
    assert placeholders["cell"] in table
    assert "When a figure is disputed" in (real_root / "CONTRIBUTING.md").read_text(encoding="utf-8")
