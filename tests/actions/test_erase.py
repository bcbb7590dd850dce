"""Erasing: everything that was told is destroyed, in every table; the tombstone and the ledger stay."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import ForeignKey
from django.utils import timezone

from archive.access.levels import Status
from archive.actions import belongings, erase
from archive.actions.destroyed import counted
from archive.actions.known_only_from import KNOWN_BY, known_only_from
from archive.actions.publication import SUBMIT, WITHDRAW, carry_out
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.models import (
    AccessGrant,
    AccessRequest,
    LedgerEntry,
    LedgerReason,
    LoadedRecord,
    MediaFile,
    Name,
    Note,
    Passage,
    Person,
    PublicId,
    Residue,
    Section,
    Session,
    Statement,
    TaggedTestimony,
    Testimony,
)
from archive.models.sealed import Redaction, SealedIdentity, SealedText
from archive.models.vocabulary import Tag
from tests import cast

pytestmark = pytest.mark.django_db

CANARY = "qzxcanary"
WHY = "The family asked for it."


def furnished(state="withdrawn"):
    """A testimony with something in every table that belongs to one, the canary in each of its texts."""
    narrator = cast.person(f"{CANARY} narrator", description=CANARY)
    record = cast.testimony(
        f"{CANARY} title",
        text=f"{CANARY} the river rose.",
        narrator=narrator,
        state=state,
        abstract=CANARY,
        accession_number=f"{CANARY} {next(cast.numbers)}",
        provenance=CANARY,
        licence=f"https://example.org/{CANARY}",
        recorded_on="1992-02",
        covers="1992",
        recorded_at=cast.place("Sarikend"),
        source=cast.source("An article"),
    )
    passage = record.transcripts.get().passages.get()
    cast.mention(passage, f"{CANARY} the river", narrator)
    Note.objects.create(passage=passage, text=CANARY)
    cast.statement(cast.event(), CANARY, asserted_in=passage)
    sitting = Session.objects.create(testimony=record, position=1)
    Section.objects.create(testimony=record, session=sitting, first_passage=passage, title=CANARY, synopsis=CANARY)
    tag = Tag.objects.filter(name="rivers").first() or Tag.objects.create(name="rivers")
    TaggedTestimony.objects.create(tag=tag, content_object=record)
    record.content_warnings.add(cast.term("content_warning", "violence"))
    consent = record.consents.get()
    consent.remark = CANARY
    consent.document.save("signed.pdf", ContentFile(CANARY.encode()))
    master = MediaFile(testimony=record, session=sitting, kind="audio", alt_text=CANARY)
    master.identify()
    master.file.save("tape.wav", ContentFile(CANARY.encode()))
    copy = MediaFile(testimony=record, kind="audio", rendition="access", derived_from=master)
    copy.identify()
    copy.file.save("copy.mp3", ContentFile(CANARY.encode()))
    mark = Redaction.objects.create(passage=passage, start=0, end=4, reason="safety")
    SealedText.objects.create(redaction=mark, ciphertext=CANARY.encode(), key_id="k")
    SealedIdentity.objects.create(person=narrator, ciphertext=CANARY.encode(), key_id="k")
    reader, now = cast.user(f"reader {next(cast.numbers)}"), timezone.now()
    asked = AccessRequest.objects.create(testimony=record, researcher=reader, purpose=CANARY, agreed_to_terms_at=now)
    AccessGrant.objects.create(
        testimony=record, researcher=reader, request=asked, valid_from=now, valid_until=now + timezone.timedelta(days=1)
    )
    for row in (record, passage, narrator, consent):
        logged(row, str(row.pk), reader)
    logged(passage, "987654", reader)
    LoadedRecord.objects.create(label="archive.name", natural_key=f'["{narrator.public_id}", "en", "{CANARY}"]')
    return record


def logged(row, key, user):
    kind = ContentType.objects.get_for_model(row)
    LogEntry.objects.create(
        user=user, content_type=kind, object_id=key, object_repr=CANARY, action_flag=CHANGE, change_message=CANARY
    )


def withdrawn_with_reason():
    record = furnished(state="public")
    carry_out(WITHDRAW, record, cast.staff("publisher"), reason=f"{CANARY} asked for it")
    return record


def tables_with(word):
    """Every table of the database that holds ``word``, in any column."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                cells = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
                if word in repr(cells).lower():
                    found.add(table)
    return found


