"""Folders of Parquet files: one table, whose rows keep their numbers, in parts that read by themselves."""

from __future__ import annotations

import pickle

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pseudo.errors import BadInput, UsageError
from pseudo.table import open_source
from pseudo.table.dataset import DatasetSource

CANARY = "canary-3072"


def whole(source, columns=None, rows=65_536):
    return pa.Table.from_batches(source.batches(columns, rows))


@pytest.fixture
def folder(tmp_path):
    """1,000 rows in two folders of years, the later one first on disk."""
    data = pa.table({"id": [f"p{i}" for i in range(1000)], "n": pa.array(range(1000), pa.int32())})
    for year, rows in (("2024", data.slice(400)), ("2023", data.slice(0, 400))):
        (tmp_path / "t" / f"year={year}").mkdir(parents=True)
        pq.write_table(rows, tmp_path / "t" / f"year={year}" / "a.parquet", row_group_size=150)
    (tmp_path / "t" / "_SUCCESS").touch()
    return tmp_path / "t"


def test_a_folder_is_one_table_in_the_order_of_its_files(folder):
    source = open_source(folder)
    assert isinstance(source, DatasetSource)
    assert (source.facts.rows, source.facts.format) == (1000, "parquet")
    read = whole(source)
    assert read["n"].to_pylist() == list(range(1000))
    assert read["year"].to_pylist() == [2023] * 400 + [2024] * 600
    assert whole(source, ["year", "id"], 7).equals(read.select(["year", "id"]))


def test_every_part_knows_its_rows_and_travels(folder):
    source = open_source(folder)
    read = whole(source)
    assert [part.start for part in source.parts] == [0, 150, 300, 400, 550, 700, 850]
    for part in pickle.loads(pickle.dumps(source.parts)):  # noqa: S301  its own
        assert whole(part).equals(read.slice(part.start, part.rows).combine_chunks())


def test_an_address_and_one_file_are_datasets_too(folder):
    assert whole(open_source(folder.as_uri())).equals(whole(open_source(folder)))
    file = folder / "year=2023" / "a.parquet"
    assert open_source(file, parts=True).facts.rows == 400


def test_the_mac_is_of_every_name_and_byte(folder):
    macs = [open_source(folder).mac(b"k" * 32), open_source(folder).mac(b"l" * 32)]
    (folder / "year=2023" / "a.parquet").rename(folder / "year=2023" / "b.parquet")
    macs.append(open_source(folder).mac(b"k" * 32))
    assert len(set(macs)) == 3


def refusal(what, **options):
    with pytest.raises((BadInput, UsageError)) as refused:
        whole(open_source(what, **options))
    assert CANARY not in str(refused.value)
    return refused.value.code


def test_what_is_no_table_of_parquet_files_is_refused(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.csv").write_text("id\n1\n")
    assert refusal(tmp_path / "empty") == "table.empty"
    assert refusal(tmp_path / "a.csv", parts=True) == "table.parts-are-parquet"
    assert refusal(folder, encoding="utf-8") == "table.option-for-other-format"
    assert refusal(folder, format="csv") == "table.parts-are-parquet"
    assert refusal(f"s3://id:{CANARY}@bucket/t") == "table.password-in-address"
    (folder / "year=2024" / "b.parquet").write_bytes(b"PAR1" + CANARY.encode())
    assert refusal(folder) == "table.corrupt"


def test_files_of_two_tables_are_refused(folder):
    pq.write_table(pa.table({"id": ["p"], "n": [CANARY]}), folder / "year=2024" / "b.parquet")
    assert refusal(folder) == "table.files-differ"


def test_a_file_cut_after_it_was_opened_is_refused(folder):
    source = open_source(folder)
    file = folder / "year=2024" / "a.parquet"
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(BadInput) as refused:
        whole(source)
    assert refused.value.code == "table.corrupt"
    file.unlink()
    with pytest.raises(BadInput) as refused:
        whole(source)
    assert refused.value.code in ("table.not-found", "table.corrupt")
