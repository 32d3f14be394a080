"""Numbers that are no identifier: at most 1 % are taken for one without context, none with high confidence."""

from __future__ import annotations

import pytest

from pseudo.detect import find, find_spans

COUNT = 2_000
HIGH = 0.85


def _coordinates(maker):
    pairs = zip(maker.random.uniform(33, 38, COUNT), maker.random.uniform(124, 131, COUNT), strict=True)
    return [
        f"{a!r},{b!r}" if i % 2 else f"{a:.6f} {b:.7f}"
        for i, (a, b) in enumerate((float(x), float(y)) for x, y in pairs)
    ]


COLLISIONS = {
    "minutes": lambda m: m.moments("%Y%m%d%H%M", COUNT),
    "seconds": lambda m: m.moments("%Y%m%d%H%M%S", COUNT),
    "short seconds": lambda m: m.moments("%y%m%d%H%M%S", COUNT),
    "iso": lambda m: m.moments("%Y-%m-%d %H:%M:%S", COUNT),
    "10 digits": lambda m: m.several(10, COUNT),
    "12 digits": lambda m: m.several(12, COUNT),
    "13 digits": lambda m: m.several(13, COUNT),
    "epoch seconds": lambda m: [str(x) for x in m.random.integers(946_684_800, 1_767_225_600, COUNT)],
    "epoch milliseconds": lambda m: [str(x) for x in m.random.integers(946_684_800_000, 1_767_225_600_000, COUNT)],
    "products": lambda m: [m.gtin() for _ in range(COUNT)],
    "coordinates": _coordinates,
    "hexadecimal tokens": lambda m: [m.random.bytes(16).hex() for _ in range(COUNT)],
    "uuid": lambda m: [
        f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}" for h in (m.random.bytes(16).hex() for _ in range(COUNT))
    ],
}


@pytest.mark.parametrize("kind", COLLISIONS)
def test_collisions(kind, maker):
    found = find_spans(COLLISIONS[kind](maker))
    really = {"coordinates": "GEO_COORDINATE"}.get(kind)
    scores = [max((s.score for s in spans if s.entity != really), default=0.0) for spans in found]
    assert sum(score > 0 for score in scores) <= 0.01 * len(scores)
    assert max(scores) < HIGH


@pytest.mark.parametrize("hyphen", ["", "-"])
def test_corporate_numbers_are_no_residents(maker, hyphen):
    offices = ["110111"] * 6 + ["110114", "131111", "180111", "284411"]
    numbers = [maker.crn(offices[i % len(offices)]) for i in range(COUNT)]
    spans = [
        s for found in find_spans([n[:6] + hyphen + n[6:] for n in numbers]) for s in found if s.entity != "KR_CRN"
    ]
    assert len(spans) <= 0.01 * len(numbers)
    assert all(s.score < HIGH for s in spans)


def test_residents_are_found_by_value_alone(maker):
    numbers = [maker.rrn() for _ in range(500)]
    for written in (numbers, [n[:6] + "-" + n[6:] for n in numbers]):
        hits = sum("KR_RRN" in {s.entity for s in spans} for spans in find_spans(written))
        assert hits >= 0.99 * len(written)


def test_residents_without_check_digit_are_found_with_a_hyphen(maker):
    numbers = [maker.rrn(checked=False) for _ in range(500)]
    hits = sum("KR_RRN" in {s.entity for s in find(n[:6] + "-" + n[6:])} for n in numbers)
    assert hits >= 0.98 * len(numbers)


@pytest.mark.shared
def test_district_codes(shared, read_public_table):
    codes = read_public_table(shared / "tables" / "district_codes_2017.csv")["코드"].to_pylist()
    codes += read_public_table(shared / "tables" / "pollution_2012_cp949.csv")["행정구역코드"].to_pylist()
    assert len(codes) > 4_000
    assert not any(find_spans(codes))
