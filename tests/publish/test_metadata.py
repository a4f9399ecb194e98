"""The metadata files, each judged by the validator of its own kind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from roundups.package import Package
from roundups.publish import metadata


@pytest.fixture(scope="module")
def package(real_root: Path) -> Package:
    return Package(real_root)


def texts(value: Any) -> list[str]:
    """All strings below a value."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def documents(root: Path, unpacked: Path) -> dict[str, Any]:
    found = {name: json.loads((unpacked / name).read_text(encoding="utf-8")) for name in ("datacite.json", "croissant.json", "ro-crate-metadata.json")}
    found[".zenodo.json"] = json.loads((root / ".zenodo.json").read_text(encoding="utf-8"))
    found["CITATION.cff"] = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    return found


def test_no_document_names_a_doi_a_person_or_an_address_that_the_descriptor_does_not_name(
    real_root: Path, unpacked: Path, package: Package
) -> None:
    standards = ("https://w3id.org/ro/crate/", "http://datacite.org/schema/", "http://mlcommons.org/croissant/", "https://schema.org/", "http://purl.org/dc/terms/")
    known = texts(package.descriptor)
    for name, document in documents(real_root, unpacked).items():
        for text in texts(document):
            assert not re.search(r"\b10\.\d{4,}/|orcid", text), (name, text)
            for address in re.findall(r"https?://\S+", text):
                assert address in known or address.startswith(standards), (name, address)
        for key in ("creators", "creator", "authors"):
            for person in document.get(key, []):
                assert person["name"] in known
                assert not {"orcid", "affiliation", "given-names", "family-names"} & set(person)


def test_every_document_gives_title_version_and_day_of_the_descriptor(real_root: Path, unpacked: Path, package: Package) -> None:
    for name, document in documents(real_root, unpacked).items():
        said = texts(document)
        assert package.version in said, name
        assert package.descriptor["description"] in said, name
        assert str(package.descriptor["created"])[:10] in {text[:10] for text in said}, name


def test_the_citation_file_passes_the_schema_of_its_format(real_root: Path) -> None:
    arguments = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format", str(real_root / "CITATION.cff")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    broken = real_root / "CITATION.cff"
    assert "cff-version: 1.2.0" in broken.read_text(encoding="utf-8")


def test_the_schema_of_the_citation_file_refuses_a_broken_one(real_root: Path, tmp_path: Path) -> None:
    text = (real_root / "CITATION.cff").read_text(encoding="utf-8").replace("type: dataset", "type: novel")
    (tmp_path / "CITATION.cff").write_text(text, encoding="utf-8")
    arguments = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format", str(tmp_path / "CITATION.cff")]
    assert subprocess.run(arguments, capture_output=True, check=False).returncode == 1


def test_datacite_accepts_its_document(unpacked: Path) -> None:
    from datacite import schema45

    document = json.loads((unpacked / "datacite.json").read_text(encoding="utf-8"))
    schema45.validator.validate(document)
    assert schema45.tostring(document).startswith("<?xml")
    with pytest.raises(Exception, match="is a required property"):
        schema45.validator.validate({name: value for name, value in document.items() if name != "publisher"})


def test_zenodo_gets_the_fields_that_its_deposit_documentation_names(real_root: Path, package: Package) -> None:
    """No schema of it comes with a kept package: the documented fields and words, by hand."""
    document = json.loads((real_root / ".zenodo.json").read_text(encoding="utf-8"))
    required = {"upload_type", "title", "creators", "description", "access_right", "license", "publication_date"}
    optional = {"keywords", "notes", "version", "language", "related_identifiers", "contributors", "references", "communities", "doi"}
    assert required <= set(document) <= required | optional
    assert (document["upload_type"], document["access_right"], document["language"]) == ("dataset", "open", "eng")
    assert document["license"] == "cc-by-4.0"
    assert all(set(creator) == {"name"} for creator in document["creators"])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", document["publication_date"])
    relations = {"isCitedBy", "cites", "isSupplementTo", "references", "isDerivedFrom", "isSourceOf", "isPartOf", "hasPart"}
    for related in document["related_identifiers"]:
        assert set(related) == {"identifier", "relation", "scheme"} and related["relation"] in relations


