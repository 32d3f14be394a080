"""How Parquet columns are stored: chosen by the first group's cells, the same whatever the batches, and read back as written."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pseudo.table import open_sink
from pseudo.table.columnar_writing import GROUP_ROWS

ROWS = 6_000
TABLE = pa.table(
    {
        "pseudonym": [hashlib.sha256(bytes([i % 256, i >> 8])).hexdigest()[:32] for i in range(ROWS)],
        "region": ["서울", "부산", None] * (ROWS // 3),
        "phone": [f"010-****-{i:04d}" for i in range(ROWS)],
        "cost": list(range(ROWS)),
    }
)


def written(path, table: pa.Table, size: int) -> pq.FileMetaData:
    with open_sink(path, None, table.schema) as sink:
        for one in table.to_batches(max_chunksize=size):
            sink.write(one)
    return pq.read_metadata(path)


@pytest.fixture
def columns(tmp_path) -> dict[str, pq.ColumnChunkMetaData]:
    group = written(tmp_path / "t.parquet", TABLE, 1_000).row_group(0)
    assert pq.read_table(tmp_path / "t.parquet").equals(TABLE)
    return {name: group.column(i) for i, name in enumerate(TABLE.column_names)}


def test_pseudonyms_have_no_dictionary_no_statistics_and_no_compression(columns) -> None:
    stored = columns["pseudonym"]
    assert (stored.compression, stored.is_stats_set, stored.has_dictionary_page) == ("UNCOMPRESSED", False, False)


def test_categories_have_a_dictionary_and_statistics(columns) -> None:
    stored = columns["region"]
    assert (stored.compression, stored.is_stats_set, stored.has_dictionary_page) == ("ZSTD", True, True)


def test_distinct_texts_that_shrink_are_compressed_and_distinct_numbers_keep_their_statistics(columns) -> None:
    assert (columns["phone"].compression, columns["phone"].has_dictionary_page) == ("ZSTD", False)
    assert (columns["cost"].compression, columns["cost"].is_stats_set) == ("ZSTD", True)


def test_the_same_table_gives_the_same_bytes_whatever_the_batches(tmp_path) -> None:
    large = pa.concat_tables([TABLE] * (GROUP_ROWS // ROWS + 1))
    for size in (7_777, GROUP_ROWS):
        written(tmp_path / f"{size}.parquet", large, size)
    assert (tmp_path / "7777.parquet").read_bytes() == (tmp_path / f"{GROUP_ROWS}.parquet").read_bytes()


def test_a_table_without_rows_and_one_of_missing_cells_are_files(tmp_path) -> None:
    empty = TABLE.slice(0, 0)
    assert written(tmp_path / "empty.parquet", empty, 10).num_rows == 0
    assert pq.read_table(tmp_path / "empty.parquet").schema == TABLE.schema
    missing = pa.table({"a": pa.nulls(10, pa.string()), "b": pa.nulls(10, pa.int64())})
    written(tmp_path / "missing.parquet", missing, 10)
    assert pq.read_table(tmp_path / "missing.parquet").equals(missing)
