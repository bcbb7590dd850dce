"""A call with room behaves like the call, and asks the system for no memory again and again."""

import inspect
import resource
from concurrent.futures import ThreadPoolExecutor

import pytest

from archive.lib.room import with_room

DEPTHS = 300
"""Calls within calls: more than a chunk of the interpreter's stack holds."""
ROUNDS = 300


def nothing():
    """Called many times."""


def faults_of_a_loop():
    """How often the system had to give memory while something was called in a loop."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(ROUNDS):
        nothing()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def faults_at(depth):
    return faults_of_a_loop() if depth == 0 else faults_at(depth - 1)


def worst():
    """At whatever depth it comes to the end of a chunk."""
    return max(faults_at(depth) for depth in range(DEPTHS))


def test_a_loop_takes_no_memory_wherever_it_stands():
    assert with_room(worst)() < ROUNDS / 2


def test_a_loop_at_the_end_of_a_chunk_would():
    """The positive control. Where it fails, with_room is not needed any more on this Python and can be taken out."""
    with ThreadPoolExecutor(1) as elsewhere:  # the stack of a thread begins with an ordinary chunk
        assert elsewhere.submit(worst).result() >= ROUNDS
        assert elsewhere.submit(with_room(worst)).result() < ROUNDS / 2


def test_it_is_the_same_call():
    def add(first: int, *, second: int = 2) -> int:
        """Adds."""
        return first + second

    roomy = with_room(add)
    assert (roomy(1), roomy(1, second=4), roomy.__name__, roomy.__doc__) == (3, 5, "add", "Adds.")
    assert inspect.signature(roomy) == inspect.signature(add)


def test_what_goes_wrong_inside_is_told():
    with pytest.raises(ZeroDivisionError):
        with_room(lambda: 1 / 0)()
