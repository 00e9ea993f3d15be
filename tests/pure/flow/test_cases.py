"""The cases of the specification and many more of their kind, in its own language."""

from pathlib import Path

import pytest
from tests.pure.flow import language

FOLDER = Path(__file__).parent / "cases"
CASES = [
    pytest.param(case, id=f"{path.stem}-{case.id}")
    for path in sorted(FOLDER.glob("*.txt"))
    for case in language.cases(path.read_text("utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    language.play(case)


def test_every_case_of_the_specification_is_here():
    text = (FOLDER / "specification.txt").read_text("utf-8")
    assert len(list(language.cases(text))) == 41
