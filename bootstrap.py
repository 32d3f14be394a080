#!/usr/bin/env python3
"""Two commands for a machine with nothing but Python 3.11 and git.

``python3.11 bootstrap.py demo``   sets up and runs the main job on the example: a release and its HTML report in ``out/``.
``python3.11 bootstrap.py test``   sets up and runs the tests (arguments after it go to pytest).
``python3.11 bootstrap.py check``  lint and types, as ``.ci/run`` does after the tests.

Standard library only. Everything goes into ``.venv`` beside this file, at the versions of ``constraints.txt``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
TORCH = "torch==2.13.0"
"""Installed by itself and first: a plain ``torch`` may bring several gigabytes of accelerator libraries."""

WHOLE_SUITE = ("-n", "auto", "--dist", "loadfile", "-m", "not slow", "--hypothesis-profile", "ci")
"""A process for each core; a file's tests stay together, for they share what takes long to set up. Slow ones are asked for by `-m slow`.
Made-up cases are the same in every run, so that a change lands or not for what it changed; plain `pytest` makes up new ones."""


def say(text: str) -> None:
    """A line of progress on stderr."""
    print(f"▸ {text}", file=sys.stderr, flush=True)


def run(*words: str | Path, env: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a command from the root of the checkout; stop with its exit code when it fails."""
    done = subprocess.run([str(word) for word in words], cwd=cwd, env={**os.environ, **(env or {})}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def pip(*words: str) -> None:
    """Install into the project's environment at the pinned versions."""
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", "constraints.txt", *words)


def set_up(*extras: str) -> None:
    """Make ``.venv`` with the given extras, unless it is there and up to date."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this very file must say so to an older Python)
        sys.exit("pseudokit needs Python 3.11 or newer: python3.11 bootstrap.py ...")
    if not PYTHON.exists():
        say("creating .venv")
        try:
            venv.create(VENV, with_pip=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit("Python's venv cannot install pip here. On Debian and Ubuntu: apt install python3.11-venv")
    for extra in extras:
        stamp = VENV / f".pseudokit-{extra}"
        if stamp.exists() and stamp.read_text() == wanted():
            continue
        say(f"installing pseudokit [{extra}] (the first time takes a few minutes)")
        if extra == "synth":
            pip(TORCH)
        pip("-e", f".[{extra}]" if extra != "core" else ".")
        stamp.write_text(wanted())


def wanted() -> str:
    """A digest of what decides the environment."""
    files = (ROOT / "pyproject.toml", ROOT / "constraints.txt")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def demo() -> None:
    """The main job on 50,000 made-up hospital visits: key, budget, apply, verify, report."""
    set_up("core")
    home = {"PSEUDO_HOME": str(ROOT / ".cache" / "example")}
    shutil.rmtree(home["PSEUDO_HOME"], ignore_errors=True)  # the people are made up, and so is their budget
    pseudo = BIN / "pseudo"
    out = ROOT / "out"
    out.mkdir(exist_ok=True)
    say("making the example table: 50,000 visits of people who do not exist")
    run(PYTHON, "examples/make_visits.py", out / "visits.csv", "--rows", "50000", "--seed", "1")
    run(pseudo, "key", "new", "example", env=home)
    run(pseudo, "budget", "grant", "example/patient", "--epsilon", "1", env=home)
    say("pseudo apply: scan, plan, pseudonymize, check, release (the first run compiles its kernels)")
    words = ("--recipe", "healthcare/visits", "--project", "example", "--out", out / "release", "--force")
    run(pseudo, "apply", out / "visits.csv", *words, env=home)
    say("pseudo verify: recompute everything from the files")
    run(pseudo, "verify", out / "release", env=home)
    run(pseudo, "report", out / "release", "-o", out / "report.html", "--force", env=home)
    say(f"done: {out / 'release'} and {out / 'report.html'}")


def test(*words: str) -> None:
    """The tests, with every extra: what needs a server that is not here (Java, PostgreSQL) skips and says so."""
    set_up("core", "synth", "spark", "database", "forms", "timestamp", "test")
    say("running the tests")
    run(PYTHON, "-m", "pytest", *(words or WHOLE_SUITE))


def check() -> None:
    """Lint, format and strict types; types are read from the wheel, where the four folders are one package."""
    set_up("core", "synth", "spark", "database", "forms", "timestamp", "test", "dev")
    say("lint")
    run(BIN / "ruff", "check", ".")
    run(BIN / "ruff", "format", "--check", ".")
    say("types")
    where = ROOT / ".cache" / "types"
    shutil.rmtree(where, ignore_errors=True)
    shutil.rmtree(ROOT / "build", ignore_errors=True)  # a wheel is built from the tree as it is, not from what was
    pip("--no-deps", "--no-build-isolation", "--target", str(where), ".")
    kept = ROOT / ".mypy_cache"
    run(PYTHON, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "--cache-dir", kept, "-p", "pseudo", cwd=where)


def main() -> None:
    """Dispatch on the first word."""
    verbs = {"demo": demo, "test": test, "check": check}
    if len(sys.argv) < 2 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    verbs[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
