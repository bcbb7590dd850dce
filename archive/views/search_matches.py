"""What was searched for, marked where an account is read: every match has a number and an anchor, ``#hit-3``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from archive.models import Passage, Transcript
from archive.search import engine
from archive.search.parsing import TooLong
from archive.search.plan import Sought
from archive.views.search_hits import hits_in, mentions_by_passage
from archive.views.search_question import Question, read

OF_SEARCH = ("q", "widen")


@dataclass(frozen=True)
class Hit:
    """The match ``number`` of the page, on a span of a passage (code points, end exclusive)."""

    start: int
    end: int
    number: int


@dataclass(frozen=True)
class Matches:
    """The numbers of a passage's first and last match, and of those before and after them (None: there is none)."""

    first: int
    last: int
    previous: int | None
    following: int | None


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


def mark(matching: Matching | None, passages: Iterable[Passage], transcript: Transcript | None) -> int:
    """Give each of ``passages`` of ``transcript`` (from :func:`archive.views.reading.annotated`) its ``hits`` and,
    where it has any, its ``matches``; returns how many there are."""
    if matching is None or transcript is None:
        return 0
    total, with_hits = 0, []
    for passage in passages:
        pinned = mentions_by_passage(passage.mentioned).get(passage.pk, {})
        found = hits_in(passage.text, transcript.language, matching.sought, pinned)
        passage.hits = [Hit(each.start, each.end, total + place) for place, each in enumerate(found, 1)]
        total += len(found)
        if found:
            with_hits.append(passage)
    for passage in with_hits:
        passage.matches = _matches(passage.hits, total)
    return total


def _matches(hits: list[Hit], total: int) -> Matches:
    first, last = hits[0].number, hits[-1].number
    return Matches(first, last, first - 1 if first > 1 else None, last + 1 if last < total else None)


def told(matching: Matching | None, count: int) -> dict[str, Any]:
    """What a page says about its marks."""
    return {"matching": matching, "matches_on_page": count}
