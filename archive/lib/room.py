"""Room on the interpreter's stack.

CPython (3.11 and later) keeps the frames of a thread in chunks of 16 KiB, and asks the system for a chunk whenever a
call crosses the end of one, to give it back when the call returns (``_PyThreadState_PushFrame`` in
https://github.com/python/cpython/blob/3.11/Python/pystate.c). Behind some eighty calls, as many as middleware and
templates make, a loop that calls anything pays for that in each round: a quarter of the time of our pages.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 33_000
"""Just more than fit into 256 KiB: the frame gets a chunk of 512 KiB, and what is called has the other half."""


def with_room(function: Callable[P, R]) -> Callable[P, R]:
    """``function``, called at the beginning of a chunk with room for some thousand calls."""

    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    called.__code__ = called.__code__.replace(co_stacksize=SLOTS)
    return wraps(function)(called)
