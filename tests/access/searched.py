"""What the surfaces that look for words are asked: rows of :mod:`tests.access.surfaces`."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from archive.views.search_values import PARAMETERS
from tests.access.searches import FACETS, in_an_account, questions

Some = Callable[[Any, str], list[Any]]
"""The records of one model in the rooms that tell something, of a house."""


def results(name: str, some: Some, *, again: bool = False) -> Callable[[Any], Iterator[str]]:
    """Everything that can be asked of search. What answers the same questions ``again`` in another form is asked every
    third of them; soaking, all."""

    def row(house: Any) -> Iterator[str]:
        address = reverse(name)
        yield address
        every = 3 if again and not house.thorough else 1
        yield from (f"{address}?{asked}" for asked in questions(house, lambda model: some(house, model), every))

    return row


def in_accounts(house: Any) -> Iterator[str]:
    """Accounts with words marked in them, opened at a passage and at a place in it."""
    for _room, testimony in house.those_of("testimony"):
        yield from (f"{testimony.get_absolute_url()}?{asked}" for asked in in_an_account(house))
    yield from turned_to(house)


def turned_to(house: Any) -> Iterator[str]:
    """Accounts, opened at a passage of a transcript that is not their first."""
    for _room, passage in house.those_of("passage"):
        if passage.transcript.position > 1:
            yield f"{passage.transcript.testimony.get_absolute_url()}?at={passage.public_id}"


def concordance(name: str, some: Some) -> Callable[[Any], Iterator[str]]:
    """What stands in every passage, the names of the records of the rooms, and their whole words."""

    def row(house: Any) -> Iterator[str]:
        address = reverse(name)
        yield address
        sought = ["river", '"the river"', "zq*", "-river", "year:1900..2030", "\x00", "("]
        sought += [str(record) for model in ("person", "place", "event") for record in some(house, model)]
        sought += [record.text for record in some(house, "passage")]
        yield from (f"{address}?{urlencode({'q': query})}" for query in sought)
        yield f"{address}?q=river&sort=left&words=3&width=200"
        yield f"{address}?q=river&sort=right&page=2"
        yield f"{address}?q=river&widen=0&kind=interview"
        for facet in FACETS if house.thorough or not name.endswith("csv") else ():  # they are asked the same question
            yield from (f"{address}?q=river&{facet}={record.public_id}" for record in some(house, facet))

    return row


def values(name: str, some: Some) -> Callable[[Any], Iterator[str]]:
    """Every facet of what stands everywhere and of what is planted; soaking, also beside something chosen."""

    def row(house: Any) -> Iterator[str]:
        for parameter in PARAMETERS:
            address = reverse(name, args=[parameter])
            yield address
            yield from (f"{address}?{asked}" for asked in ("q=river", "q=zq*"))
            for record in some(house, parameter) if house.thorough and parameter in FACETS else ():
                yield f"{address}?q=river&{parameter}={record.public_id}"
        yield f"{reverse(name, args=['person'])}?q=-river&page=2"
        yield reverse(name, args=["no-such"])

    return row


def suggestions(name: str, some: Some) -> Callable[[Any], Iterator[str]]:
    """What all planted words begin with, and the beginnings of the names, tags and titles of the rooms."""
    models = ("person", "place", "event", "organisation", "tag", "testimony")

    def row(house: Any) -> Iterator[str]:
        address = reverse(name)
        yield address
        typed = ["zq", "a", "\x00", "%%", *(str(record)[:30] for model in models for record in some(house, model))]
        yield from (f"{address}?{urlencode({'q': each})}" for each in typed)

    return row
