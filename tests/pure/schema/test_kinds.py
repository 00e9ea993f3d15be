"""Each kind takes what people type and refuses the rest with a code."""

from datetime import date

import pytest

from tombolo.schema.kinds.address import Address
from tombolo.schema.kinds.all import KINDS
from tombolo.schema.kinds.choice import Choice
from tombolo.schema.kinds.choices import Choices
from tombolo.schema.kinds.date import Date
from tombolo.schema.kinds.email import Email
from tombolo.schema.kinds.member import Member
from tombolo.schema.kinds.moment import Moment
from tombolo.schema.kinds.money import Money
from tombolo.schema.kinds.number import Number
from tombolo.schema.kinds.option import Option
from tombolo.schema.kinds.percent import Percent
from tombolo.schema.kinds.phone import Phone
from tombolo.schema.kinds.rich_text import RichText
from tombolo.schema.kinds.serial import Serial
from tombolo.schema.kinds.shape import Bad
from tombolo.schema.kinds.switch import Switch
from tombolo.schema.kinds.text import Text
from tombolo.schema.kinds.time import Time
from tombolo.schema.kinds.url import Url
from tombolo.schema.label import Label

AB = (Option("a", Label("甲", "A one")), Option("b", Label("乙")))
ID = "019f0000-0000-7000-8000-000000000001"

