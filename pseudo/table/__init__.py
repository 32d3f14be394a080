"""Tables in and out: CSV, Excel, Parquet, Arrow and frames as sources of record batches; sinks; column types; dense codes.

Here is where cells come in. What may not leave here is a library's message about them: every error is one of ours, with column,
row numbers and counts.
"""

from __future__ import annotations

from pseudo.table.casting import cast
from pseudo.table.codes import Codes, dense_codes
from pseudo.table.dates import format_dates, guess_date_format
from pseudo.table.frames import frame_source, is_frame, like
from pseudo.table.opening import SUFFIXES, format_of, formats, open_source, suffix
from pseudo.table.sinks import Sink, disk_errors, open_sink
from pseudo.table.source import BATCH_ROWS, Source

__all__ = [
    "BATCH_ROWS",
    "SUFFIXES",
    "Codes",
    "Sink",
    "Source",
    "cast",
    "dense_codes",
    "disk_errors",
    "format_dates",
    "format_of",
    "formats",
    "frame_source",
    "guess_date_format",
    "is_frame",
    "like",
    "open_sink",
    "open_source",
    "suffix",
]
