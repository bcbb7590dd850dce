"""What was searched for, marked where an account is read: every match has a number and an anchor, ``#hit-3``.

The match to which an address leads, ``?at=<passage>&hit=<code point>&q=<query>``, has the anchor ``#here``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from archive.access.viewer import Viewer
from archive.models import Passage, Testimony, Transcript
from archive.search import concordance, engine
from archive.search.parsing import TooLong
from archive.search.plan import Sought
from archive.views.search_hits import hits_in, mentions_by_passage
from archive.views.search_question import Question, read

OF_SEARCH = ("q", "widen")
LONGEST_PLACE = 9
"""Digits of a place in a text."""


@dataclass(frozen=True)
class Place:
    """Where an address leads: a passage, by its identifier, and a code point of its text."""

    passage: str
    at: int


@dataclass(frozen=True)
class Hit:
    """The match ``number`` of the page, on a span of a passage (code points, end exclusive); ``is_here`` if it is the
    one to which the address leads."""

    start: int
    end: int
    number: int
    is_here: bool

    @property
    def anchor(self) -> str:
        return "here" if self.is_here else f"hit-{self.number}"


@dataclass(frozen=True)
class Matches:
    """The numbers of a passage's first and last match, and the addresses of those before and after them (empty: there
    is none)."""

    first: int
    last: int
    previous: str
    following: str


@dataclass(frozen=True)
class Beyond:
    """Matches on other pages of a text: in how many passages, and the addresses of the last such passage before this
    page and of the first after it (empty: there is none)."""

    passages: int = 0
    previous: str = ""
    following: str = ""


NOWHERE = Beyond()


@dataclass(frozen=True)
class Matching:
    """What a page marks: ``in_text`` is what an address must say to mark it elsewhere, too, ``clear`` the address of
    the page without marks, ``results`` that of the search."""

    question: Question
    sought: tuple[Sought, ...]
    clear: str

    @property
    def text(self) -> str:
        return self.question.text

    @property
    def in_text(self) -> str:
        return self.question.in_text

    @property
    def results(self) -> str:
        return self.question.address()


def asked_in(request: HttpRequest) -> Matching | None:
    """What the address of a page asks to be marked; None where it asks for nothing that can be found."""
    if not request.GET.get("q", "").strip():
        return None
    own = QueryDict(mutable=True)
    own.update({name: request.GET[name] for name in OF_SEARCH if name in request.GET})
    try:
        question = read(own, request.viewer)
    except TooLong:
        return None
    if question.parsed.query is None:
        return None
    _plan, sought = engine.plan_of(question.asked(), request.viewer)
    left = request.GET.copy()
    for name in OF_SEARCH:
        left.pop(name, None)
    return Matching(question, sought, f"{request.path}?{left.urlencode()}" if left else request.path)


def address_of(passage: Passage, place: int, in_text: str) -> str:
    """The address of the match that begins at ``place`` of ``passage``, in its account, when ``in_text`` is marked."""
    account = passage.transcript.testimony.get_absolute_url()
    return f"{account}?at={passage.public_id}&hit={place}&{in_text}#here"


def place_in(request: HttpRequest) -> Place | None:
    """The place to which the address of a request leads; to be asked before the account is turned to its passage."""
    written = request.GET.get("hit", "")
    if not (written.isascii() and written.isdigit() and len(written) <= LONGEST_PLACE):
        return None
    return Place(request.GET.get("at", ""), int(written))


def beyond(
    matching: Matching | None, viewer: Viewer, testimony: Testimony, transcript: Transcript | None, page: Any
) -> Beyond:
    """The matches on the pages of ``transcript`` before and after ``page``, none where one page is everything."""
    if matching is None or transcript is None or page.is_whole or not page.records:
        return NOWHERE
    first, last = [(passage.position, passage.pk) for passage in (page.records[0], page.records[-1])]
    found = concordance.passages_with_places(matching.sought, viewer, testimony.pk, transcript.pk)
    before = [public_id for place, public_id in found if place < first]
    after = [public_id for place, public_id in found if place > last]
    addresses = [
        f"{testimony.get_absolute_url()}?at={public_id}&{matching.in_text}#p-{public_id}" if public_id else ""
        for public_id in ((before or [""])[-1], (after or [""])[0])
    ]
    return Beyond(len(before) + len(after), *addresses)


def mark(
    matching: Matching | None,
    passages: Iterable[Passage],
    transcript: Transcript | None,
    here: Place | None = None,
    others: Beyond = NOWHERE,
) -> list[Hit]:
    """Give each of ``passages`` of ``transcript`` (from :func:`archive.views.reading.annotated`) its ``hits`` and,
    where it has any, its ``matches``; returns them all. The first and the last lead to the ``others``."""
    hits: list[Hit] = []
    if matching is None or transcript is None:
        return hits
    with_hits = []
    for passage in passages:
        pinned = mentions_by_passage(passage.mentioned).get(passage.pk, {})
        found = hits_in(passage.text, transcript.language, matching.sought, pinned)
        place = here.at if here is not None and here.passage == passage.public_id else -1
        passage.hits = [
            Hit(each.start, each.end, len(hits) + number, each.start <= place < each.end)
            for number, each in enumerate(found, 1)
        ]
        hits += passage.hits
        if found:
            with_hits.append(passage)
    addresses = [others.previous, *(f"#{hit.anchor}" for hit in hits), others.following]
    for passage in with_hits:
        first, last = passage.hits[0].number, passage.hits[-1].number
        passage.matches = Matches(first, last, addresses[first - 1], addresses[last + 1])
    return hits


def told(matching: Matching | None, hits: list[Hit], others: Beyond = NOWHERE) -> dict[str, Any]:
    """What a page says about its marks."""
    first = f"#{hits[0].anchor}" if hits else ""
    return {"matching": matching, "matches_on_page": len(hits), "first_match": first, "matches_beyond": others}
