"""Every example of every function gives what the table says, in the database."""

import asyncpg
import pytest
from tests.pg.formula.frames import answer

from tombolo.formula.functions.all import FUNCTIONS
from tombolo.formula.types import TEXT

EXAMPLES = [
    (function.name, formula, result)
    for function in FUNCTIONS
    for formula, result in function.examples
]


@pytest.mark.parametrize(("name", "formula", "result"), EXAMPLES)
async def test_example(deals: asyncpg.Connection, name: str, formula: str, result: str) -> None:
    found = await answer(deals, formula, TEXT)
    assert (found or "") == result


def test_every_function_has_words_and_examples() -> None:
    bare = [f.name for f in FUNCTIONS if not (f.examples and f.zh and f.en)]
    assert bare == []
