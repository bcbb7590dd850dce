"""Staff who may look at records and not at what is unpublished: no panel, row, count or filter tells them of it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from archive.actions.redact import redact
from archive.admin.base import ArchiveAdmin
from archive.models import (
    Collection,
    EventParticipation,
    LedgerEntry,
    MediaFile,
    Passage,
    Person,
    PersonRelation,
    ProposedAction,
    PublicId,
    Residue,
    Section,
    Tag,
    TaggedTestimony,
    Testimony,
    Transcript,
)
from tests import cast
from tests.admin.house import furnish
from tests.admin.workbench import as_group, as_superuser, as_volunteer, at, fields_on, logged_in

pytestmark = pytest.mark.django_db

WITH_PANELS = sorted(
    (model for model, page in admin.site._registry.items() if getattr(page, "panels", ())),
    key=lambda model: model._meta.label,
)


@pytest.fixture
def volunteer():
    return as_volunteer()


@pytest.fixture
def open_and_hidden():
    """A published testimony and a draft that speak of the same person, place and event, under one tag."""
    told_of = cast.person("Aysel"), cast.place("Sarikend"), cast.event("The flood")
    tag, testimonies = Tag.objects.create(name="rivers"), []
    for title, state in (("For all", "public"), ("Canary title", "draft")):
        testimony = cast.testimony(title, text=f"{title}: the river rose.", state=state, narrator=told_of[0])
        passage = testimony.transcripts.get().passages.get()
        for target in told_of:
            cast.mention(passage, "river", target)
            cast.statement(target, f"{title} says so.", asserted_in=passage)
        TaggedTestimony.objects.create(tag=tag, content_object=testimony)
        testimonies.append(testimony)
    return *told_of, tag, *testimonies


def test_every_panel_is_for_curators(volunteer):
    furnish()
    for model in WITH_PANELS:
        panels = set(admin.site._registry[model].panels)
        first = model.objects.order_by("pk").first()
        assert panels <= fields_on(as_group("administrator"), first), model
        assert not panels & fields_on(volunteer, first), model


def test_every_readonly_panel_is_declared():
    """A read-only field drawn by a template shows other records, so it is among the panels of its page."""
    for model, page in admin.site._registry.items():
        if not isinstance(page, ArchiveAdmin):
            continue
        drawn = {
            name
            for name in page.readonly_fields
            for names in [getattr(getattr(page, name, None), "__code__", None) or _code(page, name)]
            if names is not None and {"panel", "links", "list_url"} & set(names.co_names)
        }
        assert drawn <= set(page.panels), model


def _code(page, name):
    method = getattr(type(page), name, None)
    return getattr(method, "__code__", None)


def test_what_only_a_hidden_account_tells_is_not_on_the_pages_of_whom_it_tells(volunteer, open_and_hidden):
    for record in open_and_hidden[:3]:
        assert "Canary" in as_group("cataloguer").get(at(record)).content.decode()
        page = volunteer.get(at(record))
        assert page.status_code == 200, record
        assert "Canary" not in page.content.decode(), record


def test_tags_count_what_the_reader_may_read(volunteer, open_and_hidden):
    tag = open_and_hidden[3]
    for client, number in ((as_group("cataloguer"), 2), (volunteer, 1)):
        listed = client.get(at(Tag, "changelist")).context["cl"].queryset
        assert {each.pk: each.uses for each in listed} == {tag.pk: number}


def test_transcripts_count_what_the_reader_may_read(volunteer, open_and_hidden):
    testimony = open_and_hidden[4]
    cast.passage(testimony, "Kept back.", access="closed")
    transcript = testimony.transcripts.get()
    for client, number in ((as_group("cataloguer"), 2), (volunteer, 1)):
        listed = client.get(at(Transcript, "changelist")).context["cl"].queryset
        assert listed.get(pk=transcript.pk).passages_in_it == number


def test_rows_on_a_page_lead_to_no_hidden_record(volunteer, open_and_hidden):
    person, _place, event = open_and_hidden[:3]
    hidden_person, hidden_event = cast.person("Canary person"), cast.event("Canary event")
    PersonRelation.objects.create(person=person, other=hidden_person, kind="sibling")
    EventParticipation.objects.create(person=person, event=hidden_event, role="survivor")
    EventParticipation.objects.create(person=hidden_person, event=event, role="survivor")
    for record in (person, event):
        assert "Canary" in as_group("cataloguer").get(at(record)).content.decode()
        assert "Canary" not in volunteer.get(at(record)).content.decode()


def test_lists_show_no_record_that_an_open_one_is_tied_to(volunteer, open_and_hidden):
    hidden = cast.collection("Canary parent", status="draft")
    cast.collection("Open child", parent=hidden)
    Testimony.objects.filter(pk=open_and_hidden[4].pk).write_guarded(nameable_from=None)  # Aysel is not named any more
    for model, shown in ((Collection, "Canary parent"), (Testimony, "Aysel"), (Passage, "Aysel")):
        assert shown in as_group("cataloguer").get(at(model, "changelist")).content.decode(), model
        page = volunteer.get(at(model, "changelist"))
        assert page.status_code == 200
        assert shown not in page.content.decode(), model


def test_pages_show_no_record_that_an_open_one_is_tied_to(volunteer):
    child = cast.collection("Open child", parent=cast.collection("Canary parent", status="draft"))
    told = cast.testimony("For all", collection=child)
    told.source = cast.source("Canary source", status="draft")
    told.save()
    for record in (child, told):
        assert "Canary" in as_group("cataloguer").get(at(record)).content.decode()
        page = volunteer.get(at(record))
        assert page.status_code == 200
        assert "Canary" not in page.content.decode()


def test_no_list_is_asked_for_what_hangs_on_a_record(volunteer, open_and_hidden):
    """Neither by a word of a hidden name, nor by a filter in the address: what is found would tell."""
    person, testimony = open_and_hidden[0], open_and_hidden[4]
    Testimony.objects.filter(pk=testimony.pk).write_guarded(nameable_from=None)
    listed = at(Testimony, "changelist")
    assert testimony in as_group("cataloguer").get(f"{listed}?q=aysel").context["cl"].queryset
    assert testimony not in volunteer.get(f"{listed}?q=aysel").context["cl"].queryset
    for query in (f"collection__id__exact={testimony.collection_id}", "source__isnull=True"):
        assert as_group("cataloguer").get(f"{listed}?{query}").status_code == 200
        assert volunteer.get(f"{listed}?{query}").status_code == 400
    roles = f"{at(type(person), 'changelist')}?participations__role=narrator"
    assert as_group("cataloguer").get(roles).status_code == 200
    assert volunteer.get(roles).status_code == 400


KEYS = ["reports_id", "reports", "speaker_id", "transcript_id", "session__id", "mentions__id", "renders_id__isnull"]


@pytest.mark.parametrize("key", KEYS)
def test_nor_by_the_column_of_a_key(volunteer, open_and_hidden, key):
    """What answers to a narrator's number would tell who narrates."""
    asked = f"{at(Passage, 'changelist')}?{key}={1 if 'isnull' in key else open_and_hidden[0].pk}"
    assert as_group("cataloguer").get(asked).status_code == 200
    assert volunteer.get(asked).status_code == 400


