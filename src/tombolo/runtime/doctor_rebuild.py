"""Does what is kept still say what follows from the records? Compared with a rebuild, by place."""

from tombolo.base.errors import Invalid
from tombolo.pg.pool import Pool, WriteTx
from tombolo.records import rebuild as values
from tombolo.records.balances import rebuild
from tombolo.records.balances.rebuild import Apart
from tombolo.records.rebuild import Difference
from tombolo.records.stages import sound
from tombolo.runtime import database
from tombolo.runtime.config import Settings
from tombolo.runtime.doctor import Finding
from tombolo.schema import store
from tombolo.schema.catalog import BalanceCard, Catalog
from tombolo.schema.change import kept
from tombolo.schema.kinds import numeric

MOST_TOLD = 20


async def compared(settings: Settings, *, put_right: bool) -> list[Finding]:
    """Every stored computed value and every balance. `put_right` makes those anew that differ."""
    async with database.opened(settings) as pool:
        found = await computed(pool, settings.time_zone, put_right=put_right)
        found += await balances(pool, put_right=put_right)
        return found + await stages(pool, put_right=put_right)


async def computed(pool: Pool, zone: str, *, put_right: bool) -> list[Finding]:
    """Every stored computed value against its formula; balances count some of them, so these first."""
    async with pool.owner() as tx:
        catalog = await store.load(tx)
        pending = {
            (one.form, one.lines, key) for one in await kept.pending(tx) for key in one.fields
        }
        apart = [
            one
            for one in await values.differences(tx, catalog, zone)
            if (one.rows.form, one.rows.lines, one.key) not in pending
        ]
    if not apart:
        count = sum(len(keys) for _, _, keys in values.stored(catalog))
        return [Finding("good", "doctor.computed", {"count": count})]
    if put_right:

        async def story(tx: WriteTx) -> int:
            await store.stand_still(tx)
            return await values.rebuild(tx, catalog, zone)

        count = await pool.patiently(story)
        return [Finding("good", "doctor.computed_rebuilt", {"count": count})]
    found = [_place(one) for one in apart[:MOST_TOLD]]
    found.append(Finding("bad", "doctor.computed_apart", {"count": len(apart)}))
    return found


def _place(one: Difference) -> Finding:
    place = ".".join(part for part in (one.rows.form, one.rows.lines, one.key) if part)
    told = {"place": place, "count": one.count, "example": one.example}
    return Finding("bad", "doctor.computed_wrong", told)


async def balances(pool: Pool, *, put_right: bool) -> list[Finding]:
    """The same in an open house."""
    async with pool.read() as tx:
        catalog = await store.load(tx)
        apart = await rebuild.differences(tx, catalog)
    if not apart:
        return [Finding("good", "doctor.balances", {"count": len(catalog.balances)})]
    if put_right:
        names = dict.fromkeys(one.balance for one in apart)
        return [await _anew(pool, catalog, catalog.balances[name]) for name in names]
    found = [_told(one) for one in apart[:MOST_TOLD]]
    found.append(Finding("bad", "doctor.balances_apart", {"count": len(apart)}))
    return found


async def stages(pool: Pool, *, put_right: bool) -> list[Finding]:
    """The stays of records in their stages against where the records stand."""
    async with pool.read() as tx:
        catalog = await store.load(tx)
        apart = await sound.differences(tx, catalog)
    if not apart:
        pipelines = sound.count(catalog)
        return [Finding("good", "doctor.stages", {"count": pipelines})] if pipelines else []
    if put_right:

        async def story(tx: WriteTx) -> int:
            await store.stand_still(tx)
            return await sound.rebuild(tx, catalog)

        count = await pool.patiently(story)
        return [Finding("good", "doctor.stages_rebuilt", {"count": count})]
    return [
        Finding(
            "bad",
            "doctor.stages_wrong",
            {"place": f"{one.form}.{one.field}", "count": one.count, "example": one.example},
        )
        for one in apart
    ]


def _told(one: Apart) -> Finding:
    stands = {name: numeric.plain(values[0]) for name, values in one.measures.items()}
    summed = {name: numeric.plain(values[1]) for name, values in one.measures.items()}
    told = {
        "balance": one.balance,
        "key": " / ".join(one.key),
        "kept": ", ".join(f"{name} {value}" for name, value in stands.items()),
        "summed": ", ".join(f"{name} {value}" for name, value in summed.items()),
    }
    return Finding("bad", "doctor.balance_apart", told)


async def _anew(pool: Pool, catalog: Catalog, card: BalanceCard) -> Finding:
    async def story(tx: WriteTx) -> None:
        await store.stand_still(tx)
        await rebuild.rebuild(tx, catalog, card)

    try:
        await pool.patiently(story)
    except Invalid:
        return Finding("bad", "doctor.balance_guarded", {"balance": card.balance.name})
    return Finding("good", "doctor.balance_rebuilt", {"balance": card.balance.name})
