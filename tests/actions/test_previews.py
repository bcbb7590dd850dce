"""Preview links: who gives and revokes them, when they are refused, and what is kept of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.actions import previews
from archive.actions.erase import erase
from archive.actions.housekeeping import STEPS
from archive.actions.occurrences import of_names
from archive.actions.publication import PUBLISH, SUBMIT, WITHDRAW, carry_out
from archive.actions.refusals import ActionRefused, LostRace, NotPermitted
from archive.actions.replay_decisions import DECISIONS
from archive.models import LedgerEntry, LedgerReason, PreviewLink, Testimony
from archive.models.base import GuardedColumnError
from tests import canaries, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return cast.testimony("Canary title", state="draft")


def give(testimony, actor, **changes):
    return previews.give_preview(testimony, actor, **{"for_whom": "Rena, the daughter", "days": 7} | changes)


def opened(token, later=0):
    return previews.opened_by(token, timezone.now() + timedelta(days=later))


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_a_link_is_given_and_found_by_its_token(publisher, state):
    testimony = cast.testimony(state=state)
    given = give(testimony, publisher)
    found = opened(given.token)
    assert (found, found.testimony, found.made_by) == (given.link, testimony, publisher)
    assert found.expires_at - found.created_at == pytest.approx(timedelta(days=7), abs=timedelta(seconds=9))
    assert opened(given.token[:-1]) is None
    assert opened("") is None


def test_the_token_is_kept_nowhere_and_the_ledger_holds_codes_only(draft, publisher):
    given = give(draft, publisher)
    assert canaries.where(given.token) == []
    assert canaries.where("the daughter") == ["archive_previewlink.for_whom"]
    entry = LedgerEntry.objects.get()
    assert (entry.action, entry.subject, entry.actor) == ("preview_given", draft.public_id, publisher)
    assert entry.codes == {"link": given.link.pk, "until": given.link.expires_at.isoformat()}
    assert given.link.token_digest not in str(entry.codes)
    assert not LedgerReason.objects.exists()


def test_every_link_has_a_token_of_its_own_that_opens_its_own_testimony(draft, publisher):
    other = cast.testimony(state="draft")
    one, two, three = give(draft, publisher), give(draft, publisher), give(other, publisher)
    assert len({one.token, two.token, three.token}) == 3
    assert [opened(each.token).testimony for each in (one, two, three)] == [draft, draft, other]


def test_the_hash_is_keyed(draft, publisher, settings):
    given, old = give(draft, publisher), settings.SECRET_KEY
    settings.SECRET_KEY = "another key of fifty characters or more, made up here."
    assert opened(given.token) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert opened(given.token) == given.link


@pytest.mark.parametrize("group", ["cataloguer", "reviewer"])
def test_who_may_not_is_refused(draft, publisher, group):
    given, other = give(draft, publisher), cast.staff(group)
    with pytest.raises(NotPermitted):
        give(draft, other)
    with pytest.raises(NotPermitted):
        previews.revoke_preview(given.link, other)
    assert PreviewLink.objects.get().revoked_at is None
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("state", ["public", "closed", "withdrawn"])
def test_what_is_or_was_published_is_not_previewed(publisher, state):
    with pytest.raises(ActionRefused, match="only a draft"):
        give(cast.testimony(state=state), publisher)
    assert not PreviewLink.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("changes", [{"for_whom": " "}, {"days": 0}, {"days": -1}, {"days": 15}])
def test_what_is_missing_or_too_long_is_refused(draft, publisher, changes):
    with pytest.raises(ActionRefused):
        give(draft, publisher, **changes)
    assert not PreviewLink.objects.exists()


def test_the_longest_life_is_the_operators(draft, publisher, settings):
    settings.ARCHIVE_PREVIEW_DAYS = 30
    assert opened(give(draft, publisher, days=30).token, later=29)


def test_a_lost_race_is_told(draft, publisher):
    seen = Testimony.objects.get(pk=draft.pk)
    carry_out(SUBMIT, draft, publisher)
    with pytest.raises(LostRace):
        give(seen, publisher)
    assert not PreviewLink.objects.exists()


def test_a_link_ends_by_the_clock(draft, publisher):
    given = give(draft, publisher)
    assert opened(given.token, later=6)
    assert opened(given.token, later=7) is None


def test_a_link_is_revoked_once(draft, publisher):
    given, other = give(draft, publisher), give(draft, publisher)
    entry = previews.revoke_preview(given.link, publisher)
    assert (entry.action, entry.subject, entry.codes["link"]) == ("preview_revoked", draft.public_id, given.link.pk)
    assert opened(given.token) is None
    assert opened(other.token)
    with pytest.raises(LostRace):
        previews.revoke_preview(given.link, publisher)
    assert LedgerEntry.objects.filter(action="preview_revoked").count() == 1


def test_what_actions_own_is_not_saved(draft, publisher):
    link = give(draft, publisher).link
    link.expires_at += timedelta(days=99)
    link.for_whom = "The daughter"
    link.save()
    assert PreviewLink.objects.get().for_whom == "The daughter"
    assert PreviewLink.objects.get().expires_at < timezone.now() + timedelta(days=8)
    with pytest.raises(GuardedColumnError):
        PreviewLink.objects.update(revoked_at=None)


def test_after_publication_it_is_found_and_after_withdrawal_not(draft, publisher):
    given = give(draft, publisher)
    carry_out(PUBLISH, draft, publisher)
    assert opened(given.token) == given.link
    carry_out(WITHDRAW, draft, publisher, reason="Asked for")
    assert opened(given.token) is None


def test_erasing_takes_the_links_along(draft, publisher):
    given, other = give(draft, publisher), give(cast.testimony(state="draft"), publisher)
    erase(draft, cast.staff("administrator"), reason="Asked for")
    assert list(PreviewLink.objects.all()) == [other.link]
    assert opened(given.token) is None
    assert canaries.where("the daughter") == ["archive_previewlink.for_whom"]


def test_housekeeping_deletes_what_ended_a_while_ago(draft, publisher):
    now = timezone.now()
    over, revoked, lately, standing = (give(draft, publisher).link for _each in range(4))
    long_ago = now - previews.KEPT - timedelta(seconds=1)
    PreviewLink.objects.filter(pk=over.pk).write_guarded(expires_at=long_ago)
    PreviewLink.objects.filter(pk=revoked.pk).write_guarded(revoked_at=long_ago)
    PreviewLink.objects.filter(pk=lately.pk).write_guarded(revoked_at=now)
    [step] = [step for step in STEPS if step.title == "Preview links"]
    assert step.carry_out().startswith("2 ")
    assert set(PreviewLink.objects.all()) == {lately, standing}
    assert step.carry_out().startswith("0 ")


def test_the_note_is_among_the_places_where_a_name_stands(draft, publisher):
    give(draft, publisher, for_whom="For Rena Mammadova")
    person = cast.person("Rena Mammadova")
    assert [each.record._meta.model_name for each in of_names(person, ["Rena Mammadova"], publisher)] == ["previewlink"]


def test_a_restored_backup_revokes_again_and_gives_nothing_again(draft, publisher):
    given, other = give(draft, publisher), give(cast.testimony(state="draft"), publisher)
    previews.revoke_preview(given.link, publisher)
    PreviewLink.objects.write_guarded(revoked_at=None)  # as the backup has them
    for entry in LedgerEntry.objects.order_by("sequence"):
        assert DECISIONS[entry.action](entry) is None
    assert opened(given.token) is None
    assert opened(other.token)
    assert PreviewLink.objects.count() == 2
