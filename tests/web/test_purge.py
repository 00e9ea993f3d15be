"""What is purged leaves nothing behind; what is not in the bin loses nothing."""

FORM = "/api/forms/shop.customer"
TRACES = ("sys_history", "sys_comment", "sys_recent")


async def traces(site, id_):
    async with site.world.pool.read() as tx:
        return {
            table: int(await tx.value(f"select count(*) from {table} where record = $1", id_))
            for table in TRACES
        }


async def met(boss, name):
    made = await boss.post(f"{FORM}/records", json={"records": [{"set": {"name": name}}]})
    (id_,) = made.json()["ids"]
    url = f"{FORM}/records/{id_}"
    assert (await boss.post(f"{url}/comments", json={"text": "评"})).status_code == 200
    assert (await boss.get(url)).status_code == 200
    return id_


async def test_a_purged_record_leaves_nothing(site):
    boss = await site.as_("boss")
    id_ = await met(boss, "将被彻底删除")
    assert all((await traces(site, id_)).values())
    await boss.post(f"{FORM}/delete", json={"ids": [id_]})
    assert (await boss.post(f"{FORM}/purge", json={"ids": [id_]})).json() == {"purged": 1}
    assert not any((await traces(site, id_)).values())


async def test_who_is_not_in_the_bin_keeps_everything(site):
    boss = await site.as_("boss")
    id_ = await met(boss, "还在用")
    before = await traces(site, id_)
    assert (await boss.post(f"{FORM}/purge", json={"ids": [id_]})).json() == {"purged": 0}
    assert await traces(site, id_) == before
    assert (await boss.get(f"{FORM}/records/{id_}/history")).json()["entries"]
