"""The table of formats. A new one is a file with its tables and a line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deconflict.export import (
    acled,
    airwars,
    dossier,
    followthemoney,
    geojson,
    lines,
    parquet,
    plain,
    plover,
    timemap,
    ucdp_ged,
    web_annotation,
)
from deconflict.export.encode import Encoder, as_csv, as_json, as_lines
from deconflict.export.table import Table


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its tables, how they are written, and the ending of its files.

    ``ids`` tells whether the ledger's id stands before the columns unless somebody says otherwise; ``terms`` is what a person has to agree to first.
    """

    name: str
    about: str
    tables: tuple[Table[Any], ...]
    encode: Encoder
    suffix: str
    ids: bool = False
    terms: str | None = None


_ACLED = (
    "ACLED's terms forbid using its data to make anything like its own. These columns are for records of your own, read from reports that you may use; "
    "never mix them with rows of ACLED's"
)

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("ucdp-ged", "UCDP GED, 49 columns (23.1 to 26.1)", (ucdp_ged.EVENTS,), as_csv, ".csv"),
        Format("airwars", "Airwars' six tables", airwars.TABLES, as_csv, ".csv", ids=True),
        Format("plover-json", "PLOVER events", (plover.EVENTS,), as_json, ".json"),
        Format("timemap", "events and sources for Forensic Architecture's timemap", (timemap.EVENTS, timemap.SOURCES), as_json, ".json"),
        Format("geojson", "points for maps (RFC 7946)", (geojson.FEATURES,), geojson.as_features, ".geojson"),
        Format("csv", "incidents, estimates, claims and reports for spreadsheets", plain.TABLES, as_csv, ".csv"),
        Format("parquet", "the same tables for data frames", plain.TABLES, parquet.as_parquet, ".parquet"),
        Format("jsonl", "everything that the ledger knows of an incident, one a line", (lines.INCIDENTS,), as_lines, ".jsonl"),
        Format("followthemoney", "entities for Aleph and other tools of investigators", (followthemoney.ENTITIES,), as_lines, ".ftm.json"),
        Format("web-annotation", "W3C annotations on the words of reports", (web_annotation.ANNOTATIONS,), web_annotation.as_page, ".json"),
        Format("dossier", "pages to print or to paste into a report", (dossier.PAGES,), dossier.as_dossier, ".html"),
        Format("acled-columns", "ACLED's 31 columns, for records of your own", (acled.EVENTS,), as_csv, ".csv", terms=_ACLED),
    )
}  # fmt: skip
