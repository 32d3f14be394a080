"""Check digits on publicly verified numbers; every other last digit fails."""

from __future__ import annotations

import pytest

from pseudo.detect import checksums

RESIDENTS = ("9601211021413", "0509122000019", "9710139019902")
BUSINESSES = (
    "1248100998", "2208162517", "1208147521", "1018109147", "1048137225", "1078614075", "1028142945", "1208800767",
)  # fmt: skip
COMPANIES = (
    "1301110006246", "1101111707178", "1101111129497", "1101110085450", "1101110371346", "1101112487050", "1101111468754",
    "1101110062432",
)  # fmt: skip
LUHN = ("4242424242424242", "378282246310005", "490154203237518")
PRODUCTS = ("8801234567893", "4006381333931")


@pytest.mark.parametrize(
    ("check", "numbers"),
    [
        (checksums.rrn, RESIDENTS),
        (checksums.brn, BUSINESSES),
        (checksums.crn, COMPANIES),
        (checksums.luhn, LUHN),
        (checksums.gtin13, PRODUCTS),
    ],
)
def test_verified_numbers_and_no_other_last_digit(check, numbers):
    for number in numbers:
        assert check(number)
        assert not any(check(number[:-1] + d) for d in "0123456789" if d != number[-1])


def test_a_dummy_business_number_fails():
    assert not checksums.brn("2061812345")


@pytest.mark.parametrize("number", ["0001234567", "0991234567", "1230012345"])
def test_business_offices_and_kinds_that_do_not_exist(number):
    body = number[:-1]
    assert not any(checksums.brn(body + d) for d in "0123456789")


def test_foreigners_pass_by_either_formula():
    assert checksums.frn("8501266401473")  # stdnum's sample: the residents' formula
    body = "850126640147"
    passing = [d for d in "0123456789" if checksums.frn(body + d)]
    assert passing == ["3", "5"]  # the foreigners' digit is the residents' + 2
