"""housekeeping: what has to be done again and again, safe to repeat, each step by itself."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from archive.access.viewer import Viewer
from archive.actions import consent, housekeeping, ledger
from archive.actions.access import set_part_access
from archive.actions.ledger_check import head_of_database
from archive.actions.ledger_export import read_head, read_ledger
from archive.actions.protect import protect
from archive.models import (
    Consent,
    IndexedTestimony,
    LedgerEntry,
    LedgerReason,
    MediaFile,
    Person,
    ProposedAction,
    Testimony,
)
from archive.search.streams import MARK
from tests import cast
from tests.files.house import media_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def head_file(settings, tmp_path):
    settings.ARCHIVE_LEDGER_HEAD_FILE = tmp_path / "outside" / "head.json"
    return settings.ARCHIVE_LEDGER_HEAD_FILE


def keep_house():
    call_command("housekeeping", verbosity=0)


def entry():
    with transaction.atomic():
        return ledger.append("published", cast.source(), reason="Because")


def test_a_consent_that_began_after_a_gap_takes_effect(capsys):
    testimony, now = cast.testimony(), timezone.now()
    testimony.consents.all().delete()
    cast.consent(testimony, valid_from=now - timedelta(days=9), valid_until=now - timedelta(days=3))
    cast.consent(testimony, valid_from=now - timedelta(days=1))
    with transaction.atomic():
        consent.fold(testimony, now - timedelta(days=5))
    assert not Testimony.objects.visible_to(Viewer()).exists()
    keep_house()
    assert Testimony.objects.visible_to(Viewer()).exists()
    assert "1 testimonies with other dates" in capsys.readouterr().out
    keep_house()
    assert "0 testimonies with other dates" in capsys.readouterr().out


def test_what_has_no_end_is_not_touched():
    testimony = cast.testimony()
    before = Testimony.objects.values().get()
    keep_house()
    assert Testimony.objects.values().get() == before
    assert not Consent.objects.exclude(valid_until=None).exists()
    assert testimony.readable_from is not None


def test_it_goes_through_all_of_them(monkeypatch):
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    now = timezone.now()
    for _each in range(5):
        record = cast.testimony()
        record.consents.all().delete()
        cast.consent(record, valid_from=now - timedelta(days=9), valid_until=now + timedelta(days=3))
    assert housekeeping.refold_consents().startswith("5 ")
    assert housekeeping.refold_consents().startswith("0 ")


def test_every_step_that_puts_right_what_was_left_wrong_is_carried_out(capsys):
    keep_house()
    said = capsys.readouterr().out
    assert "Originals: 0 testimonies" in said
    assert "Copies: 0 copies" in said
    assert "Headings: 0 headings derived anew, 0 testimonies" in said


def test_originals_that_were_left_open_are_withheld_and_no_others():
    administrator, protected = cast.staff("administrator"), cast.person("Gulnara")
    left_open, other = cast.testimony("Left open", narrator=protected), cast.testimony("Other")
    protect(protected, administrator, pseudonym="Someone")
    withheld = Testimony.objects.create(title="Held back", kind="interview", collection=other.collection)
    Testimony.objects.filter(pk=left_open.pk).write_guarded(originals_withheld=False)
    Testimony.objects.filter(pk=withheld.pk).write_guarded(originals_withheld=True)
    assert housekeeping.withhold_originals().startswith("1 ")
    assert set(Testimony.objects.filter(originals_withheld=True)) == {left_open, withheld}
    assert housekeeping.withhold_originals().startswith("0 ")


def test_copies_looser_than_what_they_were_made_from_are_closed_and_no_others():
    publisher, testimony = cast.staff("publisher"), cast.testimony()
    closed, open_master, registered = (
        media_file(testimony, rendition="master", access=level) for level in ("closed", "", "registered")
    )
    left_open = media_file(testimony, derived_from=closed)
    thumbnail = media_file(testimony, rendition="thumbnail", derived_from=left_open)
    half_open = media_file(testimony, derived_from=closed, access="registered")
    opened = media_file(testimony, rendition="redacted", derived_from=closed, access="closed")
    set_part_access(opened, publisher, access="")
    other, stricter = media_file(testimony, derived_from=open_master), media_file(testimony, derived_from=registered)
    MediaFile.objects.filter(pk=stricter.pk).write_guarded(access="on_request")
    assert housekeeping.close_copies().startswith("3 ")
    levels = dict(MediaFile.objects.values_list("pk", "access"))
    assert [levels[each.pk] for each in (left_open, thumbnail, half_open)] == ["closed"] * 3
    assert [levels[each.pk] for each in (opened, other, stricter)] == ["", "", "on_request"]
    assert LedgerEntry.objects.get(subject=thumbnail.public_id).codes["access"] == "closed"
    assert housekeeping.close_copies().startswith("0 ")


def test_a_heading_from_a_hidden_name_gives_way_to_another_and_the_others_stay():
    hidden, other = cast.person("Aysel"), cast.place("Sarikend")
    Person.objects.filter(pk=hidden.pk).write_guarded(heading="Hidden", sort_key="hidden")
    assert housekeeping.settle_headings().startswith("1 headings")
    hidden.refresh_from_db()
    other.refresh_from_db()
    assert (hidden.heading, hidden.sort_key, other.heading) == ("Aysel", "aysel", "Sarikend")
    assert housekeeping.settle_headings().startswith("0 headings")


def test_who_is_named_is_found_out_again_and_the_index_follows():
    person = cast.person("Gulnara")
    testimony = cast.testimony(narrator=person, nameable_from=None, nameable_until=None)
    Person.objects.filter(pk=person.pk).write_guarded(is_named=False)
    assert f"{MARK}p{person.pk}" in facets_of(testimony)
    assert housekeeping.settle_headings().startswith("1 headings")
    assert Person.objects.get(pk=person.pk).is_named
    assert f"{MARK}p{person.pk}" not in facets_of(testimony)


def test_the_index_forgets_a_hidden_narrator_and_no_other():
    person, named = cast.person("Gulnara"), cast.person("Bahram")
    testimony = cast.testimony(narrator=person, nameable_from=None, nameable_until=None)
    shown = cast.testimony(narrator=named)
    told = facets_of(testimony)
    stale = " ".join(sorted({*told, f"{MARK}p{person.pk}"}))
    IndexedTestimony.objects.filter(pk=testimony.pk).update(facets=stale)
    assert housekeeping.settle_headings().endswith(" 1 testimonies whose hidden narrators were in the index")
    assert facets_of(testimony) == told
    assert f"{MARK}p{named.pk}" in facets_of(shown)
    assert " 0 testimonies" in housekeeping.settle_headings()


def facets_of(testimony):
    return set(IndexedTestimony.objects.get(pk=testimony.pk).facets.split())


def test_sessions_that_are_over_go_and_the_others_stay():
    for seconds in (-10, 1000):
        session = SessionStore()
        session.set_expiry(seconds)
        session.save()
    keep_house()
    assert Session.objects.get().expire_date > timezone.now()


def test_proposals_that_waited_too_long_expire():
    now = timezone.now()
    ProposedAction.objects.create(code="erase", record="b00000000", proposed_at=now, expires_at=now)
    keep_house()
    assert ProposedAction.objects.get().decision == "expired"


def test_the_ledger_is_exported_and_again(head_file):
    entry()
    keep_house()
    assert read_head(head_file) == head_of_database()
    assert [each.sequence for each in read_ledger(housekeeping.ledger_file())] == [1]
    assert "Because" not in housekeeping.ledger_file().read_text()
    entry()
    keep_house()
    assert read_head(head_file).sequence == 2
    assert len(list(read_ledger(housekeeping.ledger_file()))) == 2


def test_a_broken_ledger_overwrites_no_whole_one(head_file, capsys):
    kept = entry()
    keep_house()
    before = housekeeping.ledger_file().read_text()
    LedgerReason.objects.filter(entry=kept).update(text="Other")
    entry()
    with pytest.raises(CommandError):
        keep_house()
    assert "not whole at 1" in capsys.readouterr().err
    assert housekeeping.ledger_file().read_text() == before
    assert LedgerEntry.objects.count() == 2


def test_a_step_that_fails_does_not_keep_the_others_from_running(monkeypatch, capsys):
    def fail():
        raise OSError("disk full")

    monkeypatch.setattr(
        "archive.management.commands.housekeeping.STEPS",
        [
            housekeeping.Step("First", fail),
            housekeeping.Step("Second", lambda: "done"),
        ],
    )
    with pytest.raises(CommandError, match="1 of 2"):
        keep_house()
    said = capsys.readouterr()
    assert "Second: done" in said.out
    assert "First: NOT DONE. disk full" in said.err
