"""What the sweep searches for: every planted word of a room, in every way that the page of search can be asked."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from tests.access.canaries import Canary

SEARCHED = ("testimony.title", "testimony.abstract", "passage.text", "name.text", "tag.name")
"""What search looks through, by the column that a token stands in."""
OF_EACH = 2
"""Tokens of a column that are searched for in a room; soaking, all of them are."""

QUERIES = ("river", "zq*", "-river", "-zq*", '"the river"', "river OR zq*", "kind:interview", "year:1992", "lang:az")
WAYS = ("page=2", "page=3", "sort=told", "sort=recorded", "sort=title", "widen=0", "sort=newest", "standing=survivor")
WAYS = (*WAYS, "standing=of-a-draft")
FACETS = ("person", "place", "event", "tag", "collection")


def tokens(canaries: dict[str, Canary], rooms: frozenset[str] | None, *, thorough: bool) -> Iterator[str]:
    taken: Counter[tuple[str, str]] = Counter()
    for token, canary in canaries.items():
        place = (canary.room, canary.label)
        if canary.label not in SEARCHED or (rooms is not None and canary.room not in rooms):
            continue
        taken[place] += 1
        if thorough or taken[place] <= OF_EACH:
            yield token


def questions(house: Any, records: Any, every: int = 1) -> Iterator[str]:
    """The parameters of every question; ``records(model_name)`` are those that facets and fields are asked for. Of what
    is asked for one after another, only each that is a multiple of ``every``."""
    for query in QUERIES:
        yield urlencode({"q": query})
    for way in WAYS:
        yield f"q=river&{way}"
    for token in islice(tokens(house.world.canaries, house.rooms, thorough=house.thorough), 0, None, every):
        yield urlencode({"q": token})
    for facet in FACETS:
        for record in records(facet)[::every]:
            yield urlencode({"q": "river", facet: record.public_id})
            yield urlencode({"q": f"{facet}:{record.public_id}"})
    for language in records("language"):
        yield urlencode({"q": "river", "lang": language.code})


def in_an_account(house: Any) -> Iterator[str]:
    """The parameters that mark words in an account: words that stand everywhere, and passages of any room."""
    for query in ("river", "zq*"):
        yield urlencode({"q": query})
    for passage in house.world.all("passage")[:3]:
        yield urlencode({"at": passage.public_id, "q": "river"})
        yield urlencode({"at": passage.public_id, "hit": "4", "q": "river"})
