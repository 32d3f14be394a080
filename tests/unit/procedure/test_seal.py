"""The lock on an output: what was sealed comes back whole, and nothing else opens."""

from __future__ import annotations

import os

import pytest

from pseudo.errors import BadInput
from pseudo.procedure.seal import CHUNK, MAGIC, check_seal, seal, unseal

KEY, ABOUT = b"k" * 32, b"case 2026-0001"


@pytest.fixture(params=[0, 1, CHUNK - 2_000, 3 * CHUNK + 5], ids=["empty", "byte", "chunk", "chunks"])
def sealed(tmp_path, request):
    folder = tmp_path / "release"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "visits.csv").write_bytes(os.urandom(request.param))
    (folder / "manifest.json").write_bytes(b"{}")
    seal(folder, tmp_path / "output.sealed", KEY, ABOUT)
    return folder, tmp_path / "output.sealed"


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_comes_back_whole(sealed, tmp_path):
    folder, path = sealed
    check_seal(path, KEY, ABOUT)
    unseal(path, tmp_path / "out", KEY, ABOUT)
    assert contents(tmp_path / "out") == contents(folder)
    assert path.stat().st_mode & 0o077 == 0


def test_the_file_holds_nothing_of_the_plain(tmp_path):
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "data.csv").write_text("환자,가나다라표시자\n" * 100)
    seal(folder, tmp_path / "x", KEY, ABOUT)
    content = (tmp_path / "x").read_bytes()
    assert "가나다라표시자".encode() not in content
    assert b"data.csv" not in content


def test_no_flipped_byte_opens(sealed, tmp_path):
    _, path = sealed
    whole = path.read_bytes()
    places = {0, len(MAGIC), len(MAGIC) + 6, len(MAGIC) + 7, len(whole) // 2, len(whole) - 17, len(whole) - 1}
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadInput, match=r"procedure\.sealed"):
            unseal(path, tmp_path / "out", KEY, ABOUT)
        assert not (tmp_path / "out").exists()


def test_no_cut_opens(sealed):
    _, path = sealed
    whole = path.read_bytes()
    head = len(MAGIC) + 7
    cuts = {0, 5, head, head + 16, len(whole) - 1, *range(head + CHUNK + 16, len(whole), CHUNK + 16)}
    for cut in {cut for cut in cuts if cut < len(whole)}:
        path.write_bytes(whole[:cut])
        with pytest.raises(BadInput, match=r"procedure\.sealed"):
            check_seal(path, KEY, ABOUT)


def test_chunks_cannot_be_moved_or_doubled(tmp_path):
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "data").write_bytes(os.urandom(3 * CHUNK))
    path = tmp_path / "x"
    seal(folder, path, KEY, ABOUT)
    whole, head, size = path.read_bytes(), len(MAGIC) + 7, CHUNK + 16
    parts = [whole[head + n * size : head + (n + 1) * size] for n in range(4)]
    for order in ([1, 0, 2, 3], [0, 0, 1, 2, 3], [0, 2, 3], [0, 1, 2, 3, 3]):
        path.write_bytes(whole[:head] + b"".join(parts[n] for n in order))
        with pytest.raises(BadInput, match=r"procedure\.sealed"):
            check_seal(path, KEY, ABOUT)


@pytest.mark.parametrize(("key", "about"), [(b"q" * 32, ABOUT), (KEY, b"case 2026-0002")])
def test_another_key_or_case_does_not_open(sealed, key, about):
    with pytest.raises(BadInput, match=r"procedure\.sealed"):
        check_seal(sealed[1], key, about)


def test_links_are_left_out(tmp_path):
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "kept").write_bytes(b"x")
    seal(folder, tmp_path / "x", KEY, ABOUT)
    unseal(tmp_path / "x", tmp_path / "out", KEY, ABOUT)
    assert contents(tmp_path / "out") == {"kept": b"x"}


def test_a_failed_sealing_leaves_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "data").write_bytes(b"x")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        seal(folder, tmp_path / "x", KEY, ABOUT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["release"]
