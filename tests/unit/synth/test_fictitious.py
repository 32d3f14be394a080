"""Fictitious values: unique where they must be, seeded, and provably nobody's."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from pseudo.entropy import seeded
from pseudo.fictitious import is_marked, luhn_check_digit
from pseudo.synth.fictitious import PROVIDERS, fictitious

ROWS = 2_000
SHAPES = {
    "account": r"SYN-000-\d{6}",
    "address": r"가상시 견본구 예시마을 \d{1,3}",
    "card": r"0000-0000-\d{4}-\d{4}",
    "email": r"syn\d{6,8}@example\.invalid",
    "military_id": r"SYN-00-\d{6}",
    "patient_id": r"SYN-\d{6}",
    "person_name": r"[가-힣](가상|견본|예시)",
    "phone": r"010-0000-\d{4}",
    "rrn": r"\d{2}0000-0\d{6}",
}


def values(provider, seed=1, rows=ROWS):
    return fictitious(provider, rows, seeded(seed, "t")).to_pylist()


def test_every_provider_has_a_shape_here():
    assert set(SHAPES) == set(PROVIDERS)


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_shape_and_seed(provider):
    made = values(provider)
    assert all(re.fullmatch(SHAPES[provider], v) for v in made)
    assert all(is_marked(v) for v in made)
    assert made == values(provider)
    assert made != values(provider, seed=2)


@pytest.mark.parametrize("provider", sorted(set(PROVIDERS) - {"person_name", "phone", "address"}))
def test_identifiers_are_unique(provider):
    assert len(set(values(provider))) == ROWS


def test_no_resident_number_has_a_date():
    """None of the 2,000 can be read as a birth date, in any century."""
    for number in values("rrn"):
        for century in ("18", "19", "20"):
            with pytest.raises(ValueError, match=r"month|format|data"):
                dt.datetime.strptime(century + number[:6], "%Y%m%d")  # noqa: DTZ007


def test_no_card_passes_luhn():
    assert luhn_check_digit("7992739871") == 3  # the textbook's example
    assert luhn_check_digit("453201511283036") == 6
    for card in values("card"):
        digits = card.replace("-", "")
        assert luhn_check_digit(digits[:-1]) != int(digits[-1])


def test_no_service_or_account_number_has_a_real_shape():
    real = re.compile(r"[\d-]+")
    assert not any(real.fullmatch(v) for p in ("military_id", "account", "patient_id") for v in values(p))


def test_e_mail_domains_cannot_exist():
    assert {v.rpartition(".")[2] for v in values("email")} == {"invalid"}


def test_more_rows_take_more_digits():
    made = values("patient_id", rows=1_000_001)
    assert len(set(made)) == 1_000_001