GOOD = [
    (Text(), "  a\nb ", "a b"), (Text(), "", None), (Text(), 7, "7"), (Text(), 7.0, "7"),
    (Number(), "1,234.50", "1234.5"), (Number(), 3, "3"), (Number(), 0.1, "0.1"), (Number(), "-0.0", "0"),
    (Number(scale=0), "5.0", "5"), (Money(), "¥12.30", "12.3"), (Money(), "￥1，000", "1000"),
    (Percent(), "13%", "0.13"), (Percent(), "0.13", "0.13"), (Percent(), "12.5％", "0.125"),
    (Switch(), "是", True), (Switch(), "No", False), (Switch(), True, True), (Switch(), "", None),
    (Choice(options=AB), "甲", "a"), (Choice(options=AB), "A one", "a"), (Choice(options=AB), "b", "b"),
    (Choices(options=AB), "乙，甲", ["a", "b"]), (Choices(options=AB), ["b"], ["b"]), (Choices(options=AB), [], None),
    (Date(), "2026/6/3", "2026-06-03"), (Date(), "2026年6月30日", "2026-06-30"), (Date(), "20260630", "2026-06-30"),
    (Date(), "2026-06-30T10:00:00", "2026-06-30"),
    (Moment(), "2026-06-30 14:05", "2026-06-30T06:05:00+00:00"), (Moment(), "2026-06-30T06:05:00Z", "2026-06-30T06:05:00+00:00"),
    (Time(), "9:05", "09:05:00"), (Phone(), "021-5555 转12", "021-5555 转12"), (Phone(mobile=True), "+86 138 0000 1111", "13800001111"),
    (Email(), "a@b.example", "a@b.example"), (Url(), "b.example/x", "https://b.example/x"),
    (Member(), {"id": ID, "title": "x"}, ID),
    (RichText(), "<p onclick=x>hi<script>1</script></p>", "<p>hi</p>"),
    (RichText(), '<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
    (RichText(), "<b>a</b><i>b</i><del>c</del><u>d</u>", "<strong>a</strong><em>b</em><s>c</s><u>d</u>"),
    (RichText(), "<div style='color:red'>a<span>b</span></div>", "<p>ab</p>"),
    (RichText(), '<ol start="3" type="a"><li><p>x</p></li></ol>', '<ol start="3"><li><p>x</p></li></ol>'),
    (RichText(), "<p> </p><p><br></p>", None),
    (Address(), "上海市徐汇区漕河泾1号", {"province": "上海市", "city": "", "district": "徐汇区", "detail": "漕河泾1号"}),
]  # fmt: skip
BAD = [
    (Text(max=3), "abcd", "value.too_long"), (Text(), "a\0", "value.bad_characters"), (Text(), [1], "value.not_text"),
    (Text(pattern="[A-Z]+"), "a1", "value.pattern"),
    (Number(), "abc", "value.not_number"), (Number(), "1e9", "value.not_number"), (Number(), "NaN", "value.not_number"),
    (Number(), True, "value.not_number"), (Number(scale=1), "1.25", "value.scale"), (Number(min=0), "-1", "value.too_small"),
    (Number(max=5), "6", "value.too_large"), (Number(), "9" * 32, "value.not_number"), (Number(), float("inf"), "value.not_number"),
    (Switch(), "maybe", "value.not_switch"), (Choice(options=AB), "丙", "value.not_option"),
    (Date(), "2026-02-30", "value.no_such_date"), (Date(), "soon", "value.not_date"), (Date(), "0000-01-01", "value.no_such_date"),
    (Moment(), "2026-06-30 25:00", "value.no_such_date"), (Time(), "25:00", "value.not_time"),
    (Phone(), "call me", "value.not_phone"), (Phone(mobile=True), "12345678901", "value.not_mobile"),
    (Email(), "a b@c", "value.not_email"), (Url(), "javascript:alert(1)", "value.not_url"), (Url(), "data:text/html,x", "value.not_url"),
    (Member(), "wang", "value.not_reference"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "plain"), GOOD, ids=str)
def test_what_people_type_is_understood(kind, raw, plain):
    assert kind.parse(raw) == plain


def test_rich_text_is_read_as_words():
    kept = "<h2>交期</h2><ul><li><p>A &amp; B</p></li><li><p>C</p></li></ul><p>一<br>二</p>"
    assert RichText().show(kept, "zh") == "交期\n• A & B\n• C\n一\n二"
    assert RichText().read("1 < 2\n第二行", "zh") == "<p>1 &lt; 2</p><p>第二行</p>"
    assert RichText().read("<p>a</p>", "zh") == "<p>a</p>"


@pytest.mark.parametrize(("kind", "raw", "code"), BAD, ids=str)
def test_the_rest_is_refused(kind, raw, code):
    with pytest.raises(Bad) as caught:
        kind.parse(raw)
    assert caught.value.code == code


@pytest.mark.parametrize(("kind", "raw", "plain"), GOOD, ids=str)
def test_what_was_understood_is_understood_again(kind, raw, plain):
    assert kind.parse(plain) == plain


def test_names_of_kinds_are_all_different_and_said_in_two_languages():
    assert len({kind.name for kind in KINDS}) == len(KINDS) == 33
    assert all(kind.words.zh and kind.words.en for kind in KINDS)


def test_a_serials_series_changes_with_what_stands_around_the_number():
    kind = Serial(pattern="OP-{yy}{MM}-{0000}")
    nothing = {}.get
    june, july = (kind.series(day, nothing) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert (june.text, june.digits, june.counter) == ("OP-2606-{}", 4, "OP-2606-{}")
    assert july.text == july.counter == "OP-2607-{}"
    yearly = Serial(pattern="{currency}-{yy}{MM}-{000}", date="on", period="year", gapless=True)
    assert yearly.series_reads() == ("on", "currency")
    values = {"on": "2025-03-02", "currency": "EUR"}
    one, other = (
        yearly.series(date(2026, 1, 1), {**values, "on": on}.get)
        for on in ("2025-03-02", "2025-12-31")
    )
    assert (one.text, one.gapless) == ("EUR-2503-{}", True)
    assert (other.text, other.counter) == ("EUR-2512-{}", one.counter)
    assert (
        yearly.series(date(2026, 1, 1), {"on": "2026-01-01", "currency": "EUR"}.get).counter
        != one.counter
    )
    assert Serial(pattern="X").problems()
    assert Serial(pattern="{000}{000}").problems()
