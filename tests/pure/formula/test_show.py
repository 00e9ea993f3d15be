"""A formula's text rewritten: labels to read, keys to store, renames."""

import pytest
from tests.pure.formula.deals import CUSTOMERS, DEAL, LINES

from tombolo.formula.compile import compile_text
from tombolo.formula.resolve import Place
from tombolo.formula.show import renamed, with_keys, with_labels


@pytest.mark.parametrize(
    ("keys", "labels"),
    [
        ("customer.level = 'a'", "「客户」.「级别」 = 'a'"),
        ("SUM( lines.qty*lines.price )", "SUM( 「明细」.「数量」*「明细」.「单价」 )"),
        ("COUNTIFS(orders, state = 'draft')", "COUNTIFS(「订单」, 「状态」 = 'draft')"),
        ("[in] & name", "「内部」 & 「名称」"),
    ],
)
def test_labels_and_keys(keys: str, labels: str) -> None:
    compiled = compile_text(keys, DEAL)
    shown = with_labels(keys, compiled.places)
    assert shown == labels
    again = compile_text(shown, DEAL)
    assert again.tree == compiled.tree
    assert with_keys(shown, again.places) == keys.replace("[in]", "「in」")


def test_rename_touches_one_form_only() -> None:
    text = "name & customer.name & JOIN(lines.name, 'name') /* */".removesuffix(" /* */")
    places = compile_text(text, DEAL).places

    def new_key(place: Place) -> str | None:
        return "title" if place.scope is CUSTOMERS and place.meaning.key == "name" else None

    assert renamed(text, places, new_key) == "name & customer.title & JOIN(lines.name, 'name')"


def test_rename_to_a_word_of_the_language_is_bracketed() -> None:
    text = "SUM(lines.qty)"
    places = compile_text(text, DEAL).places
    new = renamed(text, places, lambda place: "or" if place.scope is LINES else None)
    assert new == "SUM(lines.「or」)"


def test_a_name_of_let_is_not_taken_for_the_field_behind_a_label() -> None:
    text = "LET(rate, 5, 「比例」 * rate + amount)"
    places = dict(compile_text(text, DEAL).places)
    assert with_keys(text, places) == "LET(rate, 5, 「rate」 * rate + amount)"
    again = with_keys(text, places)
    assert (
        with_labels(again, dict(compile_text(again, DEAL).places))
        == "LET(rate, 5, 「比例」 * rate + 「金额」)"
    )
    assert compile_text(again, DEAL).reads == compile_text(text, DEAL).reads
    text = "LET(r, 5, rate * r)"
    places = dict(compile_text(text, DEAL).places)
    assert renamed(text, places, lambda _: "r") == "LET(r, 5, 「r」 * r)"
