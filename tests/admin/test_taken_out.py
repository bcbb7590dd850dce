"""Entering someone else in the place of a protected person is ordinary work, and opens no file."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from archive.actions import housekeeping
from archive.actions.erase import destroy_testimony
from archive.actions.identity import reveal
from archive.actions.lifting import lift
from archive.actions.protect import protect
from archive.actions.redact import redact
from archive.models import Consent, LedgerEntry, MediaFile, Participation, Person, Testimony
from archive.models.sealed import ProtectedPart
from tests import cast
from tests.admin.workbench import as_group, at, errors_of, form_on

pytestmark = pytest.mark.django_db

NAME, WHY = "Ruslan Mammadov", {"reason": "To cut a redacted copy."}
SAID = b"I, Ruslan Mammadov, agree."


@pytest.fixture
def boss():
    return cast.staff("administrator")


@pytest.fixture
def narrator():
    return cast.person(NAME)


@pytest.fixture
def other():
    return cast.person("Someone Else")


@pytest.fixture
def testimony(narrator):
    return cast.testimony(text="She says that Rustam hid.", narrator=narrator)


@pytest.fixture
def consent(testimony):
    """It speaks for the whole account."""
    return signed(testimony.consents.get())


@pytest.fixture(params=["consent", "master"])
def record(request, testimony, consent):
    file = ContentFile(SAID, name="m.txt")
    master = MediaFile.objects.create(
        testimony=testimony, kind="document", rendition="master", media_type="text/plain", file=file
    )
    return {"consent": consent, "master": master}[request.param]


def signed(consent):
    consent.document.save("release.txt", ContentFile(SAID))
    return consent


def given(response):
    return b"".join(response.streaming_content) if response.streaming else b""


def is_handed_out(record):
    """Whether a cataloguer, who may not unseal, gets the file at once."""
    answer = as_group("cataloguer").get(at(record, "file"))
    assert answer.status_code in (200, 403)
    return answer.status_code == 200 and given(answer) == SAID


def save(client, record, **changes):
    answer = client.post(at(record), form_on(client, at(record)) | changes)
    assert answer.status_code == 302, errors_of(answer)


def enter(client, testimony, person):
    save(client, testimony, **{"participations-0-person": str(person.pk)})
    assert Participation.objects.get(testimony=testimony).person == person


@pytest.mark.parametrize("group", ["cataloguer", "reviewer", "publisher"])
def test_someone_else_is_entered_for_a_moment(record, testimony, narrator, other, boss, group):
    client = as_group(group)
    assert given(client.get(at(record, "file"))) == SAID
    protect(narrator, boss, pseudonym="The teacher")
    entries = LedgerEntry.objects.count()
    enter(as_group("cataloguer"), testimony, other)
    for answer in (client.get(at(record, "file")), client.post(at(record, "file"), WHY)):
        assert answer.status_code == 403
        assert SAID not in answer.content
    enter(as_group("cataloguer"), testimony, narrator)
    assert client.get(at(record, "file")).status_code == 403
    # that someone protected was entered, and no look at a file
    assert [each.action for each in LedgerEntry.objects.order_by("sequence")[entries:]] == ["originals_withheld"]


def test_whoever_may_unseal_gets_it_for_a_reason_all_the_same(record, testimony, narrator, other, boss):
    protect(narrator, boss, pseudonym="The teacher")
    enter(as_group("cataloguer"), testimony, other)
    client = as_group("administrator")
    named = client.post(at(record, "file"), {"reason": "Mammadov asked."})
    assert (named.status_code, LedgerEntry.objects.first().action) == (409, "reason_refused")
    assert given(client.post(at(record, "file"), WHY)) == SAID
    assert LedgerEntry.objects.filter(action="unsealed").count() == 1


def test_a_row_that_is_deleted_opens_nothing(record, testimony, narrator, boss):
    testimony.transcripts.get().passages.update(speaker=None)
    protect(narrator, boss, pseudonym="The teacher")
    save(as_group("cataloguer"), testimony, **{"participations-0-DELETE": "on"})
    assert not Participation.objects.exists()
    assert not is_handed_out(record)


@pytest.mark.parametrize("first", ["consent", "account"])
def test_a_consent_that_names_someone_else_or_nobody(consent, testimony, narrator, other, boss, first):
    consent.narrator = narrator
    consent.save()
    protect(narrator, boss, pseudonym="The teacher")
    publisher = as_group("publisher")
    steps = [lambda: save(publisher, consent, narrator=""), lambda: enter(publisher, testimony, other)]
    for step in steps if first == "consent" else reversed(steps):
        step()
        assert publisher.get(at(consent, "file")).status_code == 403
    save(publisher, consent, narrator=str(other.pk))
    assert publisher.get(at(consent, "file")).status_code == 403


def test_who_only_gave_a_consent_has_the_consents_withheld_and_no_recording(consent, testimony, other, boss):
    heir = signed(cast.consent(testimony, narrator=other))
    assert is_handed_out(heir)
    protect(other, boss, pseudonym="An heir")
    save(as_group("publisher"), heir, narrator="")
    assert not is_handed_out(heir)
    assert not is_handed_out(consent)
    assert not Testimony.objects.get().originals_withheld


def test_a_consent_that_is_recorded_of_someone_protected_already(consent, testimony, other, boss):
    protect(other, boss, pseudonym="An heir")
    assert is_handed_out(consent)
    heir = signed(cast.consent(testimony, narrator=other))
    Consent.objects.filter(pk=heir.pk).update(narrator=None)
    assert not is_handed_out(heir)


def test_revealing_ends_it_also_while_someone_else_stands_there(record, testimony, narrator, other, boss):
    third = cast.person("Leyla Karimova")
    for person in (narrator, third):
        protect(person, boss, pseudonym=f"Number {person.pk}")
    enter(as_group("cataloguer"), testimony, third)
    enter(as_group("cataloguer"), testimony, other)
    reveal(third, boss, reason="She wants to be known.")
    assert not is_handed_out(record), "the other is protected still"
    reveal(narrator, boss, reason="He wants to be known.")
    assert is_handed_out(record)
    assert not ProtectedPart.objects.exists()


def test_lifting_a_redaction_does_not_open_what_is_withheld_for_someone(record, testimony, narrator, other, boss):
    passage = testimony.transcripts.get().passages.get()
    mark = redact(passage, boss, start=14, end=20, reason_code="safety", seen_text=passage.text)
    protect(narrator, boss, pseudonym="The teacher")
    enter(as_group("cataloguer"), testimony, other)
    lift(mark, boss, reason="He agreed.")
    assert Testimony.objects.get().originals_withheld
    assert not is_handed_out(record)


def test_while_words_are_withheld_the_files_are_and_no_longer(record, testimony, boss):
    passage = testimony.transcripts.get().passages.get()
    mark = redact(passage, boss, start=14, end=20, reason_code="safety", seen_text=passage.text)
    assert not is_handed_out(record)
    lift(mark, boss, reason="He agreed.")
    assert is_handed_out(record)


def test_an_account_stays_withheld_where_nobody_knows_any_more_for_whom(record, testimony, narrator, other, boss):
    """Who was taken out of one account, and erased with another."""
    protect(narrator, boss, pseudonym="The teacher")
    enter(as_group("cataloguer"), testimony, other)
    last = cast.testimony("The last", narrator=narrator, state="draft")
    destroy_testimony(last, timezone.now(), status_seen="draft", people=[narrator.public_id])
    assert not Person.objects.filter(pk=narrator.pk).exists()
    assert ProtectedPart.objects.get().person is None
    assert not is_handed_out(record)


def test_with_the_account_goes_what_is_kept_of_it(testimony, narrator, boss):
    protect(narrator, boss, pseudonym="The teacher")
    Testimony.objects.filter(pk=testimony.pk).write_guarded(status="withdrawn", withdrawn_at=timezone.now())
    destroy_testimony(testimony, timezone.now(), status_seen="withdrawn")
    assert not ProtectedPart.objects.exists()


def test_housekeeping_keeps_what_no_save_could_know_of(record, testimony, narrator, other, boss):
    """A fixture or an older backup brings in who takes part before it says who is protected."""
    heir = signed(cast.consent(testimony, narrator=other))
    for person in (narrator, other):
        protect(person, boss, pseudonym=f"Number {person.pk}")
    kept = set(ProtectedPart.objects.values_list("person", "takes_part"))
    assert kept == {(narrator.pk, True), (other.pk, False)}
    ProtectedPart.objects.all().delete()
    Testimony.objects.all().write_guarded(originals_withheld=False)
    assert housekeeping.withhold_originals().startswith("1 ")
    assert set(ProtectedPart.objects.values_list("person", "takes_part")) == kept
    enter(as_group("cataloguer"), testimony, cast.person("A third"))
    Testimony.objects.all().write_guarded(originals_withheld=False)
    assert housekeeping.withhold_originals().startswith("1 ")
    assert not is_handed_out(record)
    assert not is_handed_out(heir)
