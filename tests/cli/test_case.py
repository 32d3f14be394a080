"""``pseudo case`` as an institution runs it: the example cases from the request to the destruction, every document looked into."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "cases"
FORMATS = ("html", "docx", "hwpx", "pdf", "xlsx", "json")


@pytest.fixture(scope="module", autouse=True)
def day():
    """2026-11-27 for every run of the program: the example papers have days, and none of theirs lies before what they are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795748400")
        yield


def steps_of(run, case, folder, *steps):
    for step, person in steps:
        run("case", "do", case, re.sub(r"-\d+$", "", step), folder / f"{step}.yaml", "--by", person)


def documents(run, case, out):
    """The forms in all formats, by name."""
    run("case", "forms", case, "--out", out, *(word for kind in FORMATS for word in ("--format", kind)))
    names = {path.name for path in out.iterdir()}
    stems = {name.rsplit(".", 1)[0] for name in names}
    assert names == {f"{stem}.{kind}" for stem in stems for kind in FORMATS}
    return {stem: json.loads((out / f"{stem}.json").read_text("utf-8")) for stem in stems}


@pytest.fixture(scope="module")
def case(pseudo):
    """Opens a case and gives its number."""

    def opened(folder, person):
        return pseudo("case", "new", folder / "application.yaml", "--by", person).stdout.split()[0]

    return opened


def test_a_high_risk_case_of_healthcare(pseudo, case, visits, recipes, tmp_path):
    folder = EXAMPLES / "healthcare"
    number = case(folder, "김연구")
    pseudo("key", "new", "visits-2026")
    pseudo("budget", "grant", "visits-2026/patient", "--epsilon", "10")
    assert "form-missing" in pseudo("case", "next", number).stdout
    steps_of(pseudo, number, folder, ("usage_plan", "김연구"), ("risk_review", "박담당"))
    words = ("--recipe", recipes("healthcare/visits"), "--project", "visits-2026", "--recipient", "가나대학교")
    release = tmp_path / "release"
    pseudo("apply", visits, *words, "--out", release)
    pseudo("case", "treat", number, release, "--by", "서처리", "--organization", "한국병원 데이터전략팀")
    assert not release.exists()
    refused = pseudo("case", "provide", number, "--out", tmp_path / "got", "--by", "서처리", code=5)
    assert "procedure.stage" in refused.stderr
    assert (
        "procedure.pledges"
        in pseudo("case", "do", number, "review", folder / "review.yaml", "--by", "이위원", code=5).stderr
    )
    steps_of(pseudo, number, folder, *((f"pledge-{n}", "위원") for n in (1, 2, 3)), ("review", "이위원"))
    refused = pseudo("case", "provide", number, "--out", tmp_path / "got", "--by", "서처리", code=5).stderr
    assert "procedure.open-conditions" in refused
    assert "procedure.form-missing" in refused
    steps_of(pseudo, number, folder, ("condition", "박담당"), ("commitment", "김연구"))
    pseudo("case", "provide", number, "--out", tmp_path / "got", "--by", "서처리")
    pseudo("key", "new", "review-board")
    decision = tmp_path / "decision.json"
    decision.write_text(pseudo("case", "attest", number, "review-board").stdout, "utf-8")
    board = json.loads(pseudo("key", "show", "review-board", "--json").stdout)["keys"][0]["verifying_key"]
    pseudo("verify", tmp_path / "got", "--decision", decision, "--decision-key", board)
    refused = pseudo("verify", tmp_path / "got", "--decision", decision, "--decision-key", "0" * 64, code=3)
    assert "attestation-signature" in refused.stderr
    other = tmp_path / "other"
    pseudo("apply", visits, *words, "--out", other)
    assert "attestation-subject" in pseudo("verify", other, "--decision", decision, code=3).stderr
    assert "2027-11-30" in pseudo("case", "due", "--days", "1000").stdout

    forms = documents(pseudo, number, tmp_path / "forms")
    assert sorted(forms) == [
        "01-application", "02-usage_plan", "03-risk_review", "04-treatment_plan", "05-treatment_result",
        "07-adequacy_review", "08-pledge", "08-pledge-2", "08-pledge-3", "09-commitment", "10-ledger",
    ]  # fmt: skip
    assert pseudo("case", "forms", number, "--out", tmp_path / "forms", code=2).stderr.startswith("[procedure.exists]")
    assert pseudo("case", "lint", number).stdout == ""

    pseudo("case", "destroy", number, folder / "destruction.yaml", "--by", "박담당", "--yes")
    assert not (pseudo.home / "cases" / number).exists()
    assert "destroyed" in pseudo("key", "show", "visits-2026").stdout
    ledger = documents(pseudo, number, tmp_path / "ended")["10-ledger"]["blocks"][0]["rows"]
    assert [row[3:5] for row in ledger] == [
        ["추가정보", "생성"], ["가명정보", "생성"], ["가명정보", "이용"], ["가명정보", "제공"], ["추가정보", "파기"], ["가명정보", "파기"],
    ]  # fmt: skip
    shown = json.loads(pseudo("case", "show", number, "--json").stdout)
    assert (shown["stage"], shown["destruction"]["data"]) == ("destroyed", True)


