"""The subset of Quarto that the embedded engine supports: one table, and the checks that refuse the rest.

`SUPPORTED` is the whole promise. Whatever Quarto gives a meaning to and this table does not list is refused with its file and
line, so that no page is silently wrong. Classes without a meaning in Quarto (`.lead`, `.source`) pass through.
Behaviour follows the documentation of Quarto 1.9 (quarto-dev/quarto-web, docs/authoring and docs/computations).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .faults import Fault, Place

#: kind of thing -> the names that are supported.
SUPPORTED: dict[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "document key": """title subtitle description author date lang image format toc toc-depth toc-title number-sections
            bibliography nocite citeproc link-citations output-file execute engine jupyter resources search""",
        "format": "html typst",
        "html option": """toc toc-depth toc-title number-sections css theme html-math-method link-citations
            respect-user-color-scheme grid anchor-sections code-fold code-summary code-tools code-overflow""",
        "typst option": "toc toc-depth toc-title number-sections papersize citeproc margin mainfont fontsize",
        "execute option": "echo warning",
        "project key": """project website format execute bibliography lang filters number-sections toc toc-depth citeproc
            link-citations jupyter engine""",
        "project option": "type output-dir render resources",
        "website option": "title description favicon image open-graph navbar search page-footer site-url repo-url",
        "navbar option": "left right title search background foreground collapse-below",
        "navbar item": "text href menu",
        "cell language": "python",
        "cell option": "label echo output include warning eval code-fold code-summary",
        "output value": "true false asis",
        "shortcode": "include meta",
        "callout": "note tip warning important caution",
        "callout attribute": "title collapse icon",
        "cross-reference": "fig tbl sec",
        "conditional format": "html typst",
        "raw format": "html typst",
        "attribute": """when-format unless-format fig-alt width height title lang dir role target rel download start
            number""",
    }.items()
}

#: Identifier prefixes and classes to which Quarto gives a meaning that this engine does not carry.
UNSUPPORTED_REFERENCES = frozenset("lst eq thm lem cor prp cnj def exm exr sol rem alg nte tip wrn imp cau vid dia".split())
UNSUPPORTED_CLASSES = re.compile(
    r"^(panel-.*|column-.*|columns?|aside|margin-caption|lightbox|hidden|cell(-.*)?|quarto-.*|notes|fragment|incremental"
    r"|nonincremental|light-content|dark-content|landscape|block|place|proof|solution|remark|algorithm|glossary|unlisted)$"
)

#: What the table in CONTRIBUTING.md says on a kind besides its names.
_REMARKS = {
    "execute option": "`echo: false` for a cell that shows only its output",
    "navbar item": "`menu` is one level deep",
    "cell option": "true or false; `label` names no cross-reference",
    "output value": "`asis` prints Markdown",
    "shortcode": "an include stands alone between empty lines",
    "cross-reference": "`@fig-x`, `[-@fig-x]`, `[Chart @fig-x]`, `[@fig-x; @tbl-y]`; figures and tables as `::: {#fig-x} … caption … :::`",
    "attribute": "also `data-*` and `aria-*`",
}


def table() -> str:
    """The subset as a Markdown table: a row for each kind of thing, with its names and a remark."""
    rows = [
        f"| {kind} | {', '.join(f'`{name}`' for name in sorted(names))} | {_REMARKS.get(kind, '')} |" for kind, names in SUPPORTED.items()
    ]
    return "\n".join(["| kind | supported | remark |", "|---|---|---|", *rows])


REMEDY = "the embedded engine does not support it: write it otherwise, or render with --engine quarto"

_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_SHORTCODE = re.compile(r"\{\{<\s*/?\s*([\w-]*)(.*?)>\}\}")
_DIV = re.compile(r"^\s*:{3,}\s*(?:\{(?P<braced>.*)\}|(?P<word>[^\s{:]+))\s*:*\s*$")
_DIV_LIKE = re.compile(r"^\s*:{3,}\s*\S")
_ATTRIBUTES = re.compile(r"(?<=[\])])\{([^{}]*)\}|^#{1,6}\s.*\{([^{}]*)\}\s*$")
_TABLE_ID = re.compile(r"^\s*(?::|Table:)\s.*\{#([^}\s]*)")
_ATTRIBUTE = re.compile(
    r"""(?P<key>[\w:-]+)=(?P<value>"[^"]*"|'[^']*'|[^\s"']+)|\#(?P<id>[^\s}]+)|\.(?P<cls>[^\s}]+)|(?P<dash>-)|(?P<other>\S+)"""
)
_REFERENCE = re.compile(r"(?<![\w@.])@\{?([A-Za-z]+)-[\w-]+")
_INLINE_CELL = re.compile(r"(?<!`)`\{([^}`]*)\}([^`]*)`")


