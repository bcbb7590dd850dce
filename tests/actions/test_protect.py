"""Protecting an identity: no table that readers touch keeps the name, and taking it back restores everything."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.access.viewer import Viewer
from archive.actions.identity import look, reveal
from archive.actions.protect import Coarser, occurrences, protect, protect_again
from archive.actions.redact import Place as Words
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.lib.marks import PLACEHOLDER
from archive.lib.name_finding import NameFinder
from archive.models import (
    LedgerEntry,
    LoadedRecord,
    MediaFile,
    Name,
    Note,
    Participation,
    Person,
    PublicId,
    Section,
    Session,
    Tag,
    Testimony,
)
from archive.models.sealed import SealedIdentity
from tests import canaries, cast

pytestmark = pytest.mark.django_db

NAME, RUSSIAN = "Qxkanara Wvasifova", "Кьханара Ввасифова"


@pytest.fixture
def narrator():
    record = cast.person(NAME, born="1961-03-04", wikidata="Q424242", viaf="123321", description=f"{NAME} is a nurse.")
    cast.also_called(record, RUSSIAN, "ru", kind="official", sort_as="Ввасифова, Кьханара", used_during="1980/1990")
    record.sources.add(cast.source("About nurses"))
    return record


@pytest.fixture
def testimony(narrator):
    record = cast.testimony(
        "A nurse remembers",
        narrator=narrator,
        text="She says that the hospital was dark.",
        recorded_on="1993-05-06",
        recorded_at=cast.place("Sarikend"),
    )
    Session.objects.create(testimony=record, held_on="1993-05-06", place=record.recorded_at)
    for part in Participation.objects.filter(testimony=record):
        part.credited_as = "Nurse Wvasifova"
        part.save()
    return record


@pytest.fixture
def publisher():
    return cast.staff("publisher")


@pytest.fixture
def administrator():
    return cast.staff("administrator")


def state(person):
    person = Person.objects.get(pk=person.pk)
    names = Name.objects.filter(person=person).order_by("text")
    columns = ("text", "sort_as", "language", "kind", "used_during", "used_by", "preferred", "source", "folded")
    return (
        [person.heading, person.sort_key, str(person.born), person.wikidata, person.viaf, person.description],
        list(person.sources.values_list("pk", flat=True)),
        list(names.values_list(*columns)),
        list(Participation.objects.filter(person=person).values_list("credited_as", flat=True)),
        [(str(each.recorded_on), each.recorded_at) for each in Testimony.objects.all()],
        [(str(each.held_on), each.place) for each in Session.objects.all()],
    )


def test_no_table_keeps_the_name(narrator, testimony, publisher):
    LoadedRecord.objects.create(
        label="archive.name", natural_key=f'["{narrator.public_id}", "en", "{NAME}"]', digest="0"
    )
    LogEntry.objects.create(
        user=publisher,
        content_type=ContentType.objects.get_for_model(Person),
        object_id=narrator.pk,
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f'[{{"added": {{"name": "name", "object": "{RUSSIAN}"}}}}]',
    )
    assert len(canaries.where("Wvasif")) > 4  # the positive control
    wider = cast.place("The region")
    protect(
        narrator,
        publisher,
        pseudonym="Leyla",
        born="196X",
        recordings={testimony.pk: Coarser("1993", wider)},
        reason="Her brother was threatened.",
    )
    for hidden in ("Wvasif", "Ввасиф", "vvasif", "Q424242", "123321", "1961-03-04", "1993-05-06"):
        assert canaries.where(hidden) == [], hidden
    assert (narrator.heading, narrator.sort_key, narrator.identity_protected) == ("Leyla", "leyla", True)
    assert (str(narrator.born), narrator.is_named) == ("196X", False)
    testimony.refresh_from_db()
    assert (str(testimony.recorded_on), testimony.recorded_at, testimony.originals_withheld) == ("1993", wider, True)


def test_readers_see_the_pseudonym_only(client, narrator, testimony, publisher):
    before = client.get(narrator.get_absolute_url()).content.decode()
    assert NAME in before
    protect(narrator, publisher, pseudonym="Leyla")
    for address in (narrator.get_absolute_url(), testimony.get_absolute_url(), "/people/"):
        page = client.get(address).content.decode()
        assert "Leyla" in page
        assert "Wvasif" not in page
    assert not Name.objects.visible_to(Viewer()).called(NAME).exists()


def test_taking_it_back_restores_everything(narrator, testimony, publisher, administrator):
    before = state(narrator)
    protect(narrator, publisher, pseudonym="Leyla", recordings={testimony.pk: Coarser()})
    assert state(narrator) != before
    with pytest.raises(NotPermitted):
        reveal(narrator, publisher, reason="She agreed.")
    reveal(narrator, administrator, reason="She agreed.")
    assert state(narrator) == before
    assert not SealedIdentity.objects.exists()
    assert not Testimony.objects.get().originals_withheld
    with pytest.raises(LostRace):
        reveal(narrator, administrator, reason="She agreed.")


def test_every_other_place_is_listed(narrator, testimony, publisher):
    testimony.title, testimony.abstract = f"{NAME} tells", "Told by WVASIFOVA."
    testimony.provenance = "Кьханаре Ввасифовой it was read back."
    testimony.save()
    passage = cast.passage(testimony, f"I am {NAME}, she says.")
    Note.objects.create(passage=passage, text="Wvasifova means of Vasif.")
    Section.objects.create(testimony=testimony, title="Who she is", synopsis=f"{NAME} introduces herself")
    cast.statement(narrator, "The source says that Wvasifova was a nurse.")
    cast.person("Brother Wvasifov", description="His sister is Qxkanara")
    Tag.objects.create(name="wvasifova")
    testimony.consents.update(remark=f"Signed {NAME}")
    found = {each.where for each in occurrences(narrator, publisher)}
    assert found >= {
        "testimony, title",
        "testimony, abstract",
        "testimony, provenance note",
        "passage, text",
        "note, text",
        "section, synopsis",
        "statement, wording",
        "name, name",
        "person, description",
        "tag, tag",
        "consent, remark",
    }
    assert not any(each.startswith("participation") for each in found)


def test_passages_are_redacted_in_the_same_step(narrator, testimony, publisher):
    passage = cast.passage(testimony, f"I am {NAME}, she says. {NAME} was on duty.")
    places = [
        Words(each.record.public_id, *each.span, each.record.text[slice(*each.span)])
        for each in occurrences(narrator, publisher)
        if each.span and each.whole
    ]
    assert len(places) == 2
    protect(narrator, publisher, pseudonym="Leyla", withhold=places)
    passage.refresh_from_db()
    assert passage.text == f"I am {PLACEHOLDER}, she says. {PLACEHOLDER} was on duty."
    assert canaries.where("Wvasif") == []


def test_a_failure_midway_leaves_all_as_it_was(narrator, testimony, publisher):
    before = state(narrator)
    with pytest.raises(LostRace):
        protect(narrator, publisher, pseudonym="Leyla", withhold=[Words(PublicId.objects.first().value, 0, 1, "x")])
    assert state(narrator) == before
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"pseudonym": " "}, "Give the pseudonym"),
        ({"pseudonym": "Leyla Wvasifova"}, "part of the real name"),
        ({"pseudonym": "Leyla", "reason": f"{RUSSIAN} asked"}, "The reason holds"),
        ({"pseudonym": "Wvasi\u00adfova"}, "part of the real name"),
        ({"pseudonym": "Leyla", "reason": "Wva\u200esifova asked"}, "The reason holds"),
    ],
)
def test_the_name_does_not_come_back_by_another_way(narrator, publisher, given, said):
    with pytest.raises(ActionRefused, match=said):
        protect(narrator, publisher, **given)
    assert not Person.objects.get(pk=narrator.pk).identity_protected


def test_the_group_decides(narrator):
    for group in ("cataloguer", "reviewer"):
        with pytest.raises(NotPermitted):
            protect(narrator, cast.staff(group), pseudonym="Leyla")


def test_a_person_renamed_meanwhile_is_a_lost_race(narrator, publisher):
    stale = Person.objects.get(pk=narrator.pk)
    protect(narrator, publisher, pseudonym="Leyla")
    with pytest.raises(LostRace):
        protect(stale, publisher, pseudonym="Sevda")


def test_the_ledger_names_no_one(narrator, testimony, publisher, administrator):
    protect(narrator, publisher, pseudonym="Leyla", reason="Threats")
    stored = str(list(LedgerEntry.objects.values()))
    assert narrator.public_id in stored
    assert "Leyla" not in stored
    assert look(narrator, administrator, reason="A court asks")["names"][0]["text"] == NAME
    assert LedgerEntry.objects.first().action == "identity_unsealed"
    with pytest.raises(NotPermitted):
        look(narrator, publisher, reason="Curious")


def test_no_real_name_is_added_to_a_protected_person(narrator, publisher):
    protect(narrator, publisher, pseudonym="Leyla")
    name = Name(person=narrator, text="Sevda", language="en")
    with pytest.raises(ValidationError, match="identity of this person is protected"):
        name.full_clean()


def test_no_credit_names_a_protected_person(narrator, testimony, publisher):
    protect(narrator, publisher, pseudonym="Leyla")
    part = Participation.objects.get()
    part.credited_as = "Sevda"
    with pytest.raises(ValidationError, match="leave this empty"):
        part.full_clean()


def test_a_testimony_that_gets_a_protected_narrator_withholds_its_originals(narrator, publisher):
    protect(narrator, publisher, pseudonym="Leyla")
    later = cast.testimony("Another", narrator=narrator)
    assert Testimony.objects.get(pk=later.pk).originals_withheld


def test_a_restored_backup_is_protected_again(narrator, testimony):
    protect_again(narrator)
    protect_again(narrator)
    assert narrator.heading == "A protected narrator"
    assert canaries.where("Wvasif") == []


@pytest.mark.parametrize(
    ("form", "text", "whole"),
    [
        ("Касымов", "с Касымовым", True),
        ("Notiq Qosimov", "Natiq, Notiq Qosimovning", True),
        ("Айша", "об Айше", True),
        ("Xo'jayev", "Xoʻjayevga", True),
        ("李明", "我叫李明。", True),
        ("Aysel Karimova", "old Karimova", False),
        ("Aysel Karimova", "AYSEL\nKARIMOVA", True),
        ("Ali of Sar", "a list of sarcasm", None),
    ],
)
def test_forms_are_found_with_their_endings(form, text, whole):
    found = NameFinder([form]).find(text)
    assert ([each.whole for each in found] or [None])[0] is whole


def test_what_is_found_can_be_cut_out_where_it_stands():
    text = "Then Кьханаре Ввасифовой, he said."
    [found] = NameFinder([RUSSIAN]).find(text)
    assert text[found.start : found.end] == "Кьханаре Ввасифовой"


def test_originals_stay_withheld_whatever_role_a_protected_person_takes():
    person = cast.person("Rustam Karimov")
    testimony = cast.testimony(narrator=person)
    protect(person, cast.staff("administrator"), pseudonym="A miller")
    part = testimony.participations.get()
    part.role, part.standing = "interviewer", None
    part.save()
    testimony.refresh_from_db()
    assert testimony.originals_withheld


def test_redacted_copies_from_before_are_closed_until_someone_has_looked():
    person, administrator = cast.person("Rustam Karimov"), cast.staff("administrator")
    testimony = cast.testimony(narrator=person)
    copy = MediaFile.objects.create(testimony=testimony, kind="audio", rendition="redacted", file="media/x.wav")
    assert MediaFile.objects.visible_to(Viewer()).exists()
    protect(person, administrator, pseudonym="A miller")
    copy.refresh_from_db()
    assert copy.access == "closed"
    assert not MediaFile.objects.visible_to(Viewer()).exists()


def test_nothing_but_what_is_taken_or_given_back_is_written(narrator, testimony, publisher, administrator):
    """A title corrected at the same moment is not written back from the row as it was read before."""
    with CaptureQueriesContext(connection) as queries:
        protect(narrator, publisher, pseudonym="A miller", recordings={testimony.pk: Coarser("1993")})
        reveal(narrator, administrator, reason="He agreed")
    written = [each["sql"] for each in queries if each["sql"].startswith("UPDATE")]
    for table, taken, other in (
        ("archive_testimony", '"recorded_on" =', '"title" ='),
        ("archive_participation", '"credited_as" =', '"role" ='),
        ("archive_session", '"held_on" =', '"position" ='),
        ("archive_person", '"born" =', '"fate" ='),
    ):
        of_table = [sql for sql in written if f'"{table}" SET' in sql]
        assert any(taken in sql for sql in of_table), table
        assert not any(other in sql for sql in of_table), table
