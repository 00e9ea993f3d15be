"""Computing where defaults ask for balances that the same save moves: under lock, one after the other.

An issue takes its cost from the stock that it takes from. So the keys are locked before anything is
computed, and what is computed for a key sees what the rows before it in the same save have moved.
"""

from collections.abc import Iterable, Sequence

from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records.balances import lock
from tombolo.records.balances.counted import Key, differences
from tombolo.records.balances.post import post
from tombolo.records.work import Work
from tombolo.records.write import check
from tombolo.records.write.change import Draft, LineDraft
from tombolo.records.write.compute import RecordResult, apply, compute
from tombolo.records.write.moved import moves_of
from tombolo.schema.catalog import FormCard

_SQL = named.beside(__file__)
At = tuple[str, Key]  # balance and key


async def computed(
    work: Work[WriteTx], card: FormCard, drafts: Sequence[Draft]
) -> list[RecordResult]:
    """What follows from the drafts, as compute() says it. Forms that draw on nothing pay nothing."""
    results = await compute(work, card, drafts)
    if not card.draws or not any(one.asks for one in results):
        return results
    # The first look, without locks, says which keys are asked for and which are moved.
    asked = [set(one.asks) for one in results]
    moved = _moved(work, card, drafts, results)
    wanted: dict[str, set[Key]] = {}
    for name, key in set[At]().union(*asked, *moved):
        wanted.setdefault(name, set()).add(key)
    await lock.hold(work, wanted)
    rounds = in_rounds(asked, moved)
    if len(rounds) == 1:
        return await compute(work, card, drafts)
    return await _each_round(work, card, drafts, rounds)


async def _each_round(
    work: Work[WriteTx],
    card: FormCard,
    drafts: Sequence[Draft],
    rounds: Sequence[Sequence[int]],
) -> list[RecordResult]:
    """Each round sees what those before it moved. All that is taken back: the save itself posts
    everything once, when it is stored; the locks were there before and stay.
    """
    made: dict[int, RecordResult] = {}
    await work.tx.run(_SQL["mark"])
    for number, numbers in enumerate(rounds):
        part = [drafts[one] for one in numbers]
        results = await compute(work, card, part)
        made.update(zip(numbers, results, strict=True))
        if any(check.problems(card, _applied(card, part, results), results)):
            # Told by the save with all others; nothing will be posted.
            rest = [one for later in rounds[number + 1 :] for one in later]
            last = await compute(work, card, [drafts[one] for one in rest]) if rest else []
            made.update(zip(rest, last, strict=True))
            break
        if number < len(rounds) - 1:
            await post(work, moves_of(card, part), {one.id: one.place for one in part})
    await work.tx.run(_SQL["back"])
    await work.tx.run(_SQL["release"])
    return [made[number] for number in range(len(drafts))]


def _applied(
    card: FormCard, drafts: Sequence[Draft], results: Sequence[RecordResult]
) -> Sequence[Draft]:
    apply(card, drafts, results)
    return drafts


def _moved(
    work: Work[WriteTx],
    card: FormCard,
    drafts: Sequence[Draft],
    results: Sequence[RecordResult],
) -> list[set[At]]:
    """The keys that each draft moves, as far as the first look says; the drafts stay as they are."""
    kept = [[dict(row.values) for row in _rows(card, draft)] for draft in drafts]
    apply(card, drafts, results)
    moved = [
        {
            (found.card.balance.name, key)
            for found in differences(work.catalog, moves_of(card, [draft]))
            for key in found.by_key
        }
        for draft in drafts
    ]
    for draft, before in zip(drafts, kept, strict=True):
        for row, values in zip(_rows(card, draft), before, strict=True):
            row.values = values
    return moved


def _rows(card: FormCard, draft: Draft) -> list[Draft | LineDraft]:
    return [draft, *(row for line in card.form.lines() for row in draft.lines_of(line.key))]


def in_rounds(asked: Sequence[Iterable[At]], moved: Sequence[Iterable[At]]) -> list[list[int]]:
    """Which drafts may be computed together: none asks for what one beside or after it moves, and
    every one comes after those before it that move what it asks for.
    """
    last_moved: dict[At, int] = {}
    last_asked: dict[At, int] = {}
    rounds: list[list[int]] = []
    for number, (asks, moves) in enumerate(zip(asked, moved, strict=True)):
        after = [last_moved.get(one, -1) + 1 for one in asks]
        beside = [last_asked.get(one, 0) for one in moves]
        at = max([0, *after, *beside])
        for one in asks:
            last_asked[one] = max(last_asked.get(one, 0), at)
        for one in moves:
            last_moved[one] = max(last_moved.get(one, -1), at)
        while len(rounds) <= at:
            rounds.append([])
        rounds[at].append(number)
    return rounds
