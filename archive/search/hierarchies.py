"""Broader places and tags: what is told of a village counts under its district, too."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models.functions import Coalesce

from archive.models import Place, Tag
from archive.search.marks import mark
from archive.search.shown import Shown, keys

PLACE, TAG = "g", "t"
Pairs = Iterable[tuple[int, int]]
Step = Callable[[Collection[int]], Pairs]


def broader(marks: Collection[str], shown: Shown) -> dict[str, frozenset[str]]:
    """What stands above each of ``marks``, at any distance, as far as the reader may be told; only those with any."""
    found: dict[str, frozenset[str]] = {}
    for letter, above, model in ((PLACE, _wholes, Place), (TAG, _broader_tags, Tag)):
        start = {int(each[2:]) for each in marks if each[1] == letter}
        over = _climb(start, above)
        met = set().union(*over.values())
        told = keys(shown(model.objects.filter(pk__in=met))) if met else set()
        for key in start:
            higher = frozenset(mark(letter, each) for each in over.get(key, ()) if each in told and each != key)
            if higher:
                found[mark(letter, key)] = higher
    return found


class Nested(NamedTuple):
    """A mark with its ``level`` among others, 0 at the top, and the mark that it stands under, empty at the top."""

    mark: str
    level: int
    under: str


def nested(marks: Sequence[str], shown: Shown) -> list[Nested]:
    """``marks`` of places or tags in their order, but each below the nearest of them that stands above it."""
    above = broader(marks, shown)
    met = {mark: above.get(mark, frozenset()).intersection(marks) for mark in marks}
    under = {mark: max(higher, key=lambda each: (len(met[each]), each), default="") for mark, higher in met.items()}
    below: dict[str, list[str]] = defaultdict(list)
    for each in marks:
        below[under[each]].append(each)
    found: dict[str, Nested] = {}
    for start in (*below[""], *marks):  # what stands in a circle has no top, and begins one
        left = [(start, 0, "")]
        while left:
            each, level, higher = left.pop()
            if each not in found:
                found[each] = Nested(each, level, higher)
                left += [(lower, level + 1, each) for lower in reversed(below[each])]
    return list(found.values())


def with_narrower(marks: Collection[str]) -> frozenset[str]:
    """``marks`` with those of all that stands under their places and tags."""
    found = set(marks)
    for letter, below in ((PLACE, _parts), (TAG, _narrower_tags)):
        start = {int(each[2:]) for each in marks if each[1] == letter}
        for under in _climb(start, below).values():
            found.update(mark(letter, each) for each in under)
    return frozenset(found)


def _climb(start: set[int], step: Step) -> dict[int, set[int]]:
    """Everything that repeated steps from each key of ``start`` lead to; a circle ends where it began."""
    links: dict[int, set[int]] = defaultdict(set)
    known, frontier = set(start), set(start)
    while frontier:
        for key, other in step(frontier):
            links[key].add(other)
        frontier = set().union(*(links[key] for key in frontier if key in links)) - known
        known |= frontier
    return {key: _reached(key, links) for key in start if key in links}


def _reached(key: int, links: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    left = [key]
    while left:
        for other in links.get(left.pop(), ()):
            if other not in found:
                found.add(other)
                left.append(other)
    return found


def _wholes(places: Collection[int]) -> Pairs:
    return Place.objects.filter(pk__in=places).exclude(parent=None).order_by().values_list("pk", "parent")


def _parts(places: Collection[int]) -> Pairs:
    return Place.objects.filter(parent__in=places).order_by().values_list("parent", "pk")


def _broader_tags(tags: Collection[int]) -> Pairs:
    rows = Tag.objects.filter(pk__in=tags).exclude(broader=None).order_by()
    return rows.annotate(over=Coalesce("broader__preferred", "broader")).values_list("pk", "over")


def _narrower_tags(tags: Collection[int]) -> Pairs:
    rows = Tag.objects.filter(broader__in=_forms(tags)).order_by()
    return rows.annotate(
        over=Coalesce("broader__preferred", "broader"), shown_as=Coalesce("preferred", "pk")
    ).values_list("over", "shown_as")


def _forms(tags: Collection[int]) -> set[int]:
    """``tags`` with their forms: a broader tag can be named by any of them."""
    return {*tags, *keys(Tag.objects.filter(preferred__in=tags))}