RESTING = [(Person, "is_named"), (Testimony, "originals_withheld"), (Testimony, "leaves_tombstone")]


@pytest.mark.parametrize(("model", "column"), RESTING)
def test_nor_by_a_column_that_rests_on_what_is_hidden(volunteer, open_and_hidden, model, column):
    """A real name after an unpublished source, words withheld in a closed passage, an account that was withdrawn."""
    asked = f"{at(model, 'changelist')}?{column}__exact=1"
    assert as_group("cataloguer").get(asked).status_code == 200
    assert volunteer.get(asked).status_code == 400


@pytest.mark.parametrize("query", ["kind=interview", "id=1", "pk=1", "content_warnings__id__exact=1", "status=draft"])
def test_lists_are_asked_for_the_records_own_columns(volunteer, open_and_hidden, query):
    assert volunteer.get(f"{at(Testimony, 'changelist')}?{query}").status_code == 200


def test_a_source_names_only_to_curators_what_rests_on_it(volunteer):
    source = cast.source("An article")
    for title, state in (("Open account", "public"), ("Canary title", "draft")):
        cast.testimony(title, state=state, source=source)
    cast.source("Canary part", status="draft", part_of=source)
    page = as_group("cataloguer").get(at(source)).content.decode()
    assert all(title in page for title in ("Open account", "Canary title", "Canary part"))
    for view in (at(source), at(type(source), "changelist"), f"{at(type(source), 'changelist')}?q=canary"):
        page = volunteer.get(view).content.decode()
        assert "Canary" not in page, view
        assert "Open account" not in page, view
    for query in ("testimonies__id=1", "testimonies__title=Canary", "parts__title=Canary", "printed_tags__id=1"):
        assert volunteer.get(f"{at(type(source), 'changelist')}?{query}").status_code == 400, query


