"""What rules keep secret: put in by name, opened only for an errand, never given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tombolo.automation.errand import place_of
from tombolo.automation.read_outside import NAME
from tombolo.automation.rule import Call, Robot, Rule, Secret
from tombolo.base.errors import Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.base.vault import Vault
from tombolo.pg import named
from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.records.work import Work

_SQL = named.beside(__file__)
LONGEST = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Kept:
    """A secret as administrators see it: its name, and who changed it last."""

    name: str
    changed_at: datetime
    by: str | None


async def kept(tx: ReadTx) -> list[Kept]:
    """By name."""
    return [
        Kept(row["name"], row["changed_at"], str(row["by_member"]) if row["by_member"] else None)
        for row in await tx.rows(_SQL["kept"])
    ]


async def keep(work: Work[WriteTx], vault: Vault, name: str, text: str) -> None:
    """Under this name from now on; what was there before is gone."""
    if not NAME.fullmatch(name):
        raise Invalid("rule.name", values={"name": name})
    if not text or len(text) > LONGEST or "\0" in text:
        raise Invalid("rule.secret_length", values={"most": LONGEST})
    sealed = vault.seal(text, place_of(name))
    await work.tx.run(_SQL["keep"], name, sealed, work.actor.id)


async def forget(tx: WriteTx, name: str) -> None:
    """Rules that name it fail from now on. Raises Missing."""
    if not await tx.run(_SQL["forget"], name):
        raise Missing("rule.no_secret", values={"name": name})


def named_by(rule: Rule) -> list[tuple[str, int]]:
    """The secrets that a rule names, each with the number of the first step that does."""
    found: dict[str, int] = {}
    for n, step in enumerate(rule.do):
        match step:
            case Call():
                said: Sequence[Any] = (step.url, *step.headers.values())
            case Robot():
                said = (step.address, step.sign)
            case _:
                said = ()
        for one in said:
            if isinstance(one, Secret):
                found.setdefault(one.name, n)
    return list(found.items())


async def unkept(tx: ReadTx, rules: Sequence[Rule]) -> list[Problem]:
    """What rules name and nobody has put in yet: they can be published, and fail until it is."""
    wanted = [(one, name, n) for one in rules for name, n in named_by(one)]
    if not wanted:
        return []
    known = {one.name for one in await kept(tx)}
    return [
        Problem("rule.secret_unknown", f"{one.app}/rules/{one.key}#do[{n}]", {"name": name})
        for one, name, n in wanted
        if name not in known
    ]