def check_keys(kind: str, found: Mapping[Any, Any], places: Mapping[Any, Place], fallback: Place) -> list[Fault]:
    """Faults for the keys of `found` that `SUPPORTED[kind]` does not list."""
    return [
        Fault(places.get(key, fallback), f"{kind} `{key}` is not supported", f"supported: {', '.join(sorted(SUPPORTED[kind]))}")
        for key in found
        if key not in SUPPORTED[kind]
    ]


def parse_attributes(text: str) -> tuple[str, list[str], dict[str, str], list[str]]:
    """Identifier, classes, key-values and unreadable rest of a Pandoc attribute list without its braces."""
    identifier, classes, pairs, rest = "", [], {}, []
    for match in _ATTRIBUTE.finditer(text):
        if match["key"]:
            pairs[match["key"]] = match["value"].strip("\"'")
        elif match["id"]:
            identifier = match["id"]
        elif match["cls"]:
            classes.append(match["cls"])
        elif match["dash"]:
            classes.append("unnumbered")
        else:
            rest.append(match["other"])
    return identifier, classes, pairs, rest


def _check_attributes(text: str, place: Place) -> Iterator[Fault]:
    identifier, classes, pairs, rest = parse_attributes(text)
    for word in rest:
        yield Fault(place, f"attribute `{word}` cannot be read", 'write {#id .class key="value"}')
    prefix = identifier.split("-")[0]
    if prefix in UNSUPPORTED_REFERENCES:
        yield Fault(place, f"cross-reference kind `{prefix}-` is not supported", f"supported: {_names('cross-reference')}")
    callouts = [name for name in classes if name.startswith("callout")]
    for name in classes:
        kind = name.removeprefix("callout-")
        if name.startswith("callout") and (kind == name or kind not in SUPPORTED["callout"]):
            yield Fault(place, f"callout kind `{name}` is not supported", f"supported: {_names('callout', 'callout-')}")
        elif UNSUPPORTED_CLASSES.match(name):
            yield Fault(place, f"class `.{name}` is not supported", REMEDY)
    for key, value in pairs.items():
        if callouts and key in SUPPORTED["callout attribute"]:
            continue
        if key.startswith(("data-", "aria-")):
            continue
        if key not in SUPPORTED["attribute"]:
            yield Fault(place, f"attribute `{key}` is not supported", f"supported: {_names('attribute')}, data-*, aria-*")
        elif key in ("when-format", "unless-format") and value not in SUPPORTED["conditional format"]:
            yield Fault(place, f"{key} `{value}` is not supported", f"supported: {_names('conditional format')}")
    if {"content-visible", "content-hidden"} & set(classes) and not {"when-format", "unless-format"} & set(pairs):
        yield Fault(place, "conditional content without when-format or unless-format", "say for which format it is")


def _names(kind: str, prefix: str = "") -> str:
    return ", ".join(prefix + name for name in sorted(SUPPORTED[kind]))


