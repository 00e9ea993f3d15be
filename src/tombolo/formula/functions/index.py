"""The functions by every name they answer to."""

from tombolo.formula.functions.all import FUNCTIONS
from tombolo.formula.functions.function import Function

BY_NAME: dict[str, Function] = {
    name: function for function in FUNCTIONS for name in (function.name, *function.aliases)
}
NAMES: tuple[str, ...] = tuple(BY_NAME)
