"""Manifest, evidence and verification of an honest release, and what verification says when it cannot know."""

import json
import os
from dataclasses import replace

import pytest

from pseudo.errors import BadInput
from pseudo.evidence import Ledger, read_evidence, verify_folder, write_evidence, write_manifest
from pseudo.evidence.folder import pretty
from pseudo.evidence.manifest import signed_message
from pseudo.keys import Key
from pseudo.model import Manifest, Outcome, from_json


def codes(report):
    return {fault.code.removeprefix("evidence.") for fault in report.faults}


def test_an_honest_release_has_no_faults(release, key, draft):
    report = verify_folder(release, key.verifying_key, draft.plan_digest)
    assert (report.faults, report.unchecked, report.files, report.ok) == ((), (), 4, True)
    assert report.manifest is not None
    assert [file.path for file in report.manifest.files] == [
        "data/visits.csv",
        "evidence.json",
        "ledger.jsonl",
        "plan.yaml",
    ]
    assert (report.manifest.files[0].rows, report.manifest.files[0].columns) == (2, 2)
    assert (report.manifest.key_id, report.manifest.ledger_length) == (key.id, 4)


def test_what_was_not_checked_is_said(release):
    report = verify_folder(release)
    assert report.ok
    assert {fault.code for fault in report.unchecked} == {"evidence.plan-not-compared", "evidence.signer-not-pinned"}


def test_another_plan_is_found(release):
    assert codes(verify_folder(release, None, "sha256:" + "cd" * 32)) == {"plan-digest"}


def test_no_folder(tmp_path, release):
    assert codes(verify_folder(tmp_path / "none")) == {"missing-folder"}
    (tmp_path / "link").symlink_to(release)
    assert codes(verify_folder(tmp_path / "link")) == {"missing-folder"}


def test_manifest_is_deterministic(release, key, draft):
    before = (release / "manifest.json").read_bytes(), (release / "manifest.sig").read_bytes()
    write_manifest(release, draft, key, {"data/visits.csv": (2, 2)})
    assert before == ((release / "manifest.json").read_bytes(), (release / "manifest.sig").read_bytes())


def test_manifest_needs_plain_files_and_a_whole_ledger(release, key, draft):
    def code():
        with pytest.raises(BadInput) as caught:
            write_manifest(release, draft, key)
        return caught.value.code

    (release / "link").symlink_to("plan.yaml")
    assert code() == "evidence.not-regular"
    (release / "link").unlink()
    ledger = release / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-5])
    assert code() == "evidence.ledger-torn"
    ledger.unlink()
    assert code() == "evidence.missing-file"


def resign(release, key, change):
    """Rewrite the manifest as a dishonest holder of ``key`` would: changed, in its fixed form, and signed anew."""
    manifest = change(from_json(Manifest, json.loads((release / "manifest.json").read_bytes())))
    content = pretty(manifest)
    (release / "manifest.json").write_bytes(content)
    (release / "manifest.sig").write_text(key.sign(signed_message(content)).hex() + "\n")


def test_a_release_signed_anew_by_another_is_found_by_the_trusted_key_only(release, key):
    thief = Key("p", bytes(32))
    resign(release, thief, lambda manifest: replace(manifest, recipient="다라병원", verifying_key=thief.verifying_key))
    assert verify_folder(release).ok  # and says that the signer is not pinned: see above
    assert codes(verify_folder(release, key.verifying_key)) == {"signer", "signature"}


@pytest.mark.parametrize(
    "path",
    [
        "../outside.csv",
        "/etc/hostname",
        "data/../plan.yaml",
        "./plan.yaml",
        "data//visits.csv",
        "",
        "manifest.json",
        "a\\b",
        "a\nb",
    ],
)
def test_paths_that_leave_the_folder_are_refused_even_when_signed(release, key, path):
    (release.parent / "outside.csv").write_text("x")
    resign(release, key, lambda m: replace(m, files=(*m.files, replace(m.files[0], path=path))))
    assert codes(verify_folder(release, key.verifying_key)) == {"bad-path"}


def test_a_file_listed_twice_is_refused_even_when_signed(release, key):
    resign(release, key, lambda m: replace(m, files=(*m.files, m.files[0])))
    assert codes(verify_folder(release, key.verifying_key)) == {"bad-path"}


def test_other_schema_versions_are_refused_even_when_signed(release, key):
    for version in (0, 2):
        resign(release, key, lambda m, version=version: replace(m, schema_version=version))
        assert codes(verify_folder(release, key.verifying_key)) == {"schema-version"}
        resign_back = lambda m: replace(m, schema_version=1)  # noqa: E731
        resign(release, key, resign_back)
    content = (release / "manifest.json").read_bytes()
    (release / "manifest.json").write_bytes(content.replace(b'"schema_version": 1', b'"schema_version": true'))
    assert codes(verify_folder(release, key.verifying_key)) == {"schema-version"}


def test_a_ledger_grown_after_the_release_is_found(release, key):
    Ledger(release / "ledger.jsonl").append("later")
    assert codes(verify_folder(release, key.verifying_key)) == {"digest-mismatch", "ledger-head"}


def test_a_fifo_is_not_opened(release):
    os.mkfifo(release / "pipe")
    assert codes(verify_folder(release)) == {"not-regular"}


def test_odd_names_are_escaped(release):
    (release / "a\x1b[31m\nb").write_text("x")
    (fault,) = verify_folder(release).faults
    assert fault.path == "'a\\x1b[31m\\nb'"


def test_faults_speak_both_languages(release):
    (release / "plan.yaml").unlink()
    (fault,) = verify_folder(release).faults
    assert fault.message("en").splitlines()[1] == "Where: plan.yaml"
    assert "없습니다" in fault.message("ko")


def test_evidence_comes_back_as_written(release):
    evidence, checks = read_evidence(release)
    assert (evidence[0].interval, checks[0].outcome) == ((1.0, 2.5), Outcome.PASS)
    before = (release / "evidence.json").read_bytes()
    write_evidence(release, evidence, checks)
    assert (release / "evidence.json").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "line 1"),
        (b"\xff", "not UTF-8"),
        (b"[]", "$: must be a mapping"),
        (b'{"evidence":[],"checks":[],"schema_version":2}', "$.schema_version"),
        (b'{"evidence":[{"metric":1}],"checks":[]}', "$.evidence[0]"),
        (None, "No such file"),
    ],
)
def test_unreadable_evidence_is_refused_by_field(release, content, reason):
    (release / "evidence.json").unlink()
    if content is not None:
        (release / "evidence.json").write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_evidence(release)
    assert caught.value.code == "evidence.record-unreadable"
    assert reason in str(caught.value)
