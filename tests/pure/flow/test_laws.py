"""Flows that must behave alike, and refusals that change nothing."""

import itertools

import pytest
from tests.pure.flow.language import Play

from tombolo.base.errors import Fault

ALIKE = [
    ("n1=all(a) > n2=one(b)", "n1=one(a) > n2=one(b)"),
    ("n1=vote(3/3; a,b,d) > n2=one(e)", "n1=all(a,b,d) > n2=one(e)"),
    ("n1=vote(1/3; a,b,d) > n2=one(e)", "n1=any(a,b,d)[anyrej=all] > n2=one(e)"),
    ("par{ n1=all(a,b) } > n2=one(e)", "n1=all(a,b) > n2=one(e)"),
    ("n1=any(a,b) > cc(z) > n2=one(e)", "n1=any(a,b) > n2=one(e)"),
]


def run(flow, decisions):
    """What is open after each decision; a refusal counts by its code."""
    play, seen = Play(flow), []
    play.run("submit")
    for command in decisions:
        try:
            play.run(command)
        except Fault as fault:
            seen.append(fault.code)
        seen.append((play.state.instance.status, play.open_tasks()))
    return seen


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_alike(one, other):
    for who in itertools.permutations("abd", 3):
        for words in itertools.product(("ok", "no"), repeat=3):
            commands = [f"{word} {name}" for word, name in zip(words, who, strict=True)]
            assert run(one, commands) == run(other, commands)


@pytest.mark.parametrize("mode", ["all(a,b,d)", "vote(2/3; a,b,d)"])
def test_order_does_not_matter(mode):
    for yes in itertools.product(("ok", "no"), repeat=3):
        ends = set()
        for order in itertools.permutations(zip(yes, "abd", strict=True)):
            ends.add(run(f"n1={mode}", [f"{word} {name}" for word, name in order])[-1][0])
        assert len(ends) == 1