def test_a_low_risk_case_of_defense(pseudo, case, personnel, recipes, tmp_path):
    folder = EXAMPLES / "defense"
    number = case(folder, "오계획")
    pseudo("key", "new", "personnel-2026")
    steps_of(pseudo, number, folder, ("usage_plan", "오계획"), ("risk_review", "문검토"))
    release = tmp_path / "release"
    words = ("--recipe", recipes("defense/personnel"), "--project", "personnel-2026")
    pseudo("apply", personnel, *words, "--out", release)
    pseudo("case", "treat", number, release, "--by", "민처리", "--organization", "가상사령부 정보화처")
    steps_of(pseudo, number, folder, ("review", "문검토"))
    pseudo("case", "provide", number, "--out", tmp_path / "got", "--by", "민처리")
    forms = documents(pseudo, number, tmp_path / "forms")
    assert {stem[:2] for stem in forms} == {"01", "02", "03", "04", "05", "07", "10"}
    audit = tmp_path / "audit.pdf"
    pseudo("report", "audit", number, "--format", "pdf", "-o", audit)
    assert audit.read_bytes().startswith(b"%PDF-1.7")
    assert pseudo("case", "lint", number).stdout == ""
    pseudo("case", "destroy", number, folder / "destruction.yaml", "--by", "문검토", "--yes")
    assert "destroyed" in pseudo("case", "list", "--stage", "destroyed").stdout


def test_a_synthetic_release_that_is_opened(pseudo, visits, recipes, tmp_path):
    """What is open to all is synthetic and was decided on; a pseudonymised release is not taken in for it."""
    folder = EXAMPLES / "healthcare"
    text = (folder / "application.yaml").read_text("utf-8") + "provided: synthetic\nopen_to_all: true\n"
    application = tmp_path / "application.yaml"
    application.write_text(text, "utf-8")
    number = pseudo("case", "new", application, "--by", "김연구").stdout.split()[0]
    refused = tmp_path / "refused.yaml"
    refused.write_text(text.replace("synthetic", "pseudonymised"), "utf-8")
    assert "open-pseudonymised" in pseudo("case", "new", refused, "--by", "김연구", code=5).stderr
    steps_of(pseudo, number, folder, ("usage_plan", "김연구"), ("risk_review", "박담당"))
    pseudo("key", "new", "synthetic-2026")
    words = ("--recipe", recipes("healthcare/visits"), "--project", "synthetic-2026", "--rows", "500", "--seed", "1")
    pseudo("synth", visits, *words, "--out", tmp_path / "unverified")
    pseudo("synth", visits, *words, "--holdout", "0.3", "--out", tmp_path / "synthetic")
    pseudo("budget", "grant", "synthetic-2026/patient", "--epsilon", "10")
    pseudo("apply", visits, *words[:4], "--out", tmp_path / "rows")
    by = ("--by", "서처리", "--organization", "한국병원 데이터전략팀")
    assert "release-kind" in pseudo("case", "treat", number, tmp_path / "rows", *by, code=5).stderr
    assert (tmp_path / "rows" / "manifest.json").exists()
    assert "synthetic-unverified" in pseudo("case", "treat", number, tmp_path / "unverified", *by, code=5).stderr
    pseudo("case", "treat", number, tmp_path / "synthetic", *by)
    steps_of(pseudo, number, folder, *((f"pledge-{n}", "위원") for n in (1, 2, 3)), ("review", "이위원"))
    steps_of(pseudo, number, folder, ("condition", "박담당"), ("commitment", "김연구"))
    pseudo("case", "provide", number, "--out", tmp_path / "got", "--by", "서처리")
    pseudo("verify", tmp_path / "got")


