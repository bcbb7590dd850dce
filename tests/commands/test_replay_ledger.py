"""replay_ledger: a restored backup shows readers nothing that was taken from them since it was made."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from archive.access.levels import Part, Status
from archive.access.viewer import Viewer
from archive.actions import consent, erase, ledger, requests
from archive.actions.access import set_access
from archive.actions.ledger_check import faults, head_of_database
from archive.actions.ledger_export import read_head
from archive.actions.publication import PUBLISH, RESTORE, WITHDRAW, carry_out
from archive.actions.replay import Forked, replay
from archive.models import AccessGrant, LedgerEntry, LedgerReason, Passage, Person, PublicId, Source, Testimony
from tests import cast
from tests.commands.restoring import a_day_after_the_backup, readable

pytestmark = pytest.mark.django_db

WHY = "It was asked for."


def test_a_whole_day_is_replayed_and_nothing_taken_back_can_be_read(file, someone, client):
    names = (
        "stays",
        "withdrawn",
        "erased",
        "revoked",
        "unheard",
        "closed",
        "later",
        "granted",
        "redacted",
        "protected",
    )
    house = {name: cast.testimony(name) for name in names}
    passage_of = {name: each.transcripts.get().passages.get() for name, each in house.items()}
    protected = house["protected"].participations.get().person
    by_source = cast.statement(protected).asserted_by
    Testimony.objects.filter(pk=house["granted"].pk).write_guarded(access="on_request")
    now = timezone.now()
    grant = AccessGrant.objects.create(
        testimony=house["granted"], researcher=someone, valid_from=now, valid_until=now + timezone.timedelta(days=9)
    )
    draft = cast.testimony("published later", state="draft")
    with transaction.atomic():
        ledger.append("published", house["stays"], someone, status_before="draft")
    granted = Viewer(user_id=someone.pk, grants=frozenset({house["granted"].pk}))
    assert len(readable(granted)) == 10, "the control: the backup shows them all"

    with a_day_after_the_backup(file):
        carry_out(WITHDRAW, house["withdrawn"], someone, reason=WHY)
        carry_out(WITHDRAW, house["erased"], someone, reason=WHY)
        erase.erase(house["erased"], someone, reason=WHY)
        consent.revoke(house["revoked"].consents.get(), someone)
        consent.revoke(house["unheard"].consents.get(), someone, scopes=["may_hear"])
        set_access(house["closed"], someone, access="closed", embargo_until=None)
        set_access(house["later"], someone, access="public", embargo_until=now + timezone.timedelta(days=30))
        carry_out(PUBLISH, draft, someone)
        with transaction.atomic():
            ledger.append("grant_revoked", house["granted"], someone, grant=grant.pk, researcher=someone.pk)
            ledger.append("redacted", passage_of["redacted"], someone, start=0, end=3)
            ledger.append("identity_protected", protected, someone)
        made_today = cast.testimony("made today")
        carry_out(WITHDRAW, made_today, someone, reason=WHY)
        live = head_of_database()
    assert head_of_database().sequence == 1

    call_command("replay_ledger", str(file), verbosity=0)
    left = {"stays", "unheard"}
    assert readable(granted) - {house["granted"].public_id} == {house[name].public_id for name in left}
    assert not AccessGrant.objects.in_force(timezone.now()).exists()
    assert {each.transcript.testimony.title for each in Passage.objects.visible_to(Viewer())} == left
    assert not Person.objects.visible_to(Viewer()).filter(pk=protected.pk).exists()
    assert Source.objects.get(pk=by_source.pk).status == Status.WITHDRAWN
    house["unheard"].refresh_from_db()
    assert (house["unheard"].hearable_from, house["unheard"].readable_from is None) == (None, False)
    assert not Passage.objects.filter(pk=passage_of["erased"].pk).exists()
    for name in ("withdrawn", "erased"):
        assert client.get(house[name].get_absolute_url()).status_code == 410
    assert client.get(passage_of["erased"].get_absolute_url()).status_code == 410
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert PublicId.objects.filter(value=made_today.public_id).exclude(erased_at=None).exists()

    assert list(faults(live)) == []
    after = list(LedgerEntry.objects.filter(sequence__gt=live.sequence).order_by("sequence"))
    assert [entry.action for entry in after] == ["access_set", "access_set", "withdrawn", "replayed"]
    assert LedgerEntry.objects.get(sequence=live.sequence).entry_hash == live.entry_hash


@pytest.fixture
def given(someone):
    """A grant that is in the backup."""
    now = timezone.now()
    until = now + timezone.timedelta(days=9)
    record = cast.testimony(state="on_request")
    return AccessGrant.objects.create(testimony=record, researcher=someone, valid_from=now, valid_until=until)


def test_a_grant_taken_back_or_shortened_since_is_known_by_its_number_and_its_beginning(file, given):
    publisher, sooner = cast.staff("publisher"), given.valid_until - timezone.timedelta(days=3)
    with a_day_after_the_backup(file):
        requests.set_end(given, publisher, reason=WHY, valid_until=sooner, origin="")
        requests.revoke(given, publisher, reason=WHY, origin="")
    given.refresh_from_db()
    assert given.revoked_at is None
    replay(file)
    given.refresh_from_db()
    assert (given.valid_until, given.revoked_at is None) == (sooner, False)


@pytest.mark.parametrize("form", ["older", "newer"])
@pytest.mark.parametrize("is_the_very_one", [True, False])
def test_no_other_grant_is_taken_back_that_has_the_same_number(file, someone, given, form, is_the_very_one):
    """The day after the backup another grant had it. Older entries say whose grant it was, newer ones since when."""
    by_form = {
        "older": {"researcher": someone.pk if is_the_very_one else cast.user("another").pk},
        "newer": {"valid_from": (given.valid_from if is_the_very_one else timezone.now()).isoformat()},
    }
    with a_day_after_the_backup(file), transaction.atomic():
        ledger.append("grant_revoked", given.testimony, someone, grant=given.pk, **by_form[form])
    replay(file)
    given.refresh_from_db()
    assert (given.revoked_at is not None) == is_the_very_one


def test_reasons_erased_since_the_backup_are_erased_again(file, someone):
    erased, other = cast.testimony(state="withdrawn"), cast.source()
    with transaction.atomic():
        ledger.append("withdrawn", erased, someone, reason="She fears her neighbour")
        ledger.append("withdrawn", other, someone, reason="Asked by a researcher")
    with a_day_after_the_backup(file):
        with transaction.atomic():
            ledger.erase_reasons(LedgerEntry.objects.filter(subject=other.public_id))
        erase.erase(erased, someone, reason=WHY)
    assert LedgerReason.objects.count() == 2
    call_command("replay_ledger", str(file), verbosity=0)
    assert not LedgerReason.objects.exists()
    assert list(faults()) == []
    assert LedgerEntry.objects.get(action="replayed").codes["reasons"] == "4"


def test_replaying_again_does_nothing(file, someone, capsys):
    record = cast.testimony()
    with a_day_after_the_backup(file):
        carry_out(WITHDRAW, record, someone, reason=WHY)
    call_command("replay_ledger", str(file), verbosity=0)
    head = head_of_database()
    capsys.readouterr()
    call_command("replay_ledger", str(file), verbosity=0)
    assert "Nothing to replay" in capsys.readouterr().out
    assert head_of_database() == head


def test_a_trial_does_nothing(file, someone, capsys):
    record = cast.testimony()
    with a_day_after_the_backup(file):
        carry_out(WITHDRAW, record, someone, reason=WHY)
    call_command("replay_ledger", str(file), "--dry-run", verbosity=0)
    assert "Would replay 1 entries" in capsys.readouterr().out
    assert (head_of_database().sequence, readable()) == (0, {record.public_id})


def test_a_fork_is_refused(file, someone):
    first, second = cast.testimony(), cast.testimony()
    with a_day_after_the_backup(file):
        carry_out(WITHDRAW, first, someone, reason=WHY)
    carry_out(WITHDRAW, second, someone, reason=WHY)
    with pytest.raises(CommandError, match="part ways"):
        call_command("replay_ledger", str(file), verbosity=0)
    carry_out(RESTORE, second, someone, reason=WHY)
    with pytest.raises(Forked):
        replay(file)
    assert readable() == {first.public_id, second.public_id}


def test_a_file_that_was_tampered_with_is_refused_whole(file, someone):
    records = [cast.testimony(), cast.testimony()]
    with a_day_after_the_backup(file):
        for record in records:
            carry_out(WITHDRAW, record, someone, reason=WHY)
    lines = file.read_text().splitlines()
    file.write_text("\n".join([lines[0], lines[1].replace(records[1].public_id, records[0].public_id)]))
    with pytest.raises(CommandError, match="line 2"):
        call_command("replay_ledger", str(file), verbosity=0)
    assert (head_of_database().sequence, len(readable())) == (0, 2)
    with pytest.raises(CommandError, match="There is no file"):
        call_command("replay_ledger", str(file) + "x", verbosity=0)


def test_what_readers_were_given_is_listed_and_not_repeated(file, someone, capsys):
    record = cast.testimony(state="withdrawn")
    opened = cast.testimony(state="closed")
    with a_day_after_the_backup(file):
        carry_out(RESTORE, record, someone, reason=WHY)
        set_access(opened, someone, access="public", embargo_until=None)
    call_command("replay_ledger", str(file), verbosity=0)
    said = capsys.readouterr().out
    assert record.public_id in said
    assert opened.public_id in said
    assert readable() == set()


def test_a_consent_corrected_since_closes_the_account_and_narrows_its_scopes(file, someone):
    record = cast.testimony()
    with a_day_after_the_backup(file):
        given = record.consents.get()
        given.may_quote = False
        consent.record(given, someone)
    replay(file)
    record.refresh_from_db()
    assert (record.access, record.quotable_from) == ("closed", None)
    assert not Testimony.objects.visible_to(Viewer(), Part.QUOTATION).exists()


def test_a_consent_taken_back_that_the_backup_does_not_have_closes_the_account(file, someone):
    record = cast.testimony()
    with a_day_after_the_backup(file):
        newer = cast.consent(record, narrator=cast.person("Bahram"))
        consent.revoke(newer, someone)
    replay(file)
    assert readable() == set()


def test_an_action_that_is_not_known_closes_what_it_is_about(file, someone):
    record = cast.testimony()
    with a_day_after_the_backup(file), transaction.atomic():
        ledger.append("merged", record.transcripts.get().passages.get(), someone)
    assert len(replay(file).closed) == 1
    assert readable() == set()


def test_people_erased_who_are_told_of_elsewhere_in_the_backup_are_closed_and_not_torn_out(file, someone):
    person = cast.person("Aysel")
    record, other = cast.testimony(state="withdrawn", narrator=person), cast.testimony()
    told = cast.mention(other.transcripts.get().passages.get(), "river", person)
    with a_day_after_the_backup(file):
        told.delete()
        erase.erase(record, someone, reason=WHY, people=[person.public_id])
    done = replay(file)
    assert len(done.closed) == 1
    assert readable() == set()
    assert Person.objects.filter(pk=person.pk).exists()


def test_a_backup_that_came_back_is_told_by_housekeeping_until_it_is_replayed(file, someone, settings, capsys):
    record = cast.testimony()
    with a_day_after_the_backup(file):
        carry_out(WITHDRAW, record, someone, reason=WHY)
        call_command("housekeeping", verbosity=0)
    with pytest.raises(CommandError, match=r"1 of \d+ steps"):
        call_command("housekeeping", verbosity=0)
    assert "set back to an older state" in capsys.readouterr().err
    assert read_head(settings.ARCHIVE_LEDGER_HEAD_FILE).sequence == 1
    call_command("replay_ledger", str(file), verbosity=0)
    call_command("housekeeping", verbosity=0)
    assert read_head(settings.ARCHIVE_LEDGER_HEAD_FILE).sequence == 2


def test_a_ledger_that_is_not_whole_is_not_built_upon(file, someone):
    record = cast.testimony()
    with a_day_after_the_backup(file):
        carry_out(WITHDRAW, record, someone, reason=WHY)
    with transaction.atomic():
        entry = ledger.append("published", record)
    LedgerEntry.objects.filter(pk=entry.pk)._raw_delete("default")
    with pytest.raises(CommandError, match="not whole"):
        call_command("replay_ledger", str(file), verbosity=0)