def everyone(record):
    return [person.public_id for person in known_only_from(record)]


def test_nothing_that_was_told_is_left_in_any_table():
    record, administrator = withdrawn_with_reason(), cast.staff("administrator")
    assert len(tables_with(CANARY)) > 15, "the control: before, the canary is nearly everywhere"
    erase.erase(record, administrator, reason=WHY, people=everyone(record))
    assert tables_with(CANARY) == set()


def test_the_row_stays_stripped_with_its_tombstone_and_the_ledger_says_so(client):
    record, administrator = withdrawn_with_reason(), cast.staff("administrator")
    passage = record.transcripts.get().passages.get()
    withdrawn_at = record.withdrawn_at
    entry = erase.erase(record, administrator, reason=WHY)
    record.refresh_from_db()
    assert (record.status, record.title, record.withdrawn_at) == (Status.ERASED, erase.TITLE, withdrawn_at)
    assert record.recorded_on_earliest is record.published_at is record.readable_from is None
    assert (entry.action, entry.subject, entry.codes["status_before"]) == ("erased", record.public_id, "withdrawn")
    assert LedgerReason.objects.get().text == WHY
    for address in (record.get_absolute_url(), passage.get_absolute_url()):
        response = client.get(address)
        assert response.status_code == 410
        assert CANARY not in response.content.decode()
    assert PublicId.objects.get(value=passage.public_id).erased_at is not None
    with pytest.raises(Exception, match="erased"):
        Passage.objects.create(public_id=passage.public_id, transcript_id=1, position=1, text="x")


def test_what_readers_could_not_know_of_leaves_nothing(client):
    never_shown = cast.testimony(state="draft")
    closed_part = withdrawn_with_reason()
    hidden = cast.passage(closed_part, "Kept back.", access="closed")
    addresses = [never_shown.get_absolute_url(), hidden.get_absolute_url()]
    addresses.append(never_shown.transcripts.get().passages.get().get_absolute_url())
    nothing = client.get("/testimonies/b00000000/")
    for record in (never_shown, closed_part):
        erase.erase(record, cast.staff("administrator"), reason=WHY)
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, nothing.status_code) == (404, 404)


def test_what_was_closed_after_its_withdrawal_leaves_nothing(client):
    record = cast.testimony()
    carry_out(WITHDRAW, record, cast.staff("administrator"), reason=WHY)
    Testimony.objects.filter(pk=record.pk).write_guarded(access="closed")
    record.refresh_from_db()
    assert client.get(record.get_absolute_url()).status_code == 404
    erase.erase(record, cast.staff("administrator"), reason=WHY)
    assert client.get(record.get_absolute_url()).status_code == 404


def test_an_erased_draft_cannot_be_deleted():
    record = cast.testimony(state="draft")
    erase.erase(record, cast.staff("administrator"), reason=WHY)
    assert not Testimony.objects.get().may_be_deleted


def test_others_keep_what_is_theirs():
    other = furnished(state="public")
    before = {model: model._base_manager.count() for model in belongings.belongings(Testimony, [other.pk])}
    record = withdrawn_with_reason()
    erase.erase(record, cast.staff("administrator"), reason=WHY, people=everyone(record))
    after = {model: model._base_manager.count() for model in before}
    assert after == before | {Testimony: 2}


def test_a_passage_elsewhere_that_translated_an_erased_one_stays():
    record = cast.testimony(state="withdrawn")
    passage = record.transcripts.get().passages.get()
    staying = cast.testimony().transcripts.get().passages.get()
    Passage.objects.filter(pk=staying.pk).update(renders=passage)
    erase.erase(record, cast.staff("administrator"), reason=WHY)
    assert Passage.objects.get().renders is None


def test_people_are_erased_only_where_nothing_else_leads_to_them():
    record = withdrawn_with_reason()
    known = cast.person("Known elsewhere")
    cast.mention(record.transcripts.get().passages.get(), "river", known)
    cast.statement(known)
    [only] = known_only_from(record)
    assert only.heading.startswith(CANARY)
    administrator = cast.staff("administrator")
    with pytest.raises(ActionRefused, match="Something else leads to"):
        erase.erase(record, administrator, reason=WHY, people=[known.public_id])
    erase.erase(record, administrator, reason=WHY, people=[only.public_id])
    assert list(Person.objects.all()) == [known]
    assert not Name.objects.filter(person__isnull=False).exclude(person=known).exists()
    assert PublicId.objects.get(value=only.public_id).erased_at is not None


