"""Testimonies: the list with its filters, the reading view, and the permanent address of one passage."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from archive.access import machine_use
from archive.access.levels import Part
from archive.access.viewer import Viewer
from archive.actions.kept_back import is_kept_back
from archive.forms.testimonies import TestimonyFilter
from archive.lib import public_ids
from archive.models import Consent, Participation, Passage, Statement, TaggedTestimony, Testimony, Transcript
from archive.views import filtering, reading, search_matches, statements, stubs
from archive.views.citing import citation
from archive.views.finding import shows
from archive.views.machine_use import marking_minable
from archive.views.media_lists import files_of
from archive.views.named import give_languages, named_in
from archive.views.narrators import taking_part
from archive.views.paging import FILTERED_COUNTED, PASSAGES_PER_PAGE, TESTIMONIES_COUNTED, page_of
from archive.views.related import joining_visible, name_languages, veil, with_visible
from archive.views.testimony_lists import testimony_page


def listing(request: HttpRequest) -> HttpResponse:
    form = TestimonyFilter(request.GET, viewer=request.viewer, label_suffix="")
    part = Part.EXISTENCE if form.only_narrows_by(stubs.PRINTED) else Part.CONTENT
    testimonies = form.narrow(Testimony.objects.visible_to(request.viewer, part))
    cap = FILTERED_COUNTED if form.chosen else TESTIMONIES_COUNTED
    page = testimony_page(request, testimonies, counted_to=cap, also=form.authorities)
    context = {"page": page, "form": form, **filtering.explained(request, form)}
    return render(request, "archive/testimonies/list.html", context)


def for_reading(viewer: Viewer) -> QuerySet:
    testimonies = Testimony.objects.select_related("recorded_at", "rights")
    return marking_minable(joining_visible(testimonies, viewer, "collection", "source"), viewer)


@shows(for_reading)
def detail(request: HttpRequest, testimony: Testimony) -> HttpResponse:
    veil(testimony, "collection", "source")
    viewer = request.viewer
    here = search_matches.place_in(request)
    turn_to_passage(request, testimony)
    matching = search_matches.asked_in(request)
    transcripts = list(Transcript.objects.visible_to(viewer).filter(testimony=testimony).order_by("position", "id"))
    transcript = chosen(transcripts, request.GET.get("transcript", ""))
    context = told_by(viewer, testimony) | described(viewer, testimony) | {"transcripts": transcripts}
    page, notes = read(request, viewer, transcript)
    others = search_matches.beyond(matching, viewer, testimony, transcript, page)
    hits = search_matches.mark(matching, page or [], transcript, here, others)
    context |= search_matches.told(matching, hits, others)
    said = said_in(viewer, testimony)
    named = named_in(viewer, testimony)
    give_languages(
        named,
        testimony.recorded_at,
        *(each.person for each in context["participations"]),
        *(statement.subject for statement in said),
        *(target for passage in page or [] for target in people_and_places_on(passage)),
    )
    context |= {
        "testimony": testimony,
        "transcript": transcript,
        "page": page,
        "notes": notes,
        "statements": statements.by_subject(said),
        "named": named,
        "citation": citation(request, testimony, context["narrators"]),
        "files": files_of(viewer, testimony),
        "is_kept_back": is_kept_back(testimony, viewer),
    }
    return answer(request, "archive/testimonies/detail.html", context, testimony)


def answer(request: HttpRequest, template: str, context: dict[str, Any], record: Any) -> HttpResponse:
    """The page about ``record``. With matches marked it is for one reader, and no robot keeps it."""
    machine_use.note(request, record)
    response = render(request, template, context)
    if context["matching"] is not None:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def turn_to_passage(request: HttpRequest, testimony: Testimony) -> None:
    """Read ``?at=``, the identifier of a passage, as the transcript and the page on which it stands; a passage that may
    not be read is as one that never was, and the account opens at its beginning."""
    parameters = request.GET.copy()
    [public_id] = parameters.pop("at", [""])[-1:]
    parameters.pop("hit", None)
    if not public_ids.is_valid(public_id) or "page" in parameters:
        return
    readable = Passage.objects.visible_to(request.viewer).select_related("transcript")
    passage = readable.filter(transcript__testimony=testimony, public_id=public_id).first()
    if passage is not None:
        siblings = reading.in_transcript(request.viewer, passage.transcript)
        parameters["transcript"] = passage.transcript.public_id
        parameters["page"] = str(before(siblings, passage).count() // PASSAGES_PER_PAGE + 1)
    request.GET = parameters


def chosen(transcripts: list[Transcript], public_id: str) -> Transcript | None:
    """The transcript that is asked for, or the first; None where the testimony has none that may be read."""
    if not public_id:
        return transcripts[0] if transcripts else None
    for transcript in transcripts:
        if transcript.public_id == public_id:
            return transcript
    raise Http404("The testimony has no such transcript.")


def told_by(viewer: Viewer, testimony: Testimony) -> dict[str, list[Participation]]:
    """Who took part, narrators apart. One query."""
    participations = taking_part(viewer, testimony)
    narrators = [each for each in participations if each.role == Participation.Role.NARRATOR]
    return {
        "participations": participations,
        "narrators": narrators,
        "others": [each for each in participations if each not in narrators],
    }


def described(viewer: Viewer, testimony: Testimony) -> dict[str, Any]:
    """Languages, warnings, tags and the basis of publication. Four queries.

    A tag from a source that is not published is left out: without it, the word would be the archive's own.
    """
    tagged = TaggedTestimony.objects.visible_to(viewer).filter(content_object=testimony)
    tagged = tagged.select_related("tag__preferred")
    tagged = with_visible(tagged.order_by("tag__key"), viewer, "printed_by")
    consents = Consent.objects.filter(testimony=testimony, valid_from__lte=viewer.now).not_over(viewer.now)
    return {
        "languages": list(testimony.languages.order_by("label")),
        "warnings": list(testimony.content_warnings.order_by("position", "label")),
        "tagged": sorted(tagged, key=_printer),
        "consents": list(consents.allowing("may_read").only("basis", "revoked_scopes", *Consent.SCOPES)),
    }


def _printer(tagged: TaggedTestimony) -> tuple[str, int]:
    """By what tags are grouped: the source that prints them, as far as it may be told; the archive's own come first."""
    return (tagged.printed_by.sort_key, tagged.printed_by.pk) if tagged.printed_by else ("", 0)


