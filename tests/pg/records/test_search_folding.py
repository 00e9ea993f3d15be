"""Search brings together what people type in several ways, with one folding on both sides."""

import sys
import unicodedata

import pytest
import pytest_asyncio
from tests.world import World, world

from tombolo.base.text import search_fold

APP = """
fold/app: {app: fold, label: 折, nav: [thing]}
fold/forms/thing:
  label: 物
  title: "{name}"
  fields:
    name: {kind: text, label: 名}
    note: {kind: text, label: 注}
fold/grants/some:
  who: [role(some)]
  forms:
    thing: {may: [read], hide: [note]}
"""
SAME = {
    "Straße 5": ["straße", "STRASSE", "strasse", "STRAẞE", "ß"],
    "İstanbul ılık": ["istanbul", "İSTANBUL", "ISTANBUL", "ILIK", "ılık"],
    "ＡＢＣ１２３型": ["abc123", "ABC", "ａｂｃ", "123型"],
    "abc泵": ["ＡＢＣ泵", "ｂ"],
    "ｶﾞﾗｽ器具": ["ガラス", "ｶﾞﾗｽ"],
    "ΟΔΟΣ": ["οδος", "οδοσ", "ΟΔΟΣ"],
    "５０％折＿扣＼": ["50%", "折_扣", "\\", "％"],
    "Éclair": ["éclair", "É", "e\u0301clair"],
}
LIVING = [
    chr(n) for n in range(1, sys.maxunicode + 1) if unicodedata.category(chr(n)) not in ("Cn", "Cs")
]


@pytest_asyncio.fixture(scope="module")
async def folded(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["some"])
    await made.put("ann", "fold.thing", *({"name": name, "note": "密"} for name in SAME))
    return made


@pytest.mark.parametrize("who", ["ann", "li"])
async def test_what_is_the_same_to_people_is_found(folded, who):
    for name, typed in SAME.items():
        for text in (name, *typed):
            found = await folded.rows(who, "fold.thing", ["name"], search=text)
            assert [name] in found, (who, name, text)


async def test_what_is_not_the_same_is_not_found(folded):
    assert await folded.rows("ann", "fold.thing", ["name"], search="eclair") == []
    assert await folded.rows("ann", "fold.thing", ["name"], search="a%c") == []
    assert await folded.rows("ann", "fold.thing", ["name"], search="a_c") == []
    assert await folded.rows("li", "fold.thing", ["name"], search="密") == []


async def test_python_and_the_database_fold_every_character_alike(folded):
    async with folded.pool.read() as tx:
        rows = await tx.rows(
            "select c, search_fold(c) as once, search_fold(search_fold(c)) as twice"
            " from unnest($1::text[]) as c",
            LIVING,
        )
    assert len(rows) == len(LIVING)
    apart = [row["c"] for row in rows if search_fold(row["c"]) != row["once"]]
    # PostgreSQL knows a newer Unicode than Python: a few capitals have small letters since.
    assert [hex(ord(c)) for c in apart if unicodedata.category(c) != "Lu"] == []
    assert len(apart) < 20, [hex(ord(c)) for c in apart]
    assert [hex(ord(row["c"])) for row in rows if row["once"] != row["twice"]] == []
