"""Gates on the descriptor, the schemas and what lies in data/: the keys of Data Package v2, licence, seals, orphans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ..package import DESCRIPTOR
from .gates import Check, Finding, gate
from .jsontext import JsonText
from .reading import Reading

STANDARD = "https://datapackage.org/profiles/2.0/"

# Data Package v2, https://datapackage.org/standard/data-package/, data-resource, table-dialect and table-schema.
KEYS: dict[str, frozenset[str]] = {
    what: frozenset(keys.split())
    for what, keys in {
        "package": "$schema name id title description homepage image version created keywords licenses contributors sources resources",
        "resource": "$schema name type path data title description format mediatype encoding scheme bytes hash sources licenses homepage dialect schema",
        "licence": "name path title",
        "contributor": "title givenName familyName path email roles organization",
        "source": "title path email version",
        "dialect": "$schema title description type header headerRows headerJoin commentRows commentChar delimiter lineTerminator quoteChar doubleQuote escapeChar nullSequence skipInitialSpace property itemType itemKeys sheetNumber sheetName table",
        "schema": "$schema name title description fields fieldsMatch missingValues primaryKey uniqueKeys foreignKeys",
        "field": "name type format title description example examples constraints rdfType categories categoriesOrdered missingValues decimalChar groupChar bareNumber trueValues falseValues delimiter itemType",
        "constraints": "required unique minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum jsonSchema pattern enum",
        "foreign key": "fields reference",
        "reference": "resource fields",
    }.items()
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "package": ("$schema", "name", "title", "description", "version", "created", "keywords", "licenses", "sources", "contributors", "resources"),
    "resource": ("name", "title", "description", "path", "schema", "encoding", "dialect"),
    "licence": ("name", "path"),
    "schema": ("$schema", "title", "description", "fields", "missingValues", "primaryKey"),
    "field": ("name", "type", "description", "example"),
}


def _reported(name: str) -> Check:
    """What stopped the reading of a file belongs to the gate of this name."""

    def check(reading: Reading) -> Iterator[Finding]:
        for fault in reading.faults:
            if fault.gate == name:
                yield Finding(fault.file, fault.line, str(fault.column), fault.reason, fault.advice)

    return check


gate("file-readable", "malformed", "file", "Each file that the descriptor names is there, an ordinary file, inside the package and of bounded size.")(_reported("file-readable"))
gate("file-text", "malformed", "file", "Files are UTF-8 text without byte order mark and NUL, and CSV that can be parsed, or readers disagree on what they hold.")(_reported("file-text"))
gate("json-form", "malformed", "descriptor", "The descriptor and the schemas are well-formed JSON objects; of a key that stands twice, readers take either.")(_reported("json-form"))
gate("resource-path", "malformed", "descriptor", "Paths stay inside the package: nothing outside of it is ever read.")(_reported("resource-path"))


@dataclass(frozen=True, slots=True)
class Holder:
    """An object for which the standard names the keys: what it is, where it stands, what it holds."""

    what: str
    file: str
    document: JsonText
    path: tuple[str | int, ...]
    data: Any

    def place(self, *path: str | int) -> tuple[int, str]:
        line, column = self.document.place(*self.path, *path)
        return line, str(column)

    def under(self, what: str, key: str) -> list[Holder]:
        """The objects under a key, which holds one or a list of them."""
        inner = self.data.get(key) if isinstance(self.data, dict) else None
        if isinstance(inner, list):
            return [Holder(what, self.file, self.document, (*self.path, key, number), item) for number, item in enumerate(inner)]
        return [] if inner is None else [Holder(what, self.file, self.document, (*self.path, key), inner)]


def holders(reading: Reading) -> Iterator[Holder]:
    """Every object of the descriptor and the schemas for which the standard names the keys."""
    if reading.descriptor:
        package = Holder("package", DESCRIPTOR, reading.descriptor, (), reading.descriptor.data)
        yield package
        for what, key in (("licence", "licenses"), ("contributor", "contributors"), ("source", "sources")):
            yield from package.under(what, key)
        for resource in package.under("resource", "resources"):
            yield resource
            for what, key in (("dialect", "dialect"), ("licence", "licenses"), ("source", "sources")):
                yield from resource.under(what, key)
    for reference, document in reading.schemas.items():
        schema = Holder("schema", reference, document, (), document.data)
        yield schema
        for field in schema.under("field", "fields"):
            yield field
            yield from field.under("constraints", "constraints")
        for foreign in schema.under("foreign key", "foreignKeys"):
            yield foreign
            yield from foreign.under("reference", "reference")


@gate("descriptor-keys", "malformed", "descriptor", "A misspelt key, such as licences, is silently ignored by every reader; a missing one leaves users without what it says.")
def descriptor_keys(reading: Reading) -> Iterator[Finding]:
    for holder in holders(reading):
        if not isinstance(holder.data, dict):
            yield Finding(holder.file, *holder.place(), f"the {holder.what} is not an object", "put its keys between { and }")
            continue
        for key in holder.data.keys() - KEYS[holder.what]:
            near = get_close_matches(key, KEYS[holder.what], 1)
            hint = f"write {near[0]}" if near else f"use a key that the standard knows for a {holder.what}"
            yield Finding(holder.file, *holder.place(key), f"the key {key!r} of the {holder.what} is none of Data Package v2", hint)
        for key in REQUIRED.get(holder.what, ()):
            if holder.data.get(key) in (None, "", [], {}):
                yield Finding(holder.file, *holder.place(key), f"the {holder.what} has no {key}", f"add {key}")


@gate("descriptor-standard", "malformed", "descriptor", "Only the profiles of Data Package v2 are meant: any other address would be fetched by some readers.")
def descriptor_standard(reading: Reading) -> Iterator[Finding]:
    profiles = {"package": "datapackage.json", "schema": "tableschema.json", "dialect": "tabledialect.json", "resource": "dataresource.json"}
    for holder in holders(reading):
        if holder.what in profiles and isinstance(holder.data, dict) and "$schema" in holder.data:
            meant, found = STANDARD + profiles[holder.what], holder.data["$schema"]
            if found != meant:
                yield Finding(holder.file, *holder.place("$schema"), f"$schema of the {holder.what} is {found!r}", f"write {meant}")


def _is_text(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and bool(compiled.fullmatch(value))


_SENTENCES = (_is_text(r"(?!This field)[A-Z].*\."), "full sentences that do not start with 'This field'")
_FORMS: dict[tuple[str, str], tuple[Callable[[object], bool], str]] = {
    ("package", "name"): (_is_text(r"[a-z0-9._-]+"), "lower-case letters, digits, points and hyphens"),
    ("package", "version"): (_is_text(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?"), "a semantic version such as 1.0.0"),
    ("package", "created"): (_is_text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"), "a date and time such as 2026-11-23T00:00:00Z"),
    ("resource", "name"): (_is_text(r"[a-z0-9]+(_[a-z0-9]+)*"), "snake_case"),
    ("resource", "encoding"): (_is_text(r"utf-8"), "utf-8"),
    ("field", "name"): (_is_text(r"[a-z][a-z0-9]*(_[a-z0-9]+)*"), "snake_case"),
    **{(what, "description"): _SENTENCES for what in ("package", "resource", "schema", "field")},
}


@gate("descriptor-form", "malformed", "descriptor", "Names, version and date have one form that tools rely on, and descriptions are sentences that a reader can use.")
def descriptor_form(reading: Reading) -> Iterator[Finding]:
    for holder in holders(reading):
        for (what, key), (fits, form) in _FORMS.items():
            if what == holder.what and isinstance(holder.data, dict) and holder.data.get(key) not in (None, "") and not fits(holder.data[key]):
                yield Finding(holder.file, *holder.place(key), f"{key} of the {what} is {holder.data[key]!r}", f"write {form}")


@gate("field-example", "malformed", "descriptor", "An example that its own field would refuse misleads whoever fills the column.")
def field_example(reading: Reading) -> Iterator[Finding]:
    for holder in holders(reading):
        if holder.what != "field" or not isinstance(holder.data, dict) or "example" not in holder.data:
            continue
        example, limits = holder.data["example"], holder.data.get("constraints")
        allowed, pattern = (limits.get("enum"), limits.get("pattern")) if isinstance(limits, dict) else (None, None)
        if isinstance(allowed, list) and example not in allowed:
            yield Finding(holder.file, *holder.place("example"), f"the example {example!r} is not in the field's enum", "take one of its values")
        if isinstance(pattern, str) and not _matches(pattern, str(example)):
            yield Finding(holder.file, *holder.place("example"), f"the example {example!r} does not fit the field's pattern", "take a value that fits")


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True  # frictionless says that the pattern is none


@gate("resource-unique", "malformed", "descriptor", "Of two resources with one name or one file, readers take either.")
def resource_unique(reading: Reading) -> Iterator[Finding]:
    for key in ("name", "path"):
        seen: set[str] = set()
        for index, resource in reading.resources():
            value = resource.get(key)
            if isinstance(value, str) and value in seen:
                assert reading.descriptor is not None
                line, column = reading.descriptor.place("resources", index, key)
                yield Finding(DESCRIPTOR, line, str(column), f"two resources have the {key} {value!r}", "keep one of them")
            elif isinstance(value, str):
                seen.add(value)


@gate("resource-seal", "malformed", "file", "bytes and sha256 prove that a table is the one that was released.")
def resource_seal(reading: Reading) -> Iterator[Finding]:
    for index, resource in reading.resources():
        table = reading.tables.get(str(resource.get("name")))
        if table is None or reading.descriptor is None or table.file != resource.get("path"):
            continue
        sealed = {"bytes": table.size, "hash": f"sha256:{table.digest}"}
        for key, value in sealed.items():
            line, column = reading.descriptor.place("resources", index, key)
            if key not in resource:
                yield Finding(DESCRIPTOR, line, str(column), f"{resource['path']} has no {key} here", "run roundups seal")
            elif key == "hash" and not str(resource[key]).startswith("sha256:"):
                yield Finding(DESCRIPTOR, line, str(column), f"the hash of {resource['path']} is not a sha256", "run roundups seal")
            elif resource[key] != value or isinstance(resource[key], bool):
                yield Finding(DESCRIPTOR, line, str(column), f"{resource['path']} is not the sealed file: its {key} is {value}", "if the change is meant, run roundups seal")


@gate("file-orphan", "malformed", "file", "A file in data/ that the descriptor does not name would be published without schema and checks.")
def file_orphan(reading: Reading) -> Iterator[Finding]:
    if reading.descriptor is None:
        return
    named = {str(r.get(key)) for _, r in reading.resources() for key in ("path", "schema")}
    folder = reading.root / "data"
    for path in sorted(folder.rglob("*")) if folder.is_dir() and not folder.is_symlink() else []:
        name = path.relative_to(reading.root).as_posix()
        if name not in named and (path.is_symlink() or not path.is_dir()):
            yield Finding(name, 1, "1", "the descriptor does not name this file", "add it to datapackage.json or take it out of data/")
