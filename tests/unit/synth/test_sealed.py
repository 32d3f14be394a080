"""SDV's fitted engines on disk: encrypted, opened by their own project only, and nothing unpickled before that."""

from __future__ import annotations

import pickle
import stat
import struct

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pseudo.errors import BadInput, PolicyRefused, UsageError
from pseudo.keys import Key
from pseudo.model import ColumnPlan, Plan
from pseudo.synth import Learning, build_task, is_sealed, read_sealed, sample_sealed, write_sealed
from pseudo.synth.contract import create
from pseudo.synth.sdv import sealed
from pseudo.synth.sdv.sealed import Description

KEY, OTHER = Key("registry", bytes(range(32))), Key("other", bytes(range(1, 33)))
RARE = "Q99희귀질환"


@pytest.fixture
def table(visits):
    codes = visits["상병코드"].to_pylist()
    codes[7] = RARE
    return visits.set_column(visits.column_names.index("상병코드"), "상병코드", pa.array(codes))


@pytest.fixture
def about(recipe, visits):
    columns = tuple(
        ColumnPlan(r.names[0], r.names[0], r.role, r.type, "keep", r.nulls, r.reason) for r in recipe.columns
    )
    plan = Plan(
        recipe=recipe.name, recipe_version="1", recipe_digest="sha256:0", release_class=recipe.release_class,
        purpose=recipe.purpose, purpose_text=recipe.purpose_text, project="registry", recipient="r", subject="환자번호",
        columns=columns, anonymity=recipe.anonymity,
    )  # fmt: skip
    return Description("gaussian_copula", recipe, plan, tuple(visits.column_names), (), "csv", "mac", "now", 600, 1)


def fitted(table, recipe, engine="gaussian_copula", learning=None):
    task = build_task(table.column_names, recipe)
    made = create(engine, learning=learning)
    made.fit(table.select(task.read), task, 1)
    return made


