"""A name that is attributed to a source which is not published finds nobody for readers, however it is asked for."""

import pytest

from archive.access.levels import Status
from archive.access.viewer import Viewer
from archive.actions.publication import WITHDRAW, carry_out
from archive.models import Source
from archive.search.engine import Asked, search
from archive.search.parsing import parse
from archive.search.suggestions import suggest
from tests import cast

pytestmark = pytest.mark.django_db

QUERIES = (
    "Zeytunova",
    '"Zeytunova"',
    "person:Zeytunova",
    "person:Zeyt*",
    "speaker:Zeytunova",
    "speaker:zey*",
    '"Hidden Hamlet"',
    "Hidden Hamlet",
    'place:"Hidden Hamlet"',
    "place:hamlet*",
)
CURATOR = Viewer(user_id=7, is_curator=True)


@pytest.fixture
def source():
    """A draft that has names of a narrator and of a place, both known by other names as well."""
    aysel, sarikend = cast.person("Aysel Karimova"), cast.place("Sarikend")
    told = cast.testimony(narrator=aysel, text="She says that they lived in Sarikend.")
    cast.mention(told.transcripts.get().passages.get(), "Sarikend", sarikend)
    draft = cast.source("A secret file", status=Status.DRAFT, published_at=None)
    cast.also_called(aysel, "Zeytunova", "en", source=draft)
    cast.also_called(sarikend, "Hidden Hamlet", "en", source=draft)
    return draft


def answered(text, viewer=None):
    answer = search(Asked(parse(text).query), viewer or Viewer())
    return answer.total, [each.bearer.heading for each in answer.expansions]


@pytest.mark.parametrize("text", QUERIES)
def test_it_finds_nobody_for_readers(source, text):
    assert answered(text) == (0, [])
    assert answered(f"lived -({text})")[0] == 1
    assert answered(text, CURATOR)[0] == 1


@pytest.mark.parametrize("text", QUERIES)
def test_it_finds_its_bearer_while_the_source_is_published(source, text):
    source = Source.objects.get(pk=source.pk)
    Source.objects.filter(pk=source.pk).write_guarded(status=Status.PUBLISHED, published_at=source.created_at)
    source.refresh_from_db()
    assert answered(text)[0] == 1
    carry_out(WITHDRAW, source, cast.staff("administrator"), reason="Asked for.")
    assert answered(text) == (0, [])


def test_other_names_still_find_them(source):
    assert answered("Aysel Karimova")[0] == answered("person:Karim*")[0] == answered("place:Sarikend")[0] == 1


@pytest.mark.parametrize("typed", ["zeyt", "hamlet", "hidden h"])
def test_it_is_not_suggested(source, typed):
    assert suggest(typed, Viewer()) == []
    assert len(suggest(typed, CURATOR)) == 1
