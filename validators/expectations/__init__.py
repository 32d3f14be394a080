"""Expectations of our own, where Great Expectations has none. Importing this registers them for any GX context.

>>> from pseudo.validators.expectations import ExpectEquivalenceClassesToReachK
>>> ExpectEquivalenceClassesToReachK(column_list=["sex", "age"], k=5).expectation_type
'expect_equivalence_classes_to_reach_k'

They answer for pandas batches. Those that judge cells or rows list them under GX's default result format, as every map
expectation does: ask with ``exclude_unexpected_values``.
"""

from __future__ import annotations

from pseudo.validators.loading import load_gx

load_gx()

from pseudo.validators.expectations.absence import ExpectColumnToBeAbsent  # noqa: E402  (after GX is loaded with care)
from pseudo.validators.expectations.classes import ExpectEquivalenceClassesToReachK  # noqa: E402
from pseudo.validators.expectations.diversity import ExpectClassesToBeLDiverse  # noqa: E402
from pseudo.validators.expectations.identifiers import ExpectColumnValuesToHoldNoKoreanIdentifier  # noqa: E402
from pseudo.validators.expectations.readable import ExpectColumnValuesToBeReadableAs  # noqa: E402
from pseudo.validators.expectations.sums import ExpectLastColumnToEqualSumOfOthers  # noqa: E402

__all__ = [
    "ExpectClassesToBeLDiverse",
    "ExpectColumnToBeAbsent",
    "ExpectColumnValuesToBeReadableAs",
    "ExpectColumnValuesToHoldNoKoreanIdentifier",
    "ExpectEquivalenceClassesToReachK",
    "ExpectLastColumnToEqualSumOfOthers",
]