def test_a_section_is_kept_back_with_the_passage_it_begins_at(volunteer):
    testimony = cast.testimony(text="Open words.")
    closed = cast.passage(testimony, "Kept back.", access="closed")
    begins = {"Open section": testimony.transcripts.get().passages.first(), "Canary section": closed, "Timed": None}
    for position, (title, passage) in enumerate(begins.items()):
        Section.objects.create(testimony=testimony, title=title, first_passage=passage, position=position)
    for client, titles in ((volunteer, {"Open section", "Timed"}), (as_group("cataloguer"), {*begins})):
        assert {each.title for each in client.get(at(Section, "changelist")).context["cl"].queryset} == titles


def test_redactions_in_what_is_closed_are_not_counted(volunteer):
    testimony = cast.testimony(text="Kept back.")
    passage = testimony.transcripts.get().passages.get()
    redact(passage, as_superuser().user, start=0, end=4, reason_code="safety", seen_text=passage.text)
    type(passage).objects.filter(pk=passage.pk).write_guarded(access="closed")
    assert "1 redaction in force" in as_group("cataloguer").get(at(testimony)).content.decode()
    page = volunteer.get(at(testimony))
    assert page.status_code == 200
    assert "redaction" not in page.content.decode()


@pytest.mark.parametrize("until", [None, "now"])
def test_a_file_that_readers_may_not_take_away_is_handed_to_curators_only(volunteer, until):
    given = {} if until is None else {"downloadable_until": timezone.now()}
    file = ContentFile(b"words", name="letter.pdf")
    columns = {"kind": "document", "rendition": "access", "media_type": "application/pdf"}
    media_file = MediaFile.objects.create(testimony=cast.testimony(**given), file=file, **columns)
    assert volunteer.get(at(media_file)).status_code == 200
    assert volunteer.get(at(media_file, "file")).status_code == (200 if until is None else 403)
    assert as_group("cataloguer").get(at(media_file, "file")).status_code == 200


def test_nothing_is_changed_or_deleted_by_who_may_not_see_all_of_it(open_and_hidden):
    everything = Permission.objects.filter(content_type__app_label="archive").exclude(codename="view_unpublished")
    user = cast.user("helper", is_staff=True)
    user.user_permissions.set(everything)
    client, person = logged_in(user), open_and_hidden[0]
    assert client.get(at(person)).status_code == 200
    assert client.post(at(person), {"description": "x"}).status_code == 403
    assert client.get(at(person, "delete")).status_code == 403
    assert client.get(at(type(person), "add")).status_code == 403


@pytest.mark.parametrize("model", [PublicId, LedgerEntry, Residue, ProposedAction])
def test_registers_of_every_record_are_for_curators(volunteer, model):
    assert as_group("administrator").get(at(model, "changelist")).status_code == 200
    assert volunteer.get(at(model, "changelist")).status_code == 403


def test_no_number_leads_to_an_address(volunteer, open_and_hidden):
    for client in (volunteer, as_group("administrator")):
        for record in open_and_hidden:
            kind = ContentType.objects.get_for_model(record)
            assert client.get(reverse("admin:view_on_site", args=[kind.pk, record.pk])).status_code == 404


def test_the_filters_of_testimonies_name_no_hidden_collection(volunteer, open_and_hidden):
    Collection.objects.write_guarded(status="published")
    cast.collection("Canary collection", status="draft")
    assert "Canary" in as_group("cataloguer").get(at(Testimony, "changelist")).content.decode()
    assert "Canary" not in volunteer.get(at(Testimony, "changelist")).content.decode()
