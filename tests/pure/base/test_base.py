"""Base: ids, clock, decimals, text, codec, words, problems."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tombolo.base import clock, codec, decimals, ids, text, words
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem, at


def test_ids_rise_within_one_millisecond_and_when_the_clock_jumps_back():
    times = iter([5_000] * 5_000 + [4_000] * 10)
    source = ids.Source(lambda: next(times), lambda n: (1 << n) - 1)
    made = [source.uuid7() for _ in range(5_010)]
    assert made == sorted(set(made))
    assert {each.version for each in made} == {7}
    assert {each.variant for each in made} == {"specified in RFC 4122"}


def test_an_id_carries_its_time():
    with ids.fixed(milliseconds=1_700_000_000_123):
        assert ids.uuid7().int >> 80 == 1_700_000_000_123


def test_fixed_ids_repeat_and_others_do_not():
    def three() -> list[UUID]:
        return [ids.uuid7() for _ in range(3)]

    with ids.fixed(7):
        first = three(), ids.token(16)
    with ids.fixed(7):
        assert (three(), ids.token(16)) == first
    assert ids.token(16) != ids.token(16)
    assert len(ids.token(16)) == 32


def test_time_stands_still_when_told():
    moment = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=8)))
    with clock.fixed(moment):
        assert clock.now() == datetime(2025, 12, 31, 18, tzinfo=UTC)
        assert clock.now().tzinfo is UTC
        assert clock.today("Asia/Shanghai") == date(2026, 1, 1)
        assert clock.today("UTC") == date(2025, 12, 31)
    assert clock.now() != moment
    with pytest.raises(ValueError, match="time zone"), clock.fixed(datetime(2026, 1, 1)):
        pass


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1", "1"),
        (" -0.10 ", "-0.10"),
        (".5", "0.5"),
        ("5.", "5"),
        (12, "12"),
        (Decimal("1.20"), "1.20"),
        ("-0", "0"),
        ("0" * 40, "0"),
    ],
)
def test_plain_decimals_are_taken_exactly(raw, value):
    assert decimals.to_text(decimals.parse(raw)) == value


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("NaN", "number.bad"), ("Infinity", "number.bad"), ("1e3", "number.bad"), ("", "number.bad"),
        (".", "number.bad"), ("１", "number.bad"), ("1_000", "number.bad"), ("1,000", "number.bad"),
        (1.5, "number.bad"), (True, "number.bad"), (None, "number.bad"), ([], "number.bad"),
        (Decimal("NaN"), "number.bad"), (Decimal("-Infinity"), "number.bad"),
        (Decimal("1E+3"), "number.exponent"), (Decimal("1E+400"), "number.exponent"),
        ("1" * 41, "number.too_long"), (10**40, "number.too_long"), (Decimal("1E-41"), "number.too_long"),
    ],
)  # fmt: skip
def test_everything_else_is_refused(raw, code):
    with pytest.raises(Invalid) as caught:
        decimals.parse(raw, "amount")
    assert (caught.value.code, caught.value.place) == (code, "amount")


def test_commerce_rounds_half_up_on_both_sides_of_zero():
    rounded = [
        str(decimals.half_up(Decimal(n), 2)) for n in ("0.125", "-0.125", "0.124", "-0.004", "7")
    ]
    assert rounded == ["0.13", "-0.13", "0.12", "0.00", "7.00"]
    assert str(decimals.half_up(Decimal("9" * 40), 10)) == "9" * 40 + "." + "0" * 10
    assert decimals.half_up(Decimal(1250), -2) == 1300


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6
    )
)
def test_text_and_back_is_the_same_number(number):
    assert decimals.parse(decimals.to_text(number)) == number


def test_folding_makes_widths_cases_and_spaces_equal():
    assert text.fold("  ＡＢｃ　 ß\t客户 ") == "abc ss 客户"


def test_a_slip_of_the_pen_finds_its_name():
    assert text.similar(["customer", "amount", "stage"], "custmer") == ["customer"]
    assert text.similar(["客户名称", "金额"], "客户") == ["客户名称"]
    assert text.similar(["a"], "zzz") == []
    assert text.similar([], "x") == []


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("客户名称", "ke_hu_ming_cheng"), ("CRM客户2", "crm_ke_hu_2"), ("2024年", "f_2024_nian"),
        ("orderNo", "order_no"), ("Order No.", "order_no"), ("！", "field"), ("", "field"),
        ("ＡＢ", "ab"), ("Größe", "grosse"), ("绿色", "lv_se"), ("pg_class; drop", "pg_class_drop"),
    ],
)  # fmt: skip
def test_a_label_becomes_a_plain_key(label, key):
    assert text.key_from_label(label) == key


def test_a_taken_key_gets_a_number():
    assert text.key_from_label("客户", {"ke_hu", "ke_hu_2"}) == "ke_hu_3"


@given(st.text())
def test_every_label_gives_a_key_that_a_table_can_have(label):
    key = text.key_from_label(label, {"field"})
    assert key.isascii()
    assert key.isidentifier()
    assert key == key.lower()
    assert len(key) <= text.KEY_LENGTH


def test_json_keeps_decimals_exact_both_ways():
    assert codec.decode(b"[1.10, 123456789012345678.12, 7]") == [
        Decimal("1.10"),
        Decimal("123456789012345678.12"),
        7,
    ]
    assert str(codec.decode(b"1.10")) == "1.10"
    value = {
        "a": Decimal("0.10"),
        "d": date(2026, 1, 2),
        "m": datetime(2026, 1, 2, tzinfo=UTC),
        "i": UUID(int=1),
    }
    assert codec.encode(value) == (
        b'{"a":"0.10","d":"2026-01-02","m":"2026-01-02T00:00:00Z","i":"00000000-0000-0000-0000-000000000001"}'
    )
    assert codec.encode([codec.Raw(b'{"x":1}')]) == b'[{"x":1}]'


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[NaN]", b"Infinity", b'"\\ud800"', b"\xff", b"[" * 5_000, b"{}{}", b'{"a":01}'],
)
def test_bad_json_is_invalid_and_never_a_crash(data):
    with pytest.raises(Invalid, match=r"json\.bad"):
        codec.decode(data)


def test_a_shape_that_does_not_fit_says_where():
    assert codec.decode_as(b"[1, 2]", list[int]) == [1, 2]
    with pytest.raises(Invalid) as caught:
        codec.decode_as(b'[1, "x"]', list[int])
    assert "$[1]" in str(caught.value.values["detail"])


def test_every_message_has_two_languages_with_equal_blanks():
    wrong = [
        code
        for code, (zh, en) in words.MESSAGES.items()
        if not (zh and en) or words.blanks(zh) != words.blanks(en)
    ]
    assert wrong == []


def test_a_sentence_is_filled_and_an_unknown_code_still_says_something():
    assert words.say("number.too_long", "en", {"most": 40}) == "A number has at most 40 digits"
    assert words.say("number.too_long", "zh", {"most": 40}) == "数字不能超过 40 位"
    assert words.say("no.such", "zh") == "出错了（no.such）"
    assert (
        words.fill("{a}-{b}{c}", {"a": {"zh": "甲", "en": "A"}, "b": 0, "c": None}, "en") == "A-0"
    )


def test_a_template_cannot_reach_into_a_value():
    assert words.fill("{a.__class__} {0} {a!r} {a}", {"a": "x"}) == "{a.__class__} {0} {a!r} x"


def test_problems_are_seen_from_outside():
    assert at("lines[2]", [Problem("x", "qty"), Problem("x"), Problem("x", "[0]")]) == (
        Problem("x", "lines[2].qty"), Problem("x", "lines[2]"), Problem("x", "lines[2][0]"),
    )  # fmt: skip
