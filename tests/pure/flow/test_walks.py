"""Random walks over random flows: the rules hold after every act, the log replays, every flow ends."""

import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.pure.flow import walking

from tombolo.base.errors import Fault
from tombolo.flow.state import CLOSED


def walk(seed, steps=25):
    """One world and what happens in it, by a seed; returns the play."""
    chance = random.Random(seed)

    def pick(among):
        return among[int(chance.random() * len(among))]

    play = walking.draw_play(pick)
    try:
        play.run("submit")
    except Fault:
        return None
    for _ in range(steps):
        if play.state.instance.status in CLOSED and pick([1, 1, 0]):
            break
        walking.try_(play, walking.draw_command(pick, play))
    walking.same_by_replay(play)
    walking.finish(play)
    return play


def test_five_hundred_walks():
    assert sum(walk(seed) is not None for seed in range(500)) > 400


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 20_000, 2_500))
def test_twenty_thousand_walks(start):
    for seed in range(start, start + 2_500):
        walk(seed + 1_000_000)


class Approvals(RuleBasedStateMachine):
    """The same, with commands that hypothesis chooses and shrinks."""

    play = None

    @initialize(data=st.data())
    def begin(self, data):
        self.play = walking.draw_play(lambda among: data.draw(st.sampled_from(among)))
        try:
            self.play.run("submit")
        except Fault:
            self.play = None

    @precondition(lambda self: self.play is not None)
    @rule(data=st.data())
    def act(self, data):
        command = walking.draw_command(lambda among: data.draw(st.sampled_from(among)), self.play)
        walking.try_(self.play, command)

    @precondition(lambda self: self.play is not None)
    @rule(minutes=st.sampled_from([1, 30, 60, 4000]))
    def advance(self, minutes):
        self.play.run(f"tick {minutes}")

    @precondition(lambda self: self.play is not None)
    @rule()
    def publish(self):
        self.play.run("publish n1=one(a)")

    def teardown(self):
        if self.play is not None:
            walking.same_by_replay(self.play)
            walking.finish(self.play)


CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
TestApprovals = Approvals.TestCase
TestApprovals.settings = settings(
    max_examples=40, stateful_step_count=15, deadline=None, suppress_health_check=CALM
)
