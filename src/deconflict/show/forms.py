"""One record or reading in the form that was asked for."""

from __future__ import annotations

import json
from typing import TextIO

from deconflict.model import Reading, Record
from deconflict.show.record import reading_json, record_json


def show_record(record: Record, form: str, out: TextIO) -> None:
    """Write a record to a stream as text, json, html or markdown."""
    if form == "json":
        out.write(json.dumps(record_json(record), ensure_ascii=False, indent=1) + "\n")
    elif form == "html":
        from deconflict.show.page import show_page  # noqa: PLC0415

        out.write(show_page(record))
    elif form == "markdown":
        from deconflict.show.markdown import show_markdown  # noqa: PLC0415

        out.write(show_markdown(record))
    else:
        from deconflict.show.terminal import print_record  # noqa: PLC0415

        print_record(record, out)


def show_reading(reading: Reading, form: str, out: TextIO) -> None:
    """Write a reading to a stream as text or as a line of JSON."""
    if form == "jsonl":
        out.write(json.dumps(reading_json(reading), ensure_ascii=False) + "\n")
    else:
        from deconflict.show.terminal import print_reading  # noqa: PLC0415

        print_reading(reading, out)
