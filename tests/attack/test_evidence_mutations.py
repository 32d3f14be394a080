"""Every way we could think of to change a release without its key: verification finds all of them, signer pinned or not."""

import json
import shutil
from dataclasses import replace

import pytest

from pseudo.evidence import Ledger, read_ledger, verify_folder, write_evidence, write_manifest
from pseudo.evidence.folder import pretty
from pseudo.keys import Key
from pseudo.model import Check, CheckResult, Evidence, Manifest, Outcome, canonical

FILES = (
    "data/visits.csv",
    "data/codes.parquet",
    "evidence.json",
    "ledger.jsonl",
    "plan.yaml",
    "manifest.json",
    "manifest.sig",
)
KEY = Key("연구", bytes(range(32)))


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    folder = tmp_path_factory.mktemp("honest") / "release"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "visits.csv").write_text("진료과,나이\n내과,40\n외과,50\n", "utf-8")
    (folder / "data" / "codes.parquet").write_bytes(bytes(range(256)))
    (folder / "plan.yaml").write_text("recipe: healthcare/visits\nk: 3\n", "utf-8")
    ledger = Ledger(folder / "ledger.jsonl")
    for event in ("planned", "transformed", "gate", "released"):
        ledger.append(event, rows=2)
    figure = Evidence("minimum_class_size", 3, "rows", "counted", "Sweeney 2002", "release", 2)
    write_evidence(folder, [figure], [CheckResult(Check("k_anonymity"), Outcome.PASS)])
    draft = Manifest("2026-11-22T00:00:00Z", "k", "sha256:0", "internal", "연구", "가", "", "0", (), {}, "", 0, "")
    write_manifest(folder, draft, KEY, {"data/visits.csv": (2, 2)})
    return folder


def flip(name, position):
    def change(folder):
        content = bytearray((folder / name).read_bytes())
        at = int(position * (len(content) - 1))
        content[at] ^= 1 << (at % 8)
        (folder / name).write_bytes(content)

    return f"flip {name} at {position}", change


def with_content(what, name, edit):
    def change(folder):
        before = (folder / name).read_bytes()
        after = edit(before)
        assert after != before
        (folder / name).write_bytes(after)

    return f"{what} {name}", change


def swap(first, second):
    def change(folder):
        (folder / first).rename(folder / "x")
        (folder / second).rename(folder / first)
        (folder / "x").rename(folder / second)

    return f"swap {first} and {second}", change


def in_lines(what, edit):
    def lines(content):
        return b"".join(edit(content.splitlines(keepends=True)))

    return with_content(what, "ledger.jsonl", lines)


def in_manifest(what, edit):
    def change(content):
        data = json.loads(content)
        edit(data)
        return pretty(data)

    return with_content(f"manifest {what}", "manifest.json", change)


def forge_ledger(count):
    """Write the last ``count`` lines of the ledger anew, with hashes that chain."""

    def change(folder):
        path = folder / "ledger.jsonl"
        entries = read_ledger(path)[0]
        kept = list(entries[:-count])
        for entry in entries[-count:]:
            moved = replace(entry, facts={"rows": 3}, prev=kept[-1].hash, hash="")
            kept.append(replace(moved, hash=moved.computed_hash()))
        path.write_bytes(b"".join(canonical(entry) + b"\n" for entry in kept))
        assert read_ledger(path)[1] == ()

    return f"forge the last {count} ledger lines", change


def add(name):
    def change(folder):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("added")

    return f"add {name}", change


def link(name):
    def change(folder):
        target = folder.parent / "elsewhere"
        shutil.move(folder / name, target)
        (folder / name).symlink_to(target)

    return f"link {name}", change


def link_folder(folder):
    target = folder.parent / "elsewhere"
    (folder / "data").rename(target)
    (folder / "data").symlink_to(target)


def add_entry(data):
    data["files"].append({**data["files"][0], "path": "data/more.csv"})


def resigned_without_new_key(folder):
    """Signed by another key, under the institution's own public key."""
    from pseudo.evidence.manifest import signed_message

    content = (folder / "manifest.json").read_bytes()
    (folder / "manifest.sig").write_text(Key("연구", bytes(32)).sign(signed_message(content)).hex() + "\n")


def signed_without_context(folder):
    (folder / "manifest.sig").write_text(KEY.sign((folder / "manifest.json").read_bytes()).hex() + "\n")


