"""Croissant 1.1 (ML Commons) of a release, derived from the contracts.

Foreign keys are left to ``datapackage.json``: mlcroissant 1.1 joins along them, drops the rows
that refer to nothing, and fails where a table refers to one that refers on.
"""

from __future__ import annotations

from typing import Any

from publishing.facts import DataFile, Facts, TableFile
from publishing.publisher import citation, licence
from validation.contracts.table import Column, ColumnType

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
# The one Parquet type that mlcroissant opens.
PARQUET = "application/x-parquet"
TYPES: dict[ColumnType, str] = {
    "string": "sc:Text",
    "bool": "sc:Boolean",
    "int32": "cr:Int32",
    "int64": "cr:Int64",
    "float64": "cr:Float64",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
    "list[string]": "sc:Text",
}
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(facts: Facts) -> dict[str, Any]:
    """The descriptor of a whole release: its files, and a record set a table."""
    dataset = facts.dataset
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": dataset.name,
        "alternateName": dataset.title,
        "description": dataset.description,
        "license": licence(dataset.licence).path,
        "version": facts.version,
        "datePublished": f"{facts.created:%Y-%m-%d}",
        "creator": {"@type": "sc:Organization", "name": facts.publisher},
        "citeAs": citation(dataset.title, facts.version, facts.created.year),
        # A release does not know where it will be served: it describes itself from its folder.
        "url": "index.html",
        "distribution": [entry for file in facts.files for entry in _distribution(file)],
        "recordSet": [_record_set(file) for file in facts.files],
    }


def _distribution(file: TableFile) -> list[dict[str, Any]]:
    objects = [_file_object(part) for part in file.parts]
    if len(objects) == 1:
        return objects
    whole = {
        "@type": "cr:FileSet",
        "@id": f"{file.contract.table}-files",
        "name": f"{file.contract.table}-files",
        "description": f"{file.contract.title}, a file a year.",
        "encodingFormat": PARQUET,
        "includes": file.pattern,
    }
    return [*objects, whole]


def _file_object(part: DataFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": part.path,
        "name": part.path,
        "contentUrl": part.path,
        "contentSize": f"{part.n_bytes} B",
        "encodingFormat": PARQUET,
        "sha256": part.sha256,
    }


def _record_set(file: TableFile) -> dict[str, Any]:
    contract = file.contract
    return {
        "@type": "cr:RecordSet",
        "@id": contract.table,
        "name": contract.table,
        "description": f"{contract.description} Grain: {contract.grain}.",
        "key": [{"@id": f"{contract.table}/{name}"} for name in contract.primary_key],
        "field": [_field(file, column) for column in contract.columns],
    }


def _field(file: TableFile, column: Column) -> dict[str, Any]:
    name = f"{file.contract.table}/{column.name}"
    words = f"{column.description} Unit: {column.unit}." if column.unit else column.description
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": name,
        "name": name,
        "description": words,
        "dataType": TYPES[column.type],
        "source": _source(file) | {"extract": {"column": column.name}},
    }
    if column.type == "list[string]":
        field |= {"isArray": True, "arrayShape": "-1"}
    return field


def _source(file: TableFile) -> dict[str, Any]:
    if len(file.parts) == 1:
        return {"fileObject": {"@id": file.parts[0].path}}
    return {"fileSet": {"@id": f"{file.contract.table}-files"}}
