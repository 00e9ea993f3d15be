"""The state's arrangement against the sentence that every notice keeps: no day off is given away."""

import pytest

from tombolo.schema.public_days import public_days

# 全国年节及纪念日放假办法: 11 days a year to 2024, 13 from 2025 (国务院令第795号).
STATUTORY = {2024: 11, 2025: 13, 2026: 13}


@pytest.mark.parametrize("year", STATUTORY)
def test_each_weekday_off_is_statutory_or_worked_at_a_weekend(year):
    days = public_days(year)
    off = sum(1 for one in days if not one.works)
    worked = sum(1 for one in days if one.works)
    assert 0 <= STATUTORY[year] - (off - worked) <= 3  # statutory days that fall on a weekend


def test_days_are_in_order_and_said_once():
    for year in range(2004, 2030):
        every = [one.day for one in public_days(year)]
        assert every == sorted(set(every))
        assert all((one.day.weekday() >= 5) is one.works for one in public_days(year))