MUTATIONS = [
    *(flip(name, position) for name in FILES for position in (0, 0.3, 0.5, 0.8, 1)),
    *(with_content("cut the end of", name, lambda c: c[:-1]) for name in FILES),
    *(with_content("empty", name, lambda _: b"") for name in FILES),
    *(with_content("add a byte to", name, lambda c: c + b"\n") for name in FILES),
    *((f"delete {name}", lambda folder, name=name: (folder / name).unlink()) for name in FILES),
    *((f"rename {name}", lambda f, name=name: (f / name).rename(f / f"{name}.bak")) for name in FILES),
    *(link(name) for name in FILES),
    *(swap("plan.yaml", name) for name in FILES if name != "plan.yaml"),
    *(add(name) for name in ("more.csv", "data/.hidden", "data/deeper/more.csv", "manifest.json.bak")),
    ("add an empty folder", lambda folder: (folder / "empty").mkdir()),
    ("link the data folder", link_folder),
    ("move a file to another folder", lambda f: (f / "data" / "visits.csv").rename(f / "visits.csv")),
    ("change the case of a name", lambda f: (f / "plan.yaml").rename(f / "Plan.yaml")),
    ("turn a file into a folder", lambda f: ((f / "plan.yaml").unlink(), (f / "plan.yaml").mkdir())),
    *(in_lines(f"remove line {n} of", lambda lines, n=n: lines[:n] + lines[n + 1 :]) for n in range(4)),
    *(in_lines(f"double line {n} of", lambda lines, n=n: lines[: n + 1] + lines[n:]) for n in range(4)),
    in_lines("reverse", lambda lines: lines[::-1]),
    in_lines("swap the last lines of", lambda lines: [*lines[:2], lines[3], lines[2]]),
    in_lines("remove the last two lines of", lambda lines: lines[:2]),
    in_lines("change line ends of", lambda lines: [line.replace(b"\n", b"\r\n") for line in lines]),
    in_lines("add a space to", lambda lines: [lines[0].replace(b'":', b'": ', 1), *lines[1:]]),
    forge_ledger(1),
    forge_ledger(3),
    in_manifest("recipient", lambda d: d.update(recipient="나")),
    in_manifest("created", lambda d: d.update(created="2026-11-23T00:00:00Z")),
    in_manifest("plan digest", lambda d: d.update(plan_digest="sha256:1")),
    in_manifest("release class", lambda d: d.update(release_class="open")),
    in_manifest("key id", lambda d: d.update(key_id="0" * 16)),
    in_manifest("verifying key", lambda d: d.update(verifying_key=Key("연구", bytes(32)).verifying_key)),
    in_manifest("verifying key in capitals", lambda d: d.update(verifying_key=d["verifying_key"].upper())),
    in_manifest("ledger length", lambda d: d.update(ledger_length=3)),
    in_manifest("ledger head", lambda d: d.update(ledger_head="0" * 64)),
    in_manifest("schema version 0", lambda d: d.update(schema_version=0)),
    in_manifest("no schema version", lambda d: d.pop("schema_version")),
    in_manifest("schema version in words", lambda d: d.update(schema_version="1")),
    in_manifest("unknown field", lambda d: d.update(more=1)),
    in_manifest("missing field", lambda d: d.pop("recipient")),
    in_manifest("no files", lambda d: d.update(files=[])),
    in_manifest("one file less", lambda d: d["files"].pop()),
    in_manifest("one file more", add_entry),
    in_manifest("file order", lambda d: d["files"].reverse()),
    in_manifest("row count", lambda d: d["files"][1].update(rows=3)),
    in_manifest("path upwards", lambda d: d["files"][0].update(path="../plan.yaml")),
    in_manifest("absolute path", lambda d: d["files"][0].update(path="/etc/hostname")),
    with_content("compact", "manifest.json", lambda c: canonical(json.loads(c))),
    with_content("byte-order mark in", "manifest.json", lambda c: b"\xef\xbb\xbf" + c),
    with_content("double a key of", "manifest.json", lambda c: c.replace(b'"kind"', b'"kind": "x",\n "kind"')),
    with_content("not an object", "manifest.json", lambda _: b"[]\n"),
    with_content("deep", "manifest.json", lambda _: b"[" * 100_000),
    with_content("capitals in", "manifest.sig", lambda c: c.upper()),
    with_content("space before", "manifest.sig", lambda c: b" " + c),
    with_content("zeros in", "manifest.sig", lambda _: b"0" * 128 + b"\n"),
    ("sign with another key", resigned_without_new_key),
    ("sign without context", signed_without_context),
]


def test_there_are_enough_mutations_and_all_differ():
    names = [name for name, _ in MUTATIONS]
    assert len(names) == len(set(names)) >= 100


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in MUTATIONS])
def test_every_mutation_is_found(honest, tmp_path, change):
    folder = tmp_path / "release"
    shutil.copytree(honest, folder)
    assert verify_folder(folder, KEY.verifying_key).ok
    change(folder)
    pinned, open_report = verify_folder(folder, KEY.verifying_key), verify_folder(folder)
    assert pinned.faults
    assert open_report.faults
    assert all(fault.message("ko") and fault.message("en") for fault in pinned.faults)


def test_a_flipped_bit_in_any_byte_of_any_file_is_found(honest, tmp_path):
    folder = tmp_path / "release"
    shutil.copytree(honest, folder)
    for name in FILES:
        path = folder / name
        content = path.read_bytes()
        for at in range(len(content)):
            path.write_bytes(content[:at] + bytes([content[at] ^ (1 << (at % 8))]) + content[at + 1 :])
            assert not verify_folder(folder).ok, (name, at)
        path.write_bytes(content)
    assert verify_folder(folder).ok
