"""What search finds for whom, and when: nothing hidden, nothing late, and everything for those who may read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.access.levels import Status
from archive.access.viewer import Viewer
from archive.actions import consent as consents
from archive.actions.publication import RESTORE, WITHDRAW, carry_out
from archive.actions.redact import redact
from archive.models import AccessGrant, IndexedText, Passage, Posting, Testimony
from archive.search import postings
from tests import cast

pytestmark = pytest.mark.django_db

REGISTERED = Viewer(user_id=5)
CURATOR = Viewer(user_id=6, is_curator=True)


def granted(valley, *names):
    return Viewer(user_id=5, grants=frozenset(valley.testimonies[name].pk for name in names))


ALL = "registered on_request closed embargoed draft in_review withdrawn no_consent"
WORDS = ["lantern", "LANTERNS", '"lantern words"', '"words lantern"~1', "lant*", "title:behind", "title:beh*"]


@pytest.mark.parametrize("query", WORDS)
def test_each_reader_finds_what_that_reader_may_read(valley, query):
    assert valley.found(query) == set()
    assert valley.found(query, REGISTERED) == {"registered"}
    assert valley.found(query, granted(valley, "on_request")) == {"registered", "on_request"}
    assert valley.found(query, CURATOR) == set(ALL.split())


@pytest.mark.parametrize("query", [word for word in WORDS if "title" not in word])
def test_with_its_passages(valley, query):
    assert valley.places(query, REGISTERED) == [("registered", 1)]
    assert {name for name, _ in valley.places(query, CURATOR)} == set(ALL.split())


@pytest.mark.parametrize("state", ALL.split())
def test_a_grant_opens_what_is_on_request_and_nothing_else(valley, state):
    found = valley.found("lantern", granted(valley, state))
    assert found == ({"registered", "on_request"} if state == "on_request" else {"registered"})


def test_hidden_words_stand_in_no_posting(valley):
    assert postings.read(["lantern", "lanterns", "~lantern", "behind"]) == {}
    assert "lantern" not in postings.beginning_with("lan", 10)
    assert postings.read(["burned"])


@pytest.mark.parametrize("query", ["-river", "-(river OR night)", "-lantern", "kind:interview", "collection:valley"])
def test_what_lacks_a_word_is_no_way_to_hidden_testimonies(valley, query):
    assert valley.found(query) & set(ALL.split()) == set()
    assert "draft" in valley.found(query.replace("-lantern", "-river"), CURATOR)


SORTS = ["relevance", "told", "recorded", "title"]


@pytest.mark.parametrize("sort", SORTS)
def test_no_order_shows_them(valley, sort):
    assert valley.found("", sort=sort) & set(ALL.split()) == set()
    assert valley.answer("", sort=sort).total == 15


# --- stricter parts of an open testimony ----------------------------------------------------------------


@pytest.mark.parametrize("level", ["registered", "on_request", "closed"])
@pytest.mark.parametrize("part", ["passage", "transcript"])
def test_a_stricter_part_never_matches_for_others(valley, level, part):
    record = valley.testimonies["river"]
    strict = _strict(record, part, level)
    for query in ("gooseberry", "goose*", '"gooseberry jam"', '"jam gooseberry"~2', "river gooseberry"):
        assert valley.answer(query).total == 0
        assert valley.found(query, CURATOR) == {"river"}
    assert valley.found("river -gooseberry") == {"river", "road"}
    assert valley.found("river -gooseberry", CURATOR) == {"road"}
    assert postings.read(["gooseberry", "jam"]) == {}
    assert [hit.passages for hit in valley.answer("gooseberry", CURATOR).hits] == [(strict.pk,)]
    may = {"registered": REGISTERED, "on_request": granted(valley, "river"), "closed": CURATOR}[level]
    assert valley.found("gooseberry", may) == {"river"}
    assert valley.found("gooseberry", REGISTERED) == ({"river"} if level == "registered" else set())


def _strict(record, part, level):
    if part == "passage":
        return cast.passage(record, "Gooseberry jam.", access=level)
    transcript = record.transcripts.create(language="en", kind="edited", access=level)
    return Passage.objects.create(transcript=transcript, position=1, text="Gooseberry jam.")


def test_a_passage_that_becomes_closed_is_found_no_more(valley):
    assert valley.found("snow") == {"road"}
    Passage.objects.filter(pk=valley.passages["road", 2].pk).write_guarded(access="closed")
    assert valley.found("snow") == set()
    assert valley.found("person:Kasimov") == {"az", "ru"}
    assert postings.read(["snow"]) == {}
    Passage.objects.filter(pk=valley.passages["road", 2].pk).write_guarded(access="")
    assert valley.found("snow") == {"road"}
    assert valley.found("person:Kasimov") == {"road", "az", "ru"}


def test_the_mentions_of_a_closed_passage_find_nothing_for_others(valley):
    closed = cast.passage(valley.testimonies["mill"], "There it was.", access="closed")
    cast.mention(closed, "There", valley.records["Khojaly"])
    assert valley.found("place:Khojaly") == {"road", "az"}
    assert valley.found("place:Khojaly", CURATOR) == {"road", "az", "mill"}
    assert ("mill", 3) not in valley.places("place:Khojaly")
    [hit] = [hit for hit in valley.answer("place:Khojaly", CURATOR).hits if valley.names[hit.testimony] == "mill"]
    assert hit.passages == (closed.pk,)


def test_a_mention_in_a_registered_testimony_shows_its_passage(valley):
    cast.mention(valley.passages["registered", 1], "readers", valley.records["Khojaly"])
    assert ("registered", 1) in valley.places("place:Khojaly", REGISTERED)
    assert valley.found("place:Khojaly") == {"road", "az"}


# --- the clock ------------------------------------------------------------------------------------------


def seen(valley, viewer=None):
    """What is found of a testimony that bears every sort of term."""
    asked = ["gooseberry", '"gooseberry jam"', "goose*", "title:clockwork", "place:Nowhereville", "tag:flight"]
    return [sum("clock" in valley.found(query, viewer and viewer()) for query in asked)]


def clockwork(valley, **columns):
    record = cast.testimony("Clockwork", text="Gooseberry jam.", **columns)
    valley.names[record.pk] = "clock"
    cast.mention(Passage.objects.get(transcript__testimony=record), "jam", valley.records["Nowhere"])
    record.tags.add(valley.records["flight"])
    return record


def written():
    return list(IndexedText.objects.order_by("pk").values_list("pk", "digest", "is_public")), Posting.objects.count()


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


def test_an_embargo_ends_by_the_clock(valley, clock):
    until = timezone.now() + timedelta(days=3)
    clockwork(valley, embargo_until=until)
    before = written()
    assert seen(valley) == [0]
    clock.move_to(until - timedelta(microseconds=1), tick=False)
    assert seen(valley) == [0]
    clock.move_to(until, tick=False)
    assert seen(valley) == [6]
    assert written() == before


def test_consent_begins_and_ends_by_the_clock(valley, clock):
    start, end = (timezone.now() + timedelta(days=days) for days in (2, 4))
    clockwork(valley, readable_from=start, readable_until=end)
    before = written()
    for moment, expected in (
        (start - timedelta(seconds=1), 0),
        (start, 6),
        (end - timedelta(seconds=1), 6),
        (end, 0),
        (end + timedelta(days=3000), 0),
    ):
        clock.move_to(moment, tick=False)
        assert seen(valley) == [expected], moment
    assert written() == before


def test_consent_to_the_name_begins_and_ends_by_the_clock(valley, clock):
    start, end = (timezone.now() + timedelta(days=days) for days in (2, 4))
    narrator = cast.person("Gulnar Heydarli")
    record = clockwork(valley, narrator=narrator, nameable_from=start, nameable_until=end)
    for moment, named in ((start - timedelta(seconds=1), False), (start, True), (end, False)):
        clock.move_to(moment, tick=False)
        for query in ("Heydarli", "person:Heydarli", "speaker:Heydarli"):
            assert valley.found(query) == ({"clock"} if named else set()), (moment, query)
        assert ("@p" + str(narrator.pk) in _marks(valley, "gooseberry")) is named
        assert valley.found("gooseberry") == {"clock"}
    assert record.pk in [hit.testimony for hit in valley.answer("Heydarli", CURATOR).hits]


def _marks(valley, query):
    return {value.mark for facet in valley.answer(query).facets for value in facet.values}


def test_a_grant_begins_and_ends_by_the_clock(valley, clock):
    start, end = (timezone.now() + timedelta(days=days) for days in (2, 4))
    record, researcher = clockwork(valley, state="on_request"), cast.user("researcher")
    AccessGrant.objects.create(testimony=record, researcher=researcher, valid_from=start, valid_until=end)
    before = written()

    def reading():
        in_force = AccessGrant.objects.to(researcher).in_force(timezone.now())
        return Viewer(user_id=researcher.pk, grants=frozenset(in_force.values_list("testimony", flat=True)))

    for moment, expected in ((start - timedelta(seconds=1), 0), (start, 6), (end, 0)):
        clock.move_to(moment, tick=False)
        assert seen(valley, reading) == [expected], moment
    assert written() == before


def test_a_grant_does_not_beat_an_embargo(valley):
    record = clockwork(valley, state="on_request", embargo_until=timezone.now() + timedelta(days=3))
    assert seen(valley, lambda: Viewer(user_id=5, grants=frozenset({record.pk}))) == [0]


# --- decisions ------------------------------------------------------------------------------------------


def test_withdrawn_and_restored(valley):
    publisher = cast.staff("publisher")
    record = clockwork(valley)
    assert seen(valley) == [6]
    carry_out(WITHDRAW, record, publisher, reason="Asked for")
    assert seen(valley) == [0]
    assert postings.read(["gooseberry"]) == {}
    assert "clock" in valley.found("gooseberry", CURATOR)
    carry_out(RESTORE, record, publisher, reason="Asked for again")
    assert seen(valley) == [6]


def test_consent_taken_back(valley):
    record = clockwork(valley)
    consents.revoke(record.consents.get(), cast.staff("administrator"))
    assert seen(valley) == [0]
    assert postings.read(["gooseberry"]) == {}


def test_redacted_words_are_unmatched_at_once_for_everyone(valley):
    record = clockwork(valley)
    passage = Passage.objects.get(transcript__testimony=record)
    redact(passage, cast.staff("administrator"), start=0, end=10, reason_code="privacy", seen_text="Gooseberry jam.")
    for viewer in (Viewer(), REGISTERED, CURATOR):
        for query in ("gooseberry", "goose*", '"gooseberry jam"', '"jam gooseberry"~3'):
            assert valley.answer(query, viewer).total == 0
    assert "clock" in valley.found("jam")
    assert postings.read(["gooseberry"]) == {}


@pytest.mark.parametrize("level", ["registered", "on_request", "closed"])
def test_access_made_stricter_and_looser(valley, level):
    record = clockwork(valley)
    Testimony.objects.filter(pk=record.pk).write_guarded(access=level)
    assert seen(valley) == [0]
    Testimony.objects.filter(pk=record.pk).write_guarded(access="public")
    assert seen(valley) == [6]


def test_a_collection_published_and_withdrawn(valley):
    for status, found in ((Status.WITHDRAWN, set()), (Status.PUBLISHED, {"mill"})):
        columns = {"status": status, "withdrawn_at": timezone.now() if status == Status.WITHDRAWN else None}
        type(valley.records["letters"]).objects.filter(pk=valley.records["letters"].pk).write_guarded(**columns)
        assert valley.found("collection:letters") == found
        assert ("letters" in valley.counts("c")) is bool(found)
    assert valley.found("burned") == {"river", "mill"}


@pytest.mark.parametrize("query", ["speaker:Gooseberry", "person:Gooseberry", "Gooseberry"])
def test_a_narrator_whose_name_consent_shows_no_longer_is_found_by_curators(valley, query):
    over = timezone.now() - timedelta(hours=1)
    record = cast.testimony(text="A well.", narrator=cast.person("Jane Gooseberry"), nameable_until=over)
    participation = record.participations.get()
    record.transcripts.get().passages.update(speaker=participation)
    valley.names[record.pk] = "over"
    assert valley.found(query) == valley.found(query, REGISTERED) == set()
    assert valley.found(query, CURATOR) == {"over"}
    assert "over" in valley.found("well", CURATOR)
