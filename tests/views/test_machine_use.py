"""Every page with words or abstracts of accounts that machines may not use says so in a header; the others do not."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import RequestContext, Template

from archive.access import machine_use
from archive.models import Tag, TaggedTestimony
from tests import cast

pytestmark = pytest.mark.django_db


ALONE = re.compile(r"testimony\.abstract|passage\.text\b")
WRITTEN_OUT = {"search/_hit.html", "testimonies/detail.html", "testimonies/passage.html", "testimonies/_entry.html"}
"""Templates that print words or an abstract by other means as well, on pages whose views or tags note them."""


@pytest.fixture(params=[({}, False), ({"minable_from": None}, True)], ids=["allowed", "not allowed"])
def told(request):
    """A testimony that speaks of a place and a person, and whether it is kept from machines."""
    columns, kept = request.param
    testimony = cast.testimony("Told", text="Leyla left Sarikend.", abstract="She says that Leyla left.", **columns)
    passage = testimony.transcripts.get().passages.get()
    here = SimpleNamespace(testimony=testimony, passage=passage, kept=kept)
    here.leyla, here.place = cast.person("Leyla"), cast.place("Sarikend")
    for words, target in (("Leyla", here.leyla), ("Sarikend", here.place)):
        cast.mention(passage, words, target)
    here.tag = Tag.objects.create(name="rivers")
    TaggedTestimony.objects.create(tag=here.tag, content_object=testimony)
    return here


def is_kept(answer):
    assert answer.status_code == 200
    said = answer.headers.get("X-Robots-Tag", "")
    assert not said or {"noindex", "noarchive", "nosnippet", "noai"} <= set(said.split(", "))
    return bool(said)


def test_every_page_with_words_or_an_abstract_is_kept_from_machines_without_consent(client, told):
    records = (told.testimony, told.passage, told.leyla, told.place, told.tag, told.testimony.collection)
    for address in (*(each.get_absolute_url() for each in records), "/", "/testimonies/"):
        assert is_kept(client.get(address)) == told.kept, address


def test_pages_without_any_are_not(client, told):
    for address in ("/people/", "/places/", "/tags/", "/collections/", "/about/"):
        assert not is_kept(client.get(address)), address


def test_one_account_among_others_is_enough(client):
    cast.testimony(abstract="One.")
    assert not is_kept(client.get("/testimonies/"))
    cast.testimony(abstract="Another.", minable_from=None)
    assert is_kept(client.get("/testimonies/"))


def test_an_account_of_which_only_the_title_is_listed_is_not_among_them(client):
    cast.testimony(minable_from=None)
    assert not is_kept(client.get("/testimonies/"))


def test_words_that_no_view_has_asked_consent_for_are_kept(rf):
    request = rf.get("/")
    passage = SimpleNamespace(text="Words.", marks=[], footnotes=[])
    written = Template("{% load archive_text %}{% passage_text passage %}")
    assert written.render(RequestContext(request, {"passage": passage})) == "Words."
    assert machine_use.is_kept(request)


def test_words_and_abstracts_are_printed_by_the_tags_that_note_them():
    templates = Path(settings.BASE_DIR) / "templates" / "archive"
    found = {
        str(path.relative_to(templates)) for path in templates.rglob("*.html") if ALONE.search(path.read_text("utf-8"))
    }
    assert found == WRITTEN_OUT
