"""The order of fields, options and views survives the database; a change of order alone is a change."""

from tests.world import files_of, world

from tombolo.schema import store

ZONE = "Asia/Shanghai"
APP = """
shelf/app: {app: shelf, label: 书架}
shelf/forms/book:
  label: 书
  fields:
    year: {kind: number}
    a: {kind: text}
    title: {kind: text}
    level: {kind: choice, options: {zz: 甲, b: 乙, aaa: 丙}}
"""


async def test_fields_and_options_keep_their_order(pool):
    made = await world(pool)
    await made.apply(APP)
    form = made.catalog.form("shelf.book")
    assert [one.key for one in form.fields] == ["year", "a", "title", "level"]
    assert [key for key, _ in form.field("level").kind.options_of()] == ["zz", "b", "aaa"]
    turned = APP.replace(
        "    year: {kind: number}\n    a: {kind: text}\n",
        "    a: {kind: text}\n    year: {kind: number}\n",
    )
    async with pool.read() as tx:
        same = await store.plan(tx, made.catalog, files_of(APP), ZONE)
        plan = await store.plan(tx, made.catalog, files_of(turned), ZONE)
    assert not same.sources
    assert list(plan.sources) == ["shelf/forms/book"]
    await made.apply(turned)
    assert [one.key for one in made.catalog.form("shelf.book").fields][:2] == ["a", "year"]
