"""The terminal: what a command prints, and how it ends when something is refused."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console

from tombolo.base import words
from tombolo.base.errors import Fault, Invalid
from tombolo.runtime import config
from tombolo.runtime.config import Settings
from tombolo.runtime.words import MESSAGES
from tombolo.web.words import TABLES

T = TypeVar("T")
out = Console()
err = Console(stderr=True)
TABLE: words.Templates = {k: v for table in (*TABLES, MESSAGES) for k, v in table.items()}


def said(settings: Settings, code: str, **values: object) -> str:
    """A message in the language of the installation."""
    return words.sentence(TABLE, code, settings.language, values)


def settings() -> Settings:
    """The settings; when they are wrong, every problem is printed and the command ends."""
    try:
        return config.read()
    except Invalid as fault:
        # Which language is wanted stands in the settings, so it is said in both.
        for language in words.LANGUAGES:
            _tell(language, fault)
        raise typer.Exit(1) from fault


def run(story: Callable[[Settings], Coroutine[Any, Any, T]]) -> T:
    """A command's story under the settings. A fault is told in words; exit code 1."""
    known = settings()
    try:
        return asyncio.run(story(known))
    except Fault as fault:
        end(known, fault)


def end(known: Settings, fault: Fault) -> NoReturn:
    """Say what is wrong and leave."""
    _tell(known.language, fault)
    raise typer.Exit(1)


def _tell(language: str, fault: Fault) -> None:
    head = words.sentence(TABLE, fault.code, language, fault.values)
    err.print(f"✗ {head}", style="red", highlight=False, markup=False, soft_wrap=True)
    for problem in fault.problems:
        own = (problem.say or {}).get(language, "")
        text = own or words.sentence(TABLE, problem.code, language, problem.values)
        line = f"  {problem.place}: {text}"
        err.print(line, highlight=False, markup=False, soft_wrap=True)


def interactive() -> bool:
    return sys.stdin.isatty()