def test_the_record_of_all_that_verifies_and_shows_tampering(pseudo, case, tmp_path):
    case(EXAMPLES / "defense", "오계획")
    signed = json.loads(pseudo("case", "checkpoint", "demo").stdout)
    assert "all match" in pseudo("case", "verify", "--trusted-key", signed["verifying_key"]).stdout
    copy = tmp_path / "cases"
    copy.mkdir(mode=0o700)
    content = (pseudo.home / "cases" / "cases.sqlite").read_bytes()
    changed = content.replace("오계획".encode(), "나계획".encode())
    assert changed != content
    (copy / "cases.sqlite").write_bytes(changed)
    (copy / "cases.sqlite").chmod(0o600)
    assert "procedure.record-line" in pseudo("case", "verify", "--cases", copy, code=3).stderr


def test_a_release_that_was_changed_is_not_taken_in(pseudo, case, personnel, recipes, tmp_path):
    folder = EXAMPLES / "defense"
    number = case(folder, "오계획")
    steps_of(pseudo, number, folder, ("usage_plan", "오계획"), ("risk_review", "문검토"))
    release = tmp_path / "release"
    pseudo("apply", personnel, "--recipe", recipes("defense/personnel"), "--project", "demo", "--out", release)
    [data] = (release / "data").iterdir()
    data.write_bytes(data.read_bytes() + b"\n")
    refused = pseudo("case", "treat", number, release, "--by", "민처리", "--organization", "가상사령부", code=5)
    assert "procedure.unverified" in refused.stderr
    assert data.exists()


def test_a_key_that_living_cases_share_is_not_destroyed(pseudo, case, personnel, recipes, tmp_path):
    folder = EXAMPLES / "defense"
    pseudo("key", "new", "shared-2026")
    numbers = []
    for name in ("one", "two"):
        number = case(folder, "오계획")
        steps_of(pseudo, number, folder, ("usage_plan", "오계획"), ("risk_review", "문검토"))
        pseudo(
            "apply",
            personnel,
            "--recipe",
            recipes("defense/personnel"),
            "--project",
            "shared-2026",
            "--out",
            tmp_path / name,
        )
        pseudo("case", "treat", number, tmp_path / name, "--by", "민처리", "--organization", "가상사령부")
        steps_of(pseudo, number, folder, ("review", "문검토"))
        numbers.append(number)
    refused = pseudo("case", "destroy", numbers[0], folder / "destruction.yaml", "--by", "문검토", "--yes", code=5)
    assert "procedure.key-shared" in refused.stderr
    pseudo("case", "provide", numbers[0], "--out", tmp_path / "got", "--by", "민처리")


def test_words_that_are_off(pseudo, case, tmp_path):
    number = case(EXAMPLES / "defense", "오계획")
    assert "procedure.no-case" in pseudo("case", "show", "2026-9999", code=2).stderr
    assert "procedure.no-step" in pseudo("case", "template", "dance", code=2).stderr
    paper = EXAMPLES / "defense" / "destruction.yaml"
    assert "procedure.no-step" in pseudo("case", "do", number, "destruction", paper, "--by", "x", code=2).stderr
    assert "procedure.no-stage" in pseudo("case", "list", "--stage", "limbo", code=2).stderr
    assert "procedure.sample" in pseudo("case", "sample", "--total", "10", code=2).stderr
    assert "procedure.case-or-dossier" in pseudo("case", "lint", code=2).stderr
    assert "procedure.paper" in pseudo("case", "new", EXAMPLES / "defense" / "review.yaml", "--by", "x", code=4).stderr