@pytest.mark.parametrize(
    ("engine", "learning"),
    [("gaussian_copula", None), ("ctgan", Learning(1, 100, print)), ("tvae", Learning(1, 100)), ("copula_gan", Learning(1, 100))],
)  # fmt: skip
def test_a_model_gives_the_same_rows_after_it_was_kept(table, recipe, about, tmp_path, engine, learning):
    made = fitted(table, recipe, engine, learning)
    path = tmp_path / "model.sealed"
    digest = write_sealed(path, about, made, KEY)
    assert is_sealed(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["model.sealed"]
    again = read_sealed(path, KEY)
    assert (again.description, again.digest) == (about, digest)
    drawn = sample_sealed(again, rows=50, seed=4)
    assert drawn.table.equals(made.sample(50, 4))
    figures = {e.metric: e.value for e in drawn.evidence}
    assert (figures["stored_model"], figures["formal_guarantee"], figures["training_rows"]) == (digest, "none", 600)


@pytest.mark.parametrize(
    ("engine", "learning"), [("gaussian_copula", None), ("ctgan", Learning(1, 100)), ("copula_gan", Learning(1, 100))]
)
def test_what_is_kept_has_no_row_and_no_rare_category(table, recipe, engine, learning):
    inside = pickle.dumps(fitted(table, recipe, engine, learning))
    assert RARE.encode() not in inside
    assert b"J00" in inside  # the search finds what is there
    amounts = [float(value) for value in table["본인부담금"].to_pylist()]
    kept = sum(struct.pack("<d", value) in inside or struct.pack(">d", value) in inside for value in amounts)
    assert kept <= 6, "amounts of persons, the two coded ends excepted, each of which several share"


def test_neither_file_nor_repr_shows_anything(table, recipe, about, tmp_path):
    path = tmp_path / "model.sealed"
    write_sealed(path, about, fitted(table, recipe), KEY)
    content = path.read_bytes()
    assert "상병코드".encode() not in content
    assert b"J00" not in content
    assert "J00" not in repr(read_sealed(path, KEY))


class Trap:
    """What runs code when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("unpickled before its tag was found right",))


def test_a_changed_file_or_another_projects_is_refused_before_it_is_unpickled(
    table, recipe, about, tmp_path, monkeypatch
):
    path = tmp_path / "model.sealed"
    write_sealed(path, about, fitted(table, recipe), KEY)
    content = path.read_bytes()
    monkeypatch.setattr(sealed.pickle, "loads", lambda _: pytest.fail("unpickled"))
    end = content.index(b"\n", len(sealed.MAGIC)) + 1
    forged_key = AESGCM(bytes(32)).encrypt(
        bytes(12), struct.pack(">Q", 2) + b"{}" + pickle.dumps(Trap()), content[:end]
    )
    wrong = {
        "a byte": content[:-30] + bytes([content[-30] ^ 1]) + content[-29:],
        "the head": content.replace(b'"sdv"', b'"sdw"'),
        "cut": content[:-1],
        "longer": content + b"x",
        "head only": content[:end],
        "magic only": sealed.MAGIC,
        "forged": content[:end] + bytes(12) + forged_key,
    }
    for what, changed in wrong.items():
        path.write_bytes(changed)
        with pytest.raises(BadInput, match=r"synth\.model-sealed"):
            pytest.fail(f"opened: {what} {read_sealed(path, KEY)}")
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"synth\.model-sealed"):
        read_sealed(path, OTHER)


def test_other_versions_are_told_and_not_tried(table, recipe, about, tmp_path, monkeypatch):
    path = tmp_path / "model.sealed"
    write_sealed(path, about, fitted(table, recipe), KEY)
    ours = sealed._versions()
    monkeypatch.setattr(sealed, "_versions", lambda: {**ours, "sdv": "9.9"})
    monkeypatch.setattr(sealed.pickle, "loads", lambda _: pytest.fail("unpickled"))
    with pytest.raises(BadInput, match=r"synth\.model-versions") as raised:
        read_sealed(path, KEY)
    assert raised.value.facts["versions"] == f"sdv {ours['sdv']}"


def test_never_inside_a_release(table, recipe, about, tmp_path):
    (tmp_path / "release/data").mkdir(parents=True)
    (tmp_path / "release/manifest.json").write_text("{}")
    with pytest.raises(PolicyRefused, match=r"synth\.model-in-release"):
        write_sealed(tmp_path / "release/data/model.sealed", about, fitted(table, recipe), KEY)
    assert not list((tmp_path / "release/data").iterdir())


@pytest.mark.parametrize(("engine", "learning"), [("gaussian_copula", None), ("tvae", Learning(3, 100))])
def test_rows_of_given_categories(table, recipe, engine, learning):
    made = fitted(table, recipe, engine, learning)
    where = {"성별": "여", "시도": "부산광역시"}
    rows = made.sample_where(80, 4, where)
    assert rows.num_rows == 80
    assert set(rows["성별"].to_pylist()) == {"여"}
    assert set(rows["시도"].to_pylist()) == {"부산광역시"}
    assert set(rows["시군구"].to_pylist()) <= {"해운대구", "수영구"}
    assert rows["총진료비"].equals(pc.add(rows["본인부담금"], rows["공단부담금"]))
    assert made.sample_where(80, 4, where).equals(rows)
    assert not made.sample_where(80, 5, where).equals(rows)
    for wrong, code in (({"성별": "W"}, "value"), ({"상병코드": RARE}, "value"), ({"체온": "36.5"}, "column")):
        with pytest.raises(UsageError, match=rf"synth\.where-{code}") as raised:
            made.sample_where(5, 1, wrong)
        assert RARE not in str(raised.value)


def test_an_engine_that_cannot_says_so():
    from pseudo.dp import Budget
    from pseudo.synth import Privacy

    with pytest.raises(UsageError, match=r"synth\.where-unsupported"):
        create("dp_marginals", Privacy("1", "0.000001", "x/y", Budget())).sample_where(5, 1, {"성별": "여"})
