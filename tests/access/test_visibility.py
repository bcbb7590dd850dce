"""Who may read what: every state of a testimony, for a visitor, a registered reader, one with a grant and a curator."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from archive.access import rules
from archive.access.levels import Access
from archive.access.viewer import Viewer
from archive.models import (
    Event,
    EventParticipation,
    Language,
    Mention,
    Name,
    Note,
    Passage,
    Person,
    PersonRelation,
    Place,
    Source,
    Statement,
    Tag,
    Testimony,
    TestimonyLanguage,
)
from tests import cast

pytestmark = pytest.mark.django_db

INTERNAL = {
    "publicid",
    "loadedrecord",
    "ledgerentry",
    "ledgerhead",
    "ledgerreason",
    "redaction",
    "sealedtext",
    "sealedidentity",
    "protectedpart",
    "residue",
    "proposedaction",
    "indexstate",
    "indexedname",
    "indexedtestimony",
    "indexedblock",
    "indexedtext",
    "posting",
}
"""Models that no reader ever queries: they have no rule, and asking for one fails. Search asks the tables of the index,
and decides by the rules of the records that its rows are about."""

MAY_READ = {
    "public": {"visitor", "registered", "granted", "curator"},
    "registered": {"registered", "granted", "curator"},
    "on_request": {"granted", "curator"},
    "closed": {"curator"},
    "embargoed": {"curator"},
    "draft": {"curator"},
    "in_review": {"curator"},
    "withdrawn": {"curator"},
    "no_consent": {"curator"},
}


def viewers_for(testimony: Testimony) -> dict[str, Viewer]:
    return {
        "visitor": Viewer(),
        "registered": Viewer(user_id=7),
        "granted": Viewer(user_id=8, grants=frozenset({testimony.pk})),
        "curator": Viewer(user_id=9, is_curator=True),
    }


@pytest.mark.parametrize("state", cast.STATES)
def test_testimony_and_passage_are_read_by_those_who_may(state):
    testimony = cast.testimony(state=state)
    readers = {name for name, viewer in viewers_for(testimony).items() if Testimony.objects.visible_to(viewer).exists()}
    passage_readers = {
        name for name, viewer in viewers_for(testimony).items() if Passage.objects.visible_to(viewer).exists()
    }
    assert readers == passage_readers == MAY_READ[state]


def test_every_model_has_a_rule_or_is_internal():
    names = {model._meta.model_name for model in apps.get_app_config("archive").get_models()}
    assert names - INTERNAL - rules.RULES.keys() - {"testimony_content_warnings"} == set()
    assert rules.RULES.keys() <= names


def test_a_model_without_a_rule_is_an_error():
    with pytest.raises(LookupError, match="sealedtext"):
        rules.visible("sealedtext", Viewer())


@pytest.mark.parametrize("subject", sorted(rules.RULES))
@pytest.mark.parametrize("viewer", [Viewer(), Viewer(user_id=3, grants=frozenset({1})), cast.CURATOR])
def test_every_rule_makes_a_query_that_runs(subject, viewer):
    model = apps.get_model("archive", subject)
    assert list(model._default_manager.filter(rules.visible(subject, viewer))) == []


def test_an_embargo_ends_by_the_clock():
    ends = timezone.now() + timedelta(days=1)
    cast.testimony(state="public", embargo_until=ends)
    assert not Testimony.objects.visible_to(Viewer(now=ends - timedelta(seconds=1))).exists()
    assert Testimony.objects.visible_to(Viewer(now=ends)).exists()


def test_a_grant_does_not_beat_an_embargo():
    testimony = cast.testimony(state="on_request", embargo_until=timezone.now() + timedelta(days=1))
    assert not Testimony.objects.visible_to(viewers_for(testimony)["granted"]).exists()


def test_a_grant_opens_one_testimony_only():
    granted, other = cast.testimony(state="on_request"), cast.testimony(state="on_request")
    assert list(Testimony.objects.visible_to(viewers_for(granted)["granted"])) == [granted]
    assert not Testimony.objects.visible_to(viewers_for(granted)["granted"]).filter(pk=other.pk).exists()


def test_consent_to_read_ends_by_the_clock():
    ends = timezone.now() + timedelta(days=1)
    cast.testimony(state="public", readable_until=ends)
    assert Testimony.objects.visible_to(Viewer(now=ends - timedelta(seconds=1))).exists()
    assert not Testimony.objects.visible_to(Viewer(now=ends)).exists()


@pytest.mark.parametrize("part", ["transcript", "passage"])
def test_a_part_can_be_stricter_than_its_testimony(part):
    testimony = cast.testimony(state="public")
    passage = Passage.objects.get(transcript__testimony=testimony)
    record = passage if part == "passage" else passage.transcript
    type(record).objects.filter(pk=record.pk).write_guarded(access=Access.REGISTERED)
    assert not Passage.objects.visible_to(Viewer()).exists()
    assert Passage.objects.visible_to(Viewer(user_id=3)).exists()
    assert Testimony.objects.visible_to(Viewer()).exists()


def led_to(testimony: Testimony, way: str) -> tuple[type, object]:
    """A record that only ``testimony`` leads to, by the way named."""
    passage = Passage.objects.get(transcript__testimony=testimony)
    if way == "narrator":
        return Person, testimony.participations.get().person
    if way == "retold":
        person = cast.person("Retold")
        passage.reports = person
        passage.save()
        return Person, person
    if way == "place of recording":
        place = cast.place("Here")
        testimony.recorded_at = place
        testimony.save()
        return Place, place
    if way == "tag":
        testimony.tags.add("flood")
        return Tag, Tag.objects.get()
    if way == "language":
        language = Language.objects.create(code="az", label="Azerbaijani")
        TestimonyLanguage.objects.create(testimony=testimony, language=language)
        return Language, language
    kind, subject = way.split(" ")
    target = {
        "person": cast.person,
        "place": cast.place,
        "event": cast.event,
        "organisation": cast.organisation,
    }[subject]("Known")
    if kind == "mentioned":
        cast.mention(passage, "river", target)
    else:
        cast.statement(target, asserted_in=passage)
    return type(target), target


@pytest.mark.parametrize("state", ["public", "draft", "closed", "embargoed", "withdrawn", "no_consent"])
@pytest.mark.parametrize(
    "way",
    [
        "narrator",
        "retold",
        "place of recording",
        "tag",
        "language",
        *(
            f"{kind} {subject}"
            for kind in ("mentioned", "stated")
            for subject in ("person", "place", "event", "organisation")
        ),
    ],
)
def test_what_only_a_hidden_testimony_leads_to_is_hidden(state, way):
    model, record = led_to(cast.testimony(state=state), way)
    seen = model.objects.visible_to(Viewer()).filter(pk=record.pk).exists()
    assert seen == (state == "public")
    assert model.objects.visible_to(cast.CURATOR).filter(pk=record.pk).exists()


def test_a_statement_of_an_unpublished_source_is_hidden_with_what_it_is_about():
    statement = cast.statement(cast.event(), asserted_by=cast.source(status="draft", published_at=None))
    assert not Statement.objects.visible_to(Viewer()).exists()
    assert not Event.objects.visible_to(Viewer()).filter(pk=statement.event_id).exists()
    assert not Source.objects.visible_to(Viewer()).exists()


def test_a_statement_of_an_erased_source_is_for_nobody():
    for status, number in (("draft", 1), ("erased", 0)):
        statement = cast.statement(cast.event(), asserted_by=cast.source(status=status))
        assert Statement.objects.visible_to(cast.CURATOR).filter(pk=statement.pk).count() == number
    cast.statement(cast.event(), asserted_in=Passage.objects.get(transcript__testimony=cast.testimony()))
    assert Statement.objects.visible_to(cast.CURATOR).count() == 2


def test_a_name_is_visible_with_its_owner():
    hidden = cast.person("Hidden")
    shown = cast.testimony(state="public").participations.get().person
    names = Name.objects.visible_to(Viewer())
    assert names.filter(person=shown).exists()
    assert not names.filter(person=hidden).exists()


@pytest.mark.parametrize("status", ["published", "draft"])
def test_a_claim_is_shown_only_while_its_source_may_be_named(status):
    testimony = cast.testimony(state="public")
    passage = Passage.objects.get(transcript__testimony=testimony)
    narrator, sister, event = testimony.participations.get().person, cast.person("Sister"), cast.event()
    cast.mention(passage, "river", event)
    cast.mention(passage, "night", sister)
    source = cast.source(status=status)
    claims = [
        EventParticipation.objects.create(person=narrator, event=event, role="survivor", source=source),
        PersonRelation.objects.create(person=narrator, other=sister, kind="sibling", source=source),
        Note.objects.create(passage=passage, text="A remark", source=source),
        cast.also_called(narrator, "Another name", source=source),
    ]
    for claim in claims:
        shown = type(claim).objects.visible_to(Viewer()).filter(pk=claim.pk).exists()
        assert shown == (status == "published"), claim


def test_joins_never_double_a_row():
    testimony = cast.testimony(state="public")
    passage = Passage.objects.get(transcript__testimony=testimony)
    place = cast.place()
    for words in ("river", "rose", "night"):
        cast.mention(passage, words, place)
    assert Place.objects.visible_to(Viewer()).count() == 1
    assert Mention.objects.visible_to(Viewer()).count() == 3