@pytest.mark.slow
def test_mlcroissant_accepts_the_description_and_loads_the_records(unpacked: Path, package: Package, caplog: pytest.LogCaptureFixture) -> None:
    import mlcroissant

    data = mlcroissant.Dataset(jsonld=str(unpacked / "croissant.json"))
    assert not data.metadata.issues.errors and not data.metadata.issues.warnings
    assert [record_set.id for record_set in data.metadata.record_sets] == package.tables
    for table in ("kursk_losses", "claimants", "sources"):
        found = list(data.records(table))
        expected = list(package.records(table))
        assert len(found) == len(expected)
        for theirs, ours in zip(found, expected, strict=True):
            for name, cell in ours.items():
                read = theirs[f"{table}/{name}"]
                text = read.decode() if isinstance(read, bytes) else read
                assert (str(text)[: len(str(cell))] if cell is not None else text) == (str(cell) if cell is not None else None)
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


def test_rocrate_reads_the_crate_and_finds_each_file(unpacked: Path, package: Package) -> None:
    from rocrate.rocrate import ROCrate

    crate = ROCrate(unpacked)
    assert crate.root_dataset["name"] == package.descriptor["title"]
    assert crate.root_dataset["license"].id == package.descriptor["licenses"][0]["path"]
    parts = {part.id: part for part in crate.root_dataset["hasPart"]}
    on_disk = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert set(parts) == on_disk - {"ro-crate-metadata.json", "SHA256SUMS"}
    for name, part in parts.items():
        assert int(part["contentSize"]) == (unpacked / name).stat().st_size
    assert parts["data/casualty_claims.csv"]["description"] == package.resources["casualty_claims"]["description"]


def test_nothing_in_the_json_ld_can_end_its_script() -> None:
    script = metadata.script({"name": "</script><script>alert(1)</script> & <!-- x"})
    assert script.count("<") == 2 and json.loads(script.split("\n", 1)[1].rsplit("\n", 1)[0])["name"].startswith("</script>")


class Scripts(HTMLParser):
    """The JSON-LD scripts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


def test_the_data_page_carries_the_package_as_a_schema_org_dataset(real_root: Path, package: Package) -> None:
    import hashlib

    from rdflib import RDF, Graph, Namespace

    schema = Namespace("https://schema.org/")
    (script,) = Scripts((real_root / "reports" / "data.html").read_text(encoding="utf-8")).found
    graph = Graph().parse(data=script, format="json-ld")
    (dataset,) = graph.subjects(RDF.type, schema.Dataset)
    assert str(graph.value(dataset, schema.name)) == package.descriptor["title"]
    assert str(graph.value(dataset, schema.version)) == package.version
    assert 50 <= len(str(graph.value(dataset, schema.description))) <= 5000
    assert str(graph.value(dataset, schema.temporalCoverage)) == "/".join(map(str, metadata.days(package)))
    files = list(graph.objects(dataset, schema.distribution))
    assert len(files) == 3
    for file in files:
        content = (real_root / "reports" / str(graph.value(file, schema.contentUrl))).read_bytes()
        assert str(graph.value(file, schema.sha256)) == hashlib.sha256(content).hexdigest()
        assert str(graph.value(file, schema.contentSize)) == f"{len(content)} B"


def test_the_days_that_the_claims_are_about_are_those_of_the_tables(package: Package) -> None:
    claims, strikes = package.claims(), package.table("refinery_strikes")
    firsts = [claims["event_date"], claims["as_of"], claims["period_start"], strikes["event_date"]]
    lasts = [claims["event_date"], claims["as_of"], strikes["event_date"]]
    assert metadata.days(package) == (min(days.min() for days in firsts).date(), max(days.max() for days in lasts).date())
