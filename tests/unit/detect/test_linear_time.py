"""No pattern backtracks without bound: the worst lines of a megabyte finish (a quadratic one would take hours)."""

from __future__ import annotations

import subprocess
import sys

WORST = {
    "digits": "'0' * N",
    "hyphens": "'1-' * (N // 2)",
    "spaces": "'010' + ' ' * N",
    "spaced digits": "'1 ' * (N // 2)",
    "dotted local parts": "'a.' * (N // 2) + '@'",
    "domains": "'a@' + 'a.' * (N // 2)",
    "masks": "'4111-****' * (N // 9)",
    "labels": "'주민등록번호' * (N // 6)",
    "brackets": "'(' * N",
    "zero width": "'1\\u200b' * (N // 2)",
    "years": "'1990.' * (N // 5)",
    "nothing but identifiers": "'010-1234-5678 ' * (N // 14)",
    "passports": "'M1' * (N // 2)",
}
SCRIPT = """
from pseudo.detect import find
N = 1_000_000
for line in {lines}:
    find(line)
"""


def test_a_megabyte_of_the_worst():
    lines = "[" + ", ".join(WORST.values()) + "]"
    subprocess.run([sys.executable, "-c", SCRIPT.replace("{lines}", lines)], timeout=600, check=True)
