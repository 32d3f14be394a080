"""A visits table as a scan sees it, and a recipe to be changed in one place at a time."""

from dataclasses import replace

import pytest

from pseudo.model import (
    Anonymity,
    Check,
    ColumnFinding,
    ColumnRule,
    ColumnType,
    ColumnVerdict,
    NullRule,
    Purpose,
    RareValues,
    Recipe,
    ReleaseClass,
    Role,
    Scan,
    Statistic,
    StrayHit,
    TableFacts,
    Text,
    Unit,
)

TYPED = {"환자번호": "PATIENT_ID", "환자명": "PERSON", "주민등록번호": "KR_RRN", "연락처": "PHONE_NUMBER"}
QUASI = {"성별": "GENDER", "생년월일": "KR_BIRTH_DATE"}
COLUMNS = ("환자번호", "환자명", "주민등록번호", "연락처", "생년월일", "성별", "진료과", "입원일", "퇴원일", "메모")


def text(word="이유"):
    return Text(word, word)


def rule(name, technique, **changes):
    names = (name,) if isinstance(name, str) else name
    made = ColumnRule(role=Role.OTHER, technique=technique, nulls=NullRule.KEEP, reason=text(), names=names)
    return replace(made, **changes)


@pytest.fixture
def make_rule():
    return rule


@pytest.fixture
def make_scan():
    """A scan of these columns; ``stray``, ``entities`` and ``dtypes`` change what was found."""

    def make(columns=COLUMNS, stray=None, entities=None, dtypes=()):
        found = TYPED | QUASI | (entities or {})

        def finding(column):
            entity = found.get(column)
            role = (
                Role.DIRECT_IDENTIFIER
                if entity and column not in QUASI
                else Role.QUASI_IDENTIFIER
                if entity
                else Role.OTHER
            )
            verdict = ColumnVerdict.TYPED if entity else ColumnVerdict.CLEAN
            return ColumnFinding(column, verdict, entity, role, 0.9, stray=tuple((stray or {}).get(column, ())))

        return Scan(TableFacts("visits.csv", "csv", tuple(columns), dtypes=dtypes), tuple(finding(c) for c in columns))

    return make


@pytest.fixture
def recipe():
    return Recipe(
        name="test/visits",
        version="1",
        title=text(),
        description=text(),
        release_class=ReleaseClass.PROVISION,
        purpose=Purpose.RESEARCH,
        purpose_text=Text("당뇨병 환자의 재입원 요인을 분석", "predictors of readmission among diabetes patients"),
        subject="patient",
        columns=(
            rule(
                ("patient", "환자번호"),
                "hmac",
                role=Role.DIRECT_IDENTIFIER,
                params={"length_bits": 128},
                domain="p",
                nulls=NullRule.REFUSE,
            ),
            rule(("name", "환자명"), "delete", role=Role.DIRECT_IDENTIFIER),
            rule(("rrn", "주민등록번호"), "delete", role=Role.DIRECT_IDENTIFIER),
            rule("", "delete", names=(), entities=("PHONE_NUMBER", "KR_RRN"), role=Role.DIRECT_IDENTIFIER),
            rule(
                ("birth", "생년월일"),
                "age_band",
                type=ColumnType.DATE,
                role=Role.QUASI_IDENTIFIER,
                params={"at": "2025-12-31", "width": 5, "top": 80},
            ),
            rule(("sex", "성별"), "keep", role=Role.QUASI_IDENTIFIER),
            rule(("ward", "진료과"), "keep"),
            rule(
                ("in", "입원일"),
                "date_shift",
                type=ColumnType.DATE,
                params={"max_days": 30},
                domain="d",
                date_format="%Y-%m-%d",
            ),
            rule(
                ("out", "퇴원일"),
                "date_shift",
                type=ColumnType.DATE,
                params={"max_days": 30},
                domain="d",
                date_format="%Y-%m-%d",
            ),
            rule("", "delete", names=(), verdicts=("free_text",), role=Role.FREE_TEXT),
            rule("", "keep", names=(), verdicts=("clean",)),
        ),
        anonymity=Anonymity(5, Unit.SUBJECT, ("sex", "birth"), 0.1),
        checks=(
            Check("not_null", ("patient", "ward")),
            Check("a_le_b", ("in", "out")),
            Check("row_count", (), {"min": 1}),
        ),
        rare_values=RareValues(3, "sigma", 3.0, "별권 p.65-66"),
        statistics=(Statistic("by-ward", "ward", ("내과", "외과"), "laplace", "0.5", 2),),
    )


@pytest.fixture
def change_rule(recipe):
    """The recipe with one rule changed, found by its first name (or replaced as a whole by ``None``: left out)."""

    def change(name, **changes):
        columns = [replace(r, **changes) if r.names[:1] == (name,) else r for r in recipe.columns]
        return replace(recipe, columns=tuple(columns))

    return change


@pytest.fixture
def without_rule(recipe):
    def leave_out(*names):
        return replace(recipe, columns=tuple(r for r in recipe.columns if r.names[:1] not in {(n,) for n in names}))

    return leave_out


@pytest.fixture
def stray():
    return lambda entity="PHONE_NUMBER": (StrayHit(entity, 3, (7, 19, 400)),)


@pytest.fixture
def plan_it(make_scan):
    """Plan a recipe for a scan (by default of the visits table), in which ``measure`` finds rare values (by default none)."""
    from pseudo.planning import build_plan

    def run(recipe, scan=None, **options):
        options = {"project": "p", "recipient": "r", "date_formats": {"생년월일": "%Y-%m-%d"}} | options
        options = {"measure": lambda plan: ()} | options
        return build_plan(recipe, scan or make_scan(), **options)

    return run
