"""From Python: pandas, polars or pyarrow in, the same kind out, the caller's frame never touched."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import pseudo
from pseudo.errors import PseudoError, UsageError

RECIPE = """
schema_version: 1
name: test/visits
version: "1"
title: {ko: 시험, en: test}
description: {ko: 시험용 레시피입니다., en: A recipe for tests.}
release_class: internal
purpose: statistics
purpose_text: {ko: 요양기관별 외래 환자의 월별 내원 횟수 변화를 집계하여 비교한다., en: Monthly visits of outpatients by institution.}
subject: patient
columns:
  - names: [patient]
    role: direct_identifier
    technique: hmac
    params: {length_bits: 128, alphabet: hex, normalize: nfc}
    domain: patient
    nulls: refuse
    reason: {ko: 가명, en: pseudonym}
  - names: [cost, 진료비 총액]
    role: quasi_identifier
    type: integer
    technique: round
    params: {to: 1000, mode: half_even}
    nulls: keep
    reason: {ko: 반올림, en: rounded}
  - names: [memo]
    role: free_text
    technique: delete
    nulls: keep
    reason: {ko: 삭제, en: deleted}
  - names: [sex]
    role: quasi_identifier
    technique: keep
    nulls: keep
    reason: {ko: 미적용, en: kept}
anonymity: null
checks:
  - {kind: row_count, params: {min: 1}}
"""


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "recipe.yaml"
    path.write_text(RECIPE, "utf-8")
    return path


@pytest.fixture
def project():
    pseudo.KeyStore().new("lab")
    return "lab"


def frames():
    data = {
        "patient": ["P001", "P002", "P001", "P003"],
        "진료비 총액": [12_345, 500, None, 1_500],
        "memo": ["둘째 방문", None, "010-1234-5678", ""],
        "sex": ["F", "M", "F", "F"],
    }
    plain = pd.DataFrame(data).astype({"진료비 총액": "Int64"})
    return {
        "pandas": plain,
        "pandas with a repeated index": plain.set_axis([7, 7, 8, 7]),
        "polars": pl.DataFrame(data),
        "pyarrow": pa.table(data),
    }


@pytest.mark.parametrize("kind", frames())
def test_transform_gives_the_same_kind_and_leaves_the_caller_s_alone(recipe, project, kind):
    frame, before = frames()[kind], frames()[kind]
    made = pseudo.Pseudonymizer(recipe, project).fit_transform(frame)
    assert type(made) is type(frame)
    assert frame.equals(before)
    assert list(made.columns if kind != "pyarrow" else made.column_names) == ["patient", "진료비 총액", "sex"]
    if isinstance(frame, pd.DataFrame):
        assert list(made.index) == list(frame.index)


def column(frame, name):
    return frame[name].to_pylist() if isinstance(frame, pa.Table) else list(frame[name])


def test_every_kind_gets_the_same_cells(recipe, project):
    made = [pseudo.Pseudonymizer(recipe, project).fit_transform(frame) for frame in frames().values()]
    first = column(made[0], "patient")
    assert first[0] == first[2] != first[1]
    assert all(column(frame, "patient") == first for frame in made)
    costs = [[None if pd.isna(cell) else int(cell) for cell in column(frame, "진료비 총액")] for frame in made]
    assert costs == [[12_000, 0, None, 2_000]] * len(made)


def test_an_opened_key_serves_as_well_as_its_name(recipe, project):
    frame = frames()["polars"]
    by_name = pseudo.Pseudonymizer(recipe, project).fit_transform(frame)
    by_key = pseudo.Pseudonymizer(recipe, pseudo.KeyStore().open(project)).fit_transform(frame)
    assert by_name.equals(by_key)


def test_transform_before_fit_is_refused(recipe):
    with pytest.raises(UsageError) as refused:
        pseudo.Pseudonymizer(recipe, "lab").transform(frames()["polars"])
    assert refused.value.code == "workflow.not-fitted"


def test_the_whole_way_from_a_frame(recipe, project, tmp_path):
    frame = frames()["polars"]
    plan = pseudo.plan(frame, recipe, project=project)
    release = pseudo.apply(frame, plan, tmp_path / "release", format="parquet")
    assert pseudo.verify(release.path).ok
    assert release.table().num_rows == 4
    assert "P001" not in repr(release) + repr(plan)
    assert pseudo.render_report(release, lang="en").startswith("<!doctype html>")


def test_the_release_and_the_key_never_share_a_tree(recipe, project, tmp_path):
    plan = pseudo.plan(frames()["polars"], recipe, project=project)
    with pytest.raises(PseudoError) as refused:
        pseudo.apply(frames()["polars"], plan, tmp_path / "keys" / "release", keys=tmp_path / "keys")
    assert refused.value.exit_code == 5
    assert not (tmp_path / "keys" / "release").exists()


def test_scan_of_a_frame_says_no_value():
    scan = pseudo.scan(frames()["pandas"])
    assert scan["memo"].stray or scan["memo"].entity
    assert "010-1234-5678" not in repr(scan)
