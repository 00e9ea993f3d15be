"""Branches that end: the block waits for exactly those it chose."""

from dataclasses import replace

from tombolo.flow.move import Finish, Joined, Move, Past


def joined(move: Move, intent: Joined) -> None:
    """The block ends when all its branches have; rejected whole, the instance is rejected."""
    block = move.blocks[intent.block]
    if block.state != "active":
        return
    states = [branch.state for branch in move.branches_of(block.id)]
    if any(state not in {"ended", "rejected"} for state in states):
        return
    if all(state == "rejected" for state in states):
        move.next(Finish(block.instance, "rejected"))
        return
    move.put(replace(block, state="ended"))
    move.tell("block.ended", block.instance, node=block.key)
    move.next(Past(block.branch))
