"""`manage.py generate`: a collection of any size that says of itself that nobody told it."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from archive.access.levels import Access, Status
from archive.access.viewer import visitor
from archive.actions.consent import fold
from archive.importers.synthetic.testimonies import Batches
from archive.lib.text import nfc
from archive.models import (
    Collection,
    Language,
    LedgerEntry,
    Mention,
    Name,
    Participation,
    Passage,
    Person,
    PublicId,
    Tag,
    Term,
    Testimony,
    Transcript,
)
from archive.models.names import heading_of
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_terms(settings, tmp_path):
    """Vocabularies of a few terms in place of the real ones: generating needs no more."""
    terms = [("standing", "survivor"), ("rights", "free"), ("content_warning", "killing"), ("place_kind", "village")]
    records = [{"scheme": scheme, "code": code, "label": code} for scheme, code in terms]
    entries = [{"model": "archive.term", "fields": fields} for fields in records]
    for code in ("az", "en", "ru", "hy", "fa"):
        entries.append({"model": "archive.language", "fields": {"code": code, "label": code}})
    (tmp_path / "vocabularies.json").write_text(json.dumps(entries))
    settings.FIXTURE_DIRS = [tmp_path]


def generate(count=40, **options):
    call_command("generate", testimonies=count, **{"seed": 1, "verbosity": 0} | options)


def told():
    """The words of all testimonies, in order."""
    testimonies = Testimony.objects.order_by("pk").values_list("title", "abstract", "covers", "status", "access")
    passages = Passage.objects.order_by("pk").values_list("text", flat=True)
    return list(testimonies), list(passages)


def test_as_many_as_asked_for(capsys):
    generate(30, passages=3, verbosity=1)
    assert Testimony.objects.count() == 30
    assert Passage.objects.count() == 90
    printed = capsys.readouterr().out
    assert "Generated 30 synthetic testimonies with 90 passages" in printed
    assert Collection.objects.get(parent=None).get_absolute_url() in printed


def test_everything_says_that_it_is_synthetic():
    generate()
    assert not Testimony.objects.exclude(
        synthetic=True, title__contains="synthetic", provenance__startswith="Syn"
    ).exists()
    assert not Testimony.objects.exclude(abstract__startswith="Synthetic").exists()
    assert not Person.objects.exclude(description__startswith="Synthetic").exists()
    assert not Collection.objects.exclude(title__icontains="synthetic").exists()
    assert not Tag.objects.exclude(name__contains="(synthetic)").exists()
    firsts = Passage.objects.filter(position=1)
    assert firsts.count() == 40
    assert all(passage.text.startswith("[Synthetic text]") for passage in firsts)


def test_vocabularies_come_with_it(settings):
    settings.FIXTURE_DIRS = [settings.BASE_DIR / "fixtures"]
    assert not Term.objects.exists()
    generate(5)
    assert Term.objects.filter(scheme=Term.Scheme.STANDING).exists()


def test_passages_are_of_realistic_length_and_several_scripts():
    generate(100)
    lengths = [len(text) for text in Passage.objects.values_list("text", flat=True)]
    assert 250 < sum(lengths) / len(lengths) < 400
    assert set(Name.objects.values_list("script", flat=True)) >= {"Latn", "Cyrl", "Armn", "Arab"}
    assert Transcript.objects.values("language").distinct().count() >= 5


def test_mentions_stand_on_the_names_they_mean():
    generate(60)
    mentions = list(Mention.objects.select_related("passage", "person", "place", "event", "organisation"))
    share = len({mention.passage_id for mention in mentions}) / Passage.objects.count()
    assert 0.25 < share < 0.55
    for mention in mentions:
        text = mention.passage.text
        assert nfc(text) == text
        assert text[mention.start : mention.end] == mention.surface
        assert mention.surface
        before, after = text[: mention.start], text[mention.end :]
        assert before.endswith(" ")
        assert after[:1] in ("", " ", ".", "։")


def test_people_and_places_are_shared():
    generate(100)
    named = Mention.objects.exclude(place=None).values_list("place", "passage__transcript__testimony")
    by_place = {}
    for place, testimony in named:
        by_place.setdefault(place, set()).add(testimony)
    assert max(len(testimonies) for testimonies in by_place.values()) >= 5
    narrators = Participation.objects.narrating().values("person").distinct().count()
    assert 50 <= narrators < 100


def test_headings_are_those_that_the_names_give():
    generate()
    for person in Person.objects.prefetch_related("names"):
        assert (person.heading, person.sort_key) == heading_of(person.names.all())


def test_states_are_those_that_actions_would_have_left():
    generate(300, passages=1)
    visible = Testimony.objects.visible_to(visitor()).count()
    assert 0.7 < visible / 300 < 0.95
    assert set(Testimony.objects.values_list("status", flat=True)) == set(Status.values) - {Status.ERASED}
    assert set(Testimony.objects.values_list("access", flat=True)) >= {Access.PUBLIC, Access.REGISTERED}
    assert Testimony.objects.filter(embargo_until__gt=timezone.now()).exists()
    for testimony in Testimony.objects.all():
        before = testimony.readable_from, testimony.readable_until
        assert fold(testimony) == before


def test_the_same_seed_tells_the_same():
    generate(15)
    first = told()
    generate(15)
    both = told()
    assert both[0][15:] == first[0]
    assert both[1][60:] == first[1]
    generate(15, seed=2)
    assert told()[1][120:] != first[1]


def test_a_further_run_adds_and_changes_nothing():
    generate(15)
    before = list(Testimony.objects.order_by("pk").values())
    generate(15)
    assert Testimony.objects.count() == 30
    assert list(Testimony.objects.order_by("pk").values()[:15]) == before
    assert Collection.objects.filter(parent=None).count() == 2
    assert LedgerEntry.objects.filter(action="loaded").count() == 2


def test_every_identifier_is_in_the_register():
    generate(10)
    assert PublicId.objects.filter(names="archive.passage").count() == 40
    for passage in Passage.objects.all():
        assert PublicId.objects.get(value=passage.public_id).names == "archive.passage"


def test_an_interrupted_run_leaves_whole_testimonies(monkeypatch, capsys):
    monkeypatch.setattr("archive.importers.synthetic.generate.PASSAGES_TO_A_BATCH", 20)
    write = Batches.write

    def interrupted(self, first, count, passages):
        write(self, first, count, passages)
        if first > 10:
            raise KeyboardInterrupt

    monkeypatch.setattr(Batches, "write", interrupted)
    with pytest.raises(SystemExit):
        generate(40, verbosity=1)
    assert "Interrupted: kept 10 synthetic testimonies" in capsys.readouterr().out
    assert Testimony.objects.count() == 10
    assert Passage.objects.count() == 40
    monkeypatch.undo()
    generate(10)
    assert Testimony.objects.count() == 20


def test_a_real_archive_is_left_alone():
    cast.testimony()
    with pytest.raises(CommandError, match="holds testimonies that are not synthetic"):
        generate(1)
    assert not Testimony.objects.filter(synthetic=True).exists()


def test_a_real_archive_can_be_told_to_take_it():
    real = cast.testimony()
    for code in ("az", "ru"):
        Language.objects.create(code=code, label=code)
    generate(5, into_real_archive=True)
    assert Testimony.objects.filter(synthetic=True).count() == 5
    assert Testimony.objects.get(synthetic=False) == real


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5"])
def test_a_number_is_needed(number):
    with pytest.raises(CommandError, match="whole number from 1"):
        call_command("generate", "--testimonies", number)
    with pytest.raises(CommandError, match="required"):
        call_command("generate")


def test_long_interviews_have_sections():
    generate(12, passages=30)
    assert Testimony.objects.filter(sections__isnull=False).distinct().count() == 12
