"""Values at the edge of what a kind takes."""

from decimal import Decimal

from tombolo.schema.kinds import numeric
from tombolo.schema.kinds.text import Text


def test_a_number_of_thirty_digits_loses_only_idle_zeros():
    long = "123456789012345678901234567"
    assert numeric.exact(f"{long}.800", 2, "", "") == f"{long}.8"


def test_a_fraction_sent_as_json_number_is_text_where_text_is_wanted():
    assert Text().parse(Decimal("1.5")) == "1.5"
    assert Text().parse(Decimal("1E+3")) == "1000"