def read(request: HttpRequest, viewer: Viewer, transcript: Transcript | None) -> tuple[Any, list[Any]]:
    """The page of passages asked for, ready to be read by ``viewer``, with its footnotes. Three queries."""
    if transcript is None:
        return None, []
    passages = reading.in_transcript(viewer, transcript)
    page = page_of(request, passages, PASSAGES_PER_PAGE)
    reading.give_voice(page)
    reading.number(page, page.first)
    notes = reading.annotated(viewer, page.records)
    reading.show_changes(page)
    return page, notes


def people_and_places_on(passage: Passage) -> list[Any]:
    """Everyone and everything that a passage names: as speaker, as the one whose words are retold, in its text."""
    speaker = [passage.speaker.person] if passage.speaker else []
    return [*speaker, passage.reports, *(mark.target for mark in passage.marks), *passage.also_about]


def said_in(viewer: Viewer, testimony: Testimony) -> list[Statement]:
    """The statements that the testimony's passages make."""
    said = Statement.objects.filter(asserted_in__transcript__testimony=testimony)
    in_order = said.order_by("asserted_in__transcript", "asserted_in__position", "position", "id")
    return statements.readable(viewer, in_order)


def passage_with_testimony(viewer: Viewer) -> QuerySet:
    passages = Passage.objects.select_related("transcript__testimony", "speaker__standing")
    return reading.voiced(passages, viewer)


@shows(passage_with_testimony)
def passage(request: HttpRequest, passage: Passage) -> HttpResponse:
    reading.give_voice([passage])
    matching = search_matches.asked_in(request)
    siblings = Passage.objects.visible_to(request.viewer).filter(transcript=passage.transcript)
    siblings = siblings.only("public_id", "position")
    reading.number([passage], before(siblings, passage).count() + 1)
    testimony = passage.transcript.testimony
    notes = reading.annotated(request.viewer, [passage])
    people = told_by(request.viewer, testimony)
    name_languages(
        [*(each.person for each in people["participations"]), *people_and_places_on(passage)],
    )
    context = people | {
        "passage": passage,
        "testimony": testimony,
        "warnings": list(testimony.content_warnings.order_by("position", "label")),
        "notes": notes,
        "previous": before(siblings, passage).order_by("-position", "-id").first(),
        "next": after(siblings, passage).order_by("position", "id").first(),
        "page_of_passage": (passage.number - 1) // PASSAGES_PER_PAGE + 1,
        "citation": citation(request, testimony, people["narrators"], passage),
    }
    context |= search_matches.told(matching, search_matches.mark(matching, [passage], passage.transcript))
    return answer(request, "archive/testimonies/passage.html", context, passage)


def before(siblings: QuerySet, passage: Passage) -> QuerySet:
    """Those of ``siblings`` that are read before ``passage``; of two at the same position, the older one is."""
    earlier = Q(position__lt=passage.position) | Q(id__lt=passage.pk)
    return siblings.filter(earlier, position__lte=passage.position)


def after(siblings: QuerySet, passage: Passage) -> QuerySet:
    later = Q(position__gt=passage.position) | Q(id__gt=passage.pk)
    return siblings.filter(later, position__gte=passage.position)
