"""schema.org/Dataset as JSON-LD, by which data catalogues find a release."""

from __future__ import annotations

from typing import Any

from publishing.facts import DataFile, Facts
from publishing.publisher import citation, licence
from validation.contracts.table import Contract

MEDIA = {".parquet": "application/vnd.apache.parquet", ".gz": "application/gzip"}
DESCRIBED = "events"


def json_ld(facts: Facts) -> dict[str, Any]:
    """The description of a release; addresses are relative to its page."""
    dataset = facts.dataset
    files = [file for table in facts.files for file in _files(table.parts, table.csv)]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": dataset.title,
        "alternateName": dataset.name,
        "description": dataset.description,
        "version": facts.version,
        "datePublished": f"{facts.created:%Y-%m-%d}",
        "license": licence(dataset.licence).path,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": facts.publisher},
        "publisher": {"@type": "Organization", "name": facts.publisher},
        "citation": citation(dataset.title, facts.version, facts.created.year),
        "temporalCoverage": f"{dataset.start}/{dataset.end or '..'}",
        "spatialCoverage": [
            {"@type": "Country", "identifier": code} for code in sorted(dataset.countries)
        ],
        "keywords": ["political events", "political stability", "conflict", "protest", "news"],
        "variableMeasured": [
            variable
            for file in facts.files
            if file.contract.table == DESCRIBED
            for variable in _variables(file.contract)
        ],
        "distribution": [_download(file) for file in files],
    }


def _files(parts: tuple[DataFile, ...], csv: DataFile | None) -> list[DataFile]:
    return [*parts, *([csv] if csv else [])]


def _download(file: DataFile) -> dict[str, Any]:
    suffix = f".{file.path.rpartition('.')[2]}"
    return {
        "@type": "DataDownload",
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.n_bytes} B",
        "encodingFormat": MEDIA[suffix],
        "sha256": file.sha256,
    }


def _variables(contract: Contract) -> list[dict[str, Any]]:
    found = []
    for column in contract.columns:
        about = {"@type": "PropertyValue", "name": column.name, "description": column.description}
        found.append(about | ({"unitText": column.unit} if column.unit else {}))
    return found
