"""Order-preserving encryption (Boldyreva et al. 2009) of distinct numbers below 2^20 into 40 bits, in rows per CPU-second.

    python benchmarks/bench_order_preserving.py [--rows 100000] [--repeats 5] [--check]

The peer, pyope, is the same scheme in pure Python with another pseudo-random function and another sampler, so ciphertexts
differ; both are checked to rise. It gets 200 of the rows. With ``--check`` it ends with status 1 below the bar.
"""

from __future__ import annotations

import numpy as np
from pyope.ope import OPE, ValueRange
from ratios import Contender, compare, finish, options, processor

from pseudo.entropy import seeded
from pseudo.techniques.order_preserving import decrypted, encrypted, range_bits

VALUES = 2**20
KEY = bytes(range(32))
PEER_ROWS = 200


def main() -> None:
    """Compare the two."""
    given = options(__doc__, rows=100_000, repeats=5)
    generator = seeded(1, "bench_order_preserving")
    plain = np.sort(generator.choice(VALUES, given.rows, replace=False)).astype(np.int64)
    few = plain[:: given.rows // PEER_ROWS][:PEER_ROWS].tolist()
    peer = OPE(KEY, in_range=ValueRange(0, VALUES - 1), out_range=ValueRange(0, 2 ** range_bits(VALUES) - 1))
    made = encrypted(plain, VALUES, KEY)
    for numbers in (made, np.array([peer.encrypt(n) for n in few])):
        if not (np.diff(numbers) > 0).all():
            raise SystemExit("a ciphertext does not rise")
    contenders = [
        Contender("encrypted, all at once", lambda: encrypted(plain, VALUES, KEY), len(plain)),
        Contender("decrypted, all at once", lambda: decrypted(made, VALUES, KEY), len(plain)),
        Contender("pyope, one by one", lambda: [peer.encrypt(n) for n in few], len(few), 500),
    ]
    print(processor())
    finish(compare(f"{given.rows} distinct numbers of 20 bits", contenders, given.repeats), check=given.check)


if __name__ == "__main__":
    main()
