"""What the pages of persons, organisations, places and events have in common."""

from string import ascii_lowercase
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from archive.access import rules
from archive.access.viewer import Viewer
from archive.models import Mention, Name, Passage, Source
from archive.models.authorities import Authority
from archive.views import reading
from archive.views.machine_use import marking_minable
from archive.views.marking import yes_or_no
from archive.views.narrators import marking_names, marking_retold, unname, unname_retold
from archive.views.paging import (
    AUTHORITIES_COUNTED,
    AUTHORITIES_PER_PAGE,
    RELATED_PER_PAGE,
    Page,
    page_of,
)
from archive.views.related import name_languages, with_visible

OTHER = "0"
"""The letter that stands for everything filed before the letter A."""

LETTERS = (*ascii_lowercase, OTHER)


# --- lists ----------------------------------------------------------------------------------------------


def alphabetical(request: HttpRequest, authorities: QuerySet) -> dict[str, Any]:
    """A page of ``authorities`` by sort key, with the letters to jump to: the context of an A–Z list."""
    letter = request.GET.get("letter", "").lower()
    if letter:
        authorities = under_letter(authorities, letter)
    page = page_of(
        request,
        authorities.order_by("sort_key", "pk"),
        AUTHORITIES_PER_PAGE,
        counted_to=AUTHORITIES_COUNTED,
    )
    name_languages(page)
    return {"page": page, "letter": letter, "letters": LETTERS}


def under_letter(records: QuerySet, letter: str) -> QuerySet:
    """Those of ``records`` whose sort key begins with ``letter``; ``0`` stands for digits and for what has no name.

    Sort keys are ASCII, in lower case. A range, unlike a pattern, uses the index of the sort key on both databases.
    """
    if letter not in LETTERS:
        raise Http404("No such letter.")
    if letter == OTHER:
        return records.filter(sort_key__lt="a")
    if letter == "z":
        return records.filter(sort_key__gte="z")
    return records.filter(sort_key__gte=letter, sort_key__lt=chr(ord(letter) + 1))


# --- one of them ----------------------------------------------------------------------------------------


def names_of(viewer: Viewer, authority: Authority) -> list[Name]:
    """All names, the preferred ones first. The authority learns the language of its heading. One query."""
    names = Name.objects.visible_to(viewer).filter(**{authority._meta.model_name: authority})
    names = with_visible(names.order_by("-preferred", "language", "id"), viewer, "source")
    headings = [name for name in names if name.text == authority.heading]
    headings.sort(key=lambda name: (not name.preferred, name.language != "en"))
    authority.heading_language = headings[0].language if headings else ""
    return names


def description_sources(viewer: Viewer, authority: Authority) -> list[Source]:
    """The sources that ``authority`` is described from, as far as they may be named. One query.

    Where none of them may, what rests on them is left out in memory: unattributed, it would be the archive's own claim.
    """
    may_be_named = yes_or_no(rules.visible("source", viewer))
    sources = list(authority.sources.annotate(may_be_named=may_be_named).order_by("sort_key", "id"))
    named = [source for source in sources if source.may_be_named]
    if sources and not named:
        for column in ("description", "fate_note"):
            setattr(authority, column, "")
    return named


def told_of(request: HttpRequest, authority: Authority, parameter: str = "passages") -> Page:
    """The passages that speak of ``authority``, its mentions highlighted. Two queries."""
    mentions = (
        Mention.objects.each_visible_to(request.viewer).filter(**{authority._meta.model_name: authority}).order_by()
    )
    passages = Passage.objects.filter(pk__in=mentions.values("passage"))
    return quoted(request, passages, authority, parameter)


def quoted(request: HttpRequest, passages: QuerySet, target: Model | None, parameter: str) -> Page:
    """A page of quotations from ``passages``, as far as they may be read, by testimony and in order.

    Where consent does not cover quoting, a passage comes without its words.
    """
    visible = passages.visible_to(request.viewer).select_related("transcript__testimony", "speaker__person")
    visible = reading.marking_quotable(marking_names(visible, request.viewer, "speaker"), request.viewer)
    visible = marking_retold(marking_minable(visible, request.viewer, "transcript__testimony__"), request.viewer)
    page = page_of(request, visible.order_by("transcript", "position", "pk"), RELATED_PER_PAGE, parameter=parameter)
    for passage in page:
        unname_retold(unname(passage, "speaker"))
    reading.quote(request.viewer, page, target)
    return page
