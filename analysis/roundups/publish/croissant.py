"""The package as a Croissant 1.0 description, for those who load data sets by it: each table a file and a record set."""

from __future__ import annotations

from typing import Any

from ..package import Package
from . import citation

FILE = "croissant.json"

#: The context that the specification sets.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        term: f"cr:{term}"
        for term in """citeAs column equivalentProperty extract field fileProperty fileObject fileSet format includes isLiveDataset jsonPath
            key md5 parentField path recordSet references regex repeated replace samplingRate separator source subField transform""".split()
    },
}
_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}


def croissant(package: Package) -> dict[str, Any]:
    """Return the description; the files are named by their paths in the package."""
    descriptor = package.descriptor
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": descriptor["name"],
        "description": descriptor["description"],
        "version": package.version,
        "datePublished": citation.created(package).isoformat(),
        "license": descriptor["licenses"][0]["path"],
        "creator": [{"@type": "sc:Organization", "name": contributor["title"]} for contributor in descriptor["contributors"]],
        "keywords": descriptor["keywords"],
        "citeAs": citation.sentence(package),
        **({"url": descriptor["homepage"]} if "homepage" in descriptor else {}),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": resource["path"],
                "name": resource["path"].rpartition("/")[2],
                "description": resource["description"],
                "contentUrl": resource["path"],
                "contentSize": f"{resource['bytes']} B",
                "encodingFormat": resource["mediatype"],
                "sha256": resource["hash"].removeprefix("sha256:"),
            }
            for resource in package.resources.values()
        ],
        "recordSet": [_record_set(package, table) for table in package.tables],
    }


def _record_set(package: Package, table: str) -> dict[str, Any]:
    schema, resource = package.schema(table), package.resources[table]
    references = {key["fields"][0]: key["reference"] for key in schema.get("foreignKeys", [])}
    fields = []
    for field in schema["fields"]:
        name, reference = field["name"], references.get(field["name"])
        # A reference of a table to itself has no form in Croissant.
        pointer = {"references": {"field": {"@id": f"{reference['resource']}/{reference['fields'][0]}"}}} if reference and reference["resource"] else {}
        fields.append(
            {
                "@type": "cr:Field",
                "@id": f"{table}/{name}",
                "name": name,
                "description": field["description"],
                "dataType": _TYPES[field["type"]],
                "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": name}},
                **pointer,
            }
        )
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": resource["description"],
        "key": [{"@id": f"{table}/{name}"} for name in schema["primaryKey"]],
        "field": fields,
    }