def check_prose_line(text: str, place: Place, *, meta: Mapping[str, Any] | None = None) -> list[Fault]:
    """Faults of one line of Markdown outside code.

    `meta` holds the document's metadata, for `{{< meta x >}}`. Includes are expected to be expanded: one that is left is a fault.
    """
    found: list[Fault] = []
    for match in _INLINE_CELL.finditer(text):
        language, expression = match.groups()
        if language.startswith(("=", ".", "#")):
            if language.startswith("=") and language[1:] not in SUPPORTED["raw format"]:
                found.append(Fault(place, f"raw format `{language[1:]}` is not supported", f"supported: {_names('raw format')}"))
            continue
        if language not in SUPPORTED["cell language"]:
            found.append(Fault(place, f"inline code of language `{language}` is not supported", f"supported: {_names('cell language')}"))
        elif not re.match(r"[ \t]+\S", expression):
            found.append(Fault(place, "inline code has no expression", "write `{python} expression`"))
    found += check_shortcodes(text, place, meta=meta)
    plain = _CODE_SPAN.sub(lambda match: " " * len(match[0]), text)
    if "`{" in plain:
        found.append(Fault(place, "inline code is not closed on its line", "keep an inline expression on one line"))
    if div := _DIV.match(plain):
        attributes = div["braced"] if div["braced"] is not None else "." + div["word"]
        found += _check_attributes(attributes, place)
    elif _DIV_LIKE.match(plain):
        found.append(Fault(place, "fenced div cannot be read", "write ::: {#id .class} or ::: class"))
    elif caption := _TABLE_ID.match(plain):
        found.append(
            Fault(
                place, f"a table caption cannot carry the identifier `{caption[1]}` here", "put the table into ::: {#tbl-…} … caption … :::"
            )
        )
    else:
        for match in _ATTRIBUTES.finditer(plain):
            found += _check_attributes(match[1] if match[1] is not None else match[2], place)
    for match in _REFERENCE.finditer(plain):
        prefix = match[1].lower()
        if prefix in UNSUPPORTED_REFERENCES or (prefix in SUPPORTED["cross-reference"] and match[1] != prefix):
            found.append(
                Fault(place, f"cross-reference kind `@{match[1]}-` is not supported", f"supported: {_names('cross-reference', '@')}")
            )
    return found


def check_shortcodes(text: str, place: Place, *, meta: Mapping[str, Any] | None = None) -> list[Fault]:
    """Faults of the shortcodes of one line (Quarto reads them in code as well)."""
    found = []
    for match in _SHORTCODE.finditer(text):
        name, rest = match.groups()
        if name not in SUPPORTED["shortcode"]:
            found.append(Fault(place, f"shortcode `{name}` is not supported", f"supported: {_names('shortcode')}"))
        elif name == "include":
            found.append(Fault(place, "an include stands alone on its line, outside code", "put it on a line of its own"))
        elif meta is not None and lookup(meta, rest.strip()) is None:
            found.append(Fault(place, f"shortcode `meta` names `{rest.strip()}`, which no metadata gives", "add it to the front matter"))
    return found


def replace_meta(text: str, meta: Mapping[str, Any]) -> str:
    """`text` with each `{{< meta key >}}` replaced by its value."""
    return _SHORTCODE.sub(lambda match: str(lookup(meta, match[2].strip())) if match[1] == "meta" else match[0], text)


def lookup(meta: Mapping[str, Any], dotted: str) -> str | int | float | None:
    """The plain value under a dotted key, or None."""
    value: Any = meta
    for key in dotted.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def check_fence(info: str, place: Place) -> list[Fault]:
    """Faults of the opening line of a code block that is not a cell; `info` is what follows its backticks."""
    info = info.strip()
    if info.startswith("{{"):
        return [Fault(place, "an escaped cell is not supported", REMEDY)]
    if raw := re.match(r"\{=(\w+)\}$", info):
        if raw[1] not in SUPPORTED["raw format"]:
            return [Fault(place, f"raw format `{raw[1]}` is not supported", f"supported: {_names('raw format')}")]
        return []
    if match := re.match(r"[^{]*\{(.*)\}$", info):
        return [*_check_attributes(match[1], place)]
    return []


def check_cell_options(options: Mapping[str, Any], places: Mapping[str, Place], cell: Place) -> list[Fault]:
    """Faults of the `#|` options of one cell."""
    found = check_keys("cell option", options, places, cell)
    for key in ("echo", "include", "warning", "eval", "code-fold"):
        if key in options and not isinstance(options[key], bool):
            found.append(Fault(places[key], f"cell option `{key}: {options[key]}` is not supported", "supported: true, false"))
    if "output" in options and str(options["output"]).lower() not in SUPPORTED["output value"]:
        found.append(
            Fault(places["output"], f"cell option `output: {options['output']}` is not supported", f"supported: {_names('output value')}")
        )
    label = str(options.get("label", ""))
    if label.split("-")[0] in SUPPORTED["cross-reference"] | UNSUPPORTED_REFERENCES:
        found.append(
            Fault(
                places["label"],
                f"cell label `{label}` makes a cross-reference",
                "print the ::: {#fig-…} or ::: {#tbl-…} block with `output: asis`",
            )
        )
    return found