@pytest.mark.parametrize("group", ["cataloguer", "reviewer", "publisher"])
def test_only_an_administrator_erases(group):
    record = cast.testimony(state="withdrawn")
    with pytest.raises(NotPermitted):
        erase.erase(record, cast.staff(group), reason=WHY)
    assert Passage.objects.exists()


@pytest.mark.parametrize("state", ["public", "in_review", "embargoed"])
def test_what_is_published_or_in_review_is_refused(state):
    with pytest.raises(ActionRefused, match="Withdraw it first"):
        erase.erase(cast.testimony(state=state), cast.staff("administrator"), reason=WHY)


def test_a_reason_is_needed_and_it_happens_once():
    record, administrator = cast.testimony(state="withdrawn"), cast.staff("administrator")
    with pytest.raises(ActionRefused, match="needs a reason"):
        erase.erase(record, administrator, reason=" ")
    erase.erase(record, administrator, reason=WHY)
    with pytest.raises(ActionRefused, match="erased"):
        erase.erase(record, administrator, reason=WHY)


def test_a_lost_race_says_so_and_destroys_nothing():
    seen = cast.testimony(state="draft")
    carry_out(SUBMIT, Testimony.objects.get(), cast.staff("cataloguer"))
    with pytest.raises(LostRace):
        erase.erase(seen, cast.staff("administrator"), reason=WHY)
    assert Passage.objects.exists()
    assert not Residue.objects.exists()
    assert [entry.action for entry in LedgerEntry.objects.all()] == ["submitted"]


def test_files_go_after_the_commit_and_what_fails_is_tried_again(monkeypatch, django_capture_on_commit_callbacks):
    record = furnished()
    names = {file.file.name for file in MediaFile.objects.all()} | {record.consents.get().document.name}
    assert len(names) == 3
    monkeypatch.setattr("archive.lib.residue.clean", lambda connection, tables: "")
    monkeypatch.setattr(default_storage, "delete", lambda name: (_ for _ in ()).throw(OSError("disk")), raising=False)
    with django_capture_on_commit_callbacks(execute=True):
        erase.erase(record, cast.staff("administrator"), reason=WHY)
    assert Residue.objects.filter(kind="file", cleaned_at=None, obstacle="failed").count() == 3
    monkeypatch.delattr(default_storage, "delete")
    assert erase.residue.clean_pending() == (3, 0)
    assert not any(default_storage.exists(name) for name in names)
    assert not Residue.objects.exclude(path="").exists()


def test_which_tables_belong_to_a_testimony_or_a_person_is_known():
    """A new table that points to any of these shows up here: see that it is destroyed, or let go, as it should be."""
    record = furnished()
    names = {model._meta.model_name for model in belongings.belongings(Testimony, [record.pk])}
    assert names == {
        *("testimony", "testimonylanguage", "participation", "session", "section", "taggedtestimony", "transcript"),
        *("passage", "mention", "note", "statement", "mediafile", "consent", "accessrequest", "accessgrant"),
        *("redaction", "sealedtext", "testimony_content_warnings"),
    } - {"testimonylanguage"}
    let_go = {
        f"{field.model._meta.model_name}.{field.name}"
        for model in belongings.belongings(Testimony, [record.pk])
        for field in belongings.keys_to(model)
        if not belongings.owns(field)
    }
    assert let_go == {
        *("passage.session", "passage.speaker", "passage.renders", "transcript.renders", "section.session"),
        *("section.first_passage", "mediafile.session", "mediafile.derived_from", "accessgrant.request"),
    }


def test_every_way_to_a_person_is_counted_as_leading_there_or_as_theirs():
    theirs = {"name", "personrelation", "eventparticipation", "sealedidentity", "person_sources"}
    kept = {"protectedpart"}  # it leads nobody there: it stays without a person
    ways = {field.model._meta.model_name for field in belongings.keys_to(Person) if isinstance(field, ForeignKey)}
    assert ways == theirs | kept | set(KNOWN_BY)


def test_what_will_be_destroyed_is_counted():
    counts = dict(counted(furnished()))
    assert (counts["passages"], counts["files on disk"], counts["consents"]) == (1, 3, 1)
    assert Statement.objects.count() == counts["statements"] == 1
