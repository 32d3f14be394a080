"""The inspection's arithmetic against exact counting, and on the guideline's own numbers (별권 p.149-228)."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.procedure.sampling import claim, sample_size
from pseudo.procedure.terms import Sampling


def chance(total, faulty, checked, faults):
    """Probability, exact, that at most so many are found."""
    ways = sum(
        comb(faulty, n) * comb(total - faulty, checked - n)
        for n in range(faults + 1)
        if 0 <= checked - n <= total - faulty
    )
    return Fraction(ways, comb(total, checked))


@st.composite
def samples(draw):
    total = draw(st.integers(1, 60))
    checked = draw(st.integers(1, total))
    return total, checked, draw(st.integers(0, checked))


@given(samples(), st.sampled_from([0.9, 0.95, 0.99]))
@settings(deadline=None)
def test_the_bound_is_the_largest_number_not_contradicted(sample, confidence):
    total, checked, faults = sample
    most = claim(Sampling.STATISTICAL, total, checked, faults, confidence).most
    alpha = 1 - Fraction(str(confidence))
    possible = range(faults, total - (checked - faults) + 1)
    assert most == max(n for n in possible if checked == total or chance(total, n, checked, faults) >= alpha)


@given(st.integers(1, 200), st.floats(0.01, 0.5), st.sampled_from([0.9, 0.95]))
@settings(deadline=None)
def test_the_sample_is_the_smallest_that_bears_the_claim_out(total, rate, confidence):
    size = sample_size(total, rate, confidence)
    assert claim(Sampling.STATISTICAL, total, size, 0, confidence).most <= Fraction(str(rate)) * total
    if size > 1:
        assert claim(Sampling.STATISTICAL, total, size - 1, 0, confidence).most > Fraction(str(rate)) * total


def test_what_the_guidelines_inspections_bear_out():
    assert claim(Sampling.STATISTICAL, 30_000, 300, 0).upper == pytest.approx(
        0.0099, abs=2e-4
    )  # one-sided 1.0 %, not 0.1 %
    assert claim(Sampling.STATISTICAL, 80_000, 8_000, 6, 0.975).upper == pytest.approx(0.0016, abs=2e-4)
    assert claim(Sampling.STATISTICAL, 120_000, 1_200, 131, 0.975).upper == pytest.approx(0.13, abs=5e-3)
    assert claim(Sampling.STATISTICAL, 20_000, 200, 14, 0.975).upper == pytest.approx(0.115, abs=5e-3)


def test_a_chosen_part_says_nothing_of_the_rest():
    for mode in (Sampling.PART, Sampling.HEURISTIC):
        found = claim(mode, 50_000, 350, 26)
        assert (found.upper, found.most, found.repeat) == (None, None, True)


def test_the_whole_says_what_was_found():
    found = claim(Sampling.WHOLE, 1_000, 1_000, 22)
    assert (found.rate, found.upper, found.most, found.repeat) == (0.022, 0.022, 22, False)


@pytest.mark.parametrize("numbers", [(10, 0, 0), (10, 11, 0), (10, 5, 6), (10, 5, -1)])
def test_impossible_numbers_are_refused(numbers):
    with pytest.raises(ValueError, match="checked"):
        claim(Sampling.STATISTICAL, *numbers)