def test_the_sampling_calculator(pseudo):
    answer = json.loads(pseudo("case", "sample", "--total", "30000", "--rate", "0.001", "--json").stdout)
    assert answer["sample_size"] == 2763
    judged = json.loads(
        pseudo("case", "sample", "--total", "20000", "--checked", "200", "--faults", "14", "--json").stdout
    )
    assert (judged["most"], judged["repeat"]) == (2141, True)


def test_a_dossier_written_by_hand_is_linted_and_drawn(pseudo, tmp_path):
    dossier = tmp_path / "dossier.yaml"
    paper = (
        (EXAMPLES / "healthcare" / "application.yaml")
        .read_text("utf-8")
        .replace("controlled: false", "controlled: true")
    )
    lines = "".join(f"  {line}\n" for line in paper.splitlines())
    dossier.write_text(f'number: "2026-0099"\napplication:\n{lines}', "utf-8")
    assert "lint.setting" in pseudo("case", "lint", "--dossier", dossier, code=3).stdout
    pseudo("case", "forms", "--dossier", dossier, "--out", tmp_path / "forms", "--format", "json")
    assert [path.name for path in (tmp_path / "forms").iterdir() if path.name.startswith("01")] == [
        "01-application.json"
    ]


def test_messages_are_in_korean_where_the_environment_is(pseudo, case):
    number = case(EXAMPLES / "defense", "오계획")
    shown = pseudo("case", "next", number, env={"PSEUDO_LANG": "ko"}).stdout
    assert "위험성을 검토해" in shown
    assert re.search("모자란 것: .*활용 계획서", shown)


def test_the_year_is_reported_with_a_bundle_for_each_counted_case(pseudo, personnel, recipes, tmp_path):
    """The example of defense, dated into the window of 2025, with its four exhibits."""
    import pypdfium2

    folder = tmp_path / "papers"
    folder.mkdir()
    for path in (EXAMPLES / "defense").iterdir():
        text = path.read_text("utf-8").replace("2026-11-02", "2025-01-10").replace("2026-11-05", "2025-01-13")
        text = (
            text.replace("2026-12-01", "2025-02-20")
            .replace("2027-05-31", "2026-05-31")
            .replace("2026-11-27", "2025-02-19")
        )
        (folder / path.name).write_text(text, "utf-8")
    exhibits = "".join(
        f'{name}: {{number: "{name}-1", date: "2025-02-{day}"}}\n'
        for name, day in (("request", 10), ("provision", 19), ("verification", 18), ("reporting", 19))
    )
    (folder / "exhibits.yaml").write_text(
        f"evaluation: open_data\n{exhibits}through_channel: true\nmasked: true\n", "utf-8"
    )
    cases = tmp_path / "cases"

    def run(*words, **options):
        return pseudo(*words, env={"SOURCE_DATE_EPOCH": "1739930400", "PSEUDO_CASES": str(cases)}, **options)

    number = run("case", "new", folder / "application.yaml", "--by", "오계획").stdout.split()[0]
    assert number == "2025-0001"
    steps_of(run, number, folder, ("usage_plan", "오계획"), ("risk_review", "문검토"))
    run(
        "apply", personnel, "--recipe", recipes("defense/personnel"), "--project", "demo", "--out", tmp_path / "release"
    )
    run("case", "treat", number, tmp_path / "release", "--by", "민처리", "--organization", "가상사령부 정보화처")
    steps_of(run, number, folder, ("review", "문검토"))
    run("case", "provide", number, "--out", tmp_path / "got", "--by", "민처리")
    steps_of(run, number, folder, ("exhibits", "문검토"))
    words = ("report", "performance", "--year", "2025", "--format", "json")
    told = json.loads(run(*words, "--bundle", tmp_path / "bundle").stdout)
    assert [(one["name"], one["score"]) for one in told["evaluations"]] == [
        ("open_data", 1),
        ("data_administration", 0),
    ]
    [pdf] = (tmp_path / "bundle").iterdir()
    assert pdf.name == "open_data-2025-0001.pdf"
    text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    assert "verification-1" in text
    assert "문○○" in text
    assert "문검토" not in text
    assert "report.exists" in run(*words, "--bundle", tmp_path / "bundle", code=2).stderr
