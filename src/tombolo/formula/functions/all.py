"""Every function of the language, in reading order."""

from tombolo.formula.functions.dates import DATES
from tombolo.formula.functions.function import Function
from tombolo.formula.functions.lists import LISTS
from tombolo.formula.functions.logic import LOGIC
from tombolo.formula.functions.numbers import NUMBERS
from tombolo.formula.functions.people import PEOPLE
from tombolo.formula.functions.rows import ROWS
from tombolo.formula.functions.statistics import STATISTICS
from tombolo.formula.functions.texts import TEXTS
from tombolo.formula.functions.workdays import WORKDAYS

FUNCTIONS: tuple[Function, ...] = (
    *LOGIC, *NUMBERS, *ROWS, *TEXTS, *DATES, *WORKDAYS, *LISTS, *STATISTICS, *PEOPLE
)  # fmt: skip
