"""Problems of a sheet in both languages: whoever reads them later may speak either."""

from collections.abc import Mapping

from tombolo.access import messages as access_messages
from tombolo.base import words
from tombolo.base.problems import Problem
from tombolo.base.words import Templates
from tombolo.records import messages as records_messages
from tombolo.records.sheets import messages
from tombolo.schema import condition as formula_messages
from tombolo.schema import messages as schema_messages

_TABLES: tuple[Templates, ...] = (
    messages.MESSAGES,
    records_messages.MESSAGES,
    schema_messages.MESSAGES,
    access_messages.MESSAGES,
    formula_messages.MESSAGES,
)


def said(
    code: str, values: Mapping[str, object], say: Mapping[str, str] | None = None
) -> dict[str, str]:
    """{zh, en} of a message."""
    return {language: _one(code, values, say, language) for language in words.LANGUAGES}


def said_problem(problem: Problem) -> dict[str, str]:
    """{zh, en} of a problem."""
    return said(problem.code, problem.values, problem.say)


def _one(
    code: str, values: Mapping[str, object], say: Mapping[str, str] | None, language: str
) -> str:
    own = (say or {}).get(language) or (say or {}).get("zh") or ""
    if own:
        return words.fill(own, values, language)
    table = next((one for one in _TABLES if code in one), words.MESSAGES)
    return words.sentence(table, code, language, values)
