"""Every real table there is: scanned and applied with the generic recipe, or refused with a clear reason."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.shared

TABLES = {
    "tables/district_codes_2017.csv": (),
    "tables/jeju_shelters_cp949_cr_lines.csv": (),
    "tables/pollution_2012_cp949.csv": (),
    "tables/seoul_bike_stations.csv": (),
    "tables/seoul_rent_2016_no_header.csv": ("--no-header",),
    "microdata/adult_uci.csv": (),
    "microdata/arx_adult/adult.csv": (),
    "microdata/census_ma2019.csv": (),
    "microdata/sdcmicro/CASCrefmicrodata.csv": (),
    "microdata/sdcmicro/Tarragona.csv": (),
    "microdata/sdcmicro/testdata.csv": (),
}


@pytest.mark.parametrize("name", TABLES)
def test_scan_and_apply(pseudo, shared_data, tmp_path, name):
    table, options = shared_data / name, TABLES[name]
    found = json.loads(pseudo("scan", table, *options, "--json").stdout)
    assert [
        c["column"] for c in found["columns"] if c["entity"] in ("KR_RRN", "KR_BRN", "CREDIT_CARD", "KR_DRIVER_LICENSE")
    ] == []
    out = tmp_path / "release"
    pseudo("apply", table, *options, "--recipe", "generic", "--project", "demo", "--out", out)
    pseudo("verify", out)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    data = next(f for f in manifest["files"] if f["path"].startswith("data/"))
    assert data["rows"] == found["table"]["rows"]


def test_the_misquoted_table_is_refused_with_its_rows(pseudo, shared_data, tmp_path):
    table = shared_data / "tables/libraries_2016_cp949_misquoted.csv"
    for words in (
        ("scan", table),
        ("apply", table, "--recipe", "generic", "--project", "demo", "--out", tmp_path / "release"),
    ):
        said = pseudo(*words, code=4).stderr
        assert "row" in said
        assert any(character.isdigit() for character in said)
    assert list(tmp_path.iterdir()) == []


def test_a_table_without_header_is_not_read_as_if_it_had_one(pseudo, shared_data):
    said = pseudo("scan", shared_data / "tables/seoul_rent_2016_no_header.csv", code=4)
    assert "--no-header" in said.stderr
    assert "개포" not in said.stderr + said.stdout
