"""What the sweep found: claims whose source may not be named, a gap that a hidden collection left, an odd address."""

import pytest
from django.template import Context, Template

from archive.models import Collection, Note
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", ["published", "draft"])
def test_notes_and_names_stand_only_with_a_source_that_may_be_named(client, status):
    testimony = cast.testimony()
    passage, source = testimony.transcripts.get().passages.get(), cast.source(status=status)
    person = testimony.participations.get().person
    Note.objects.create(passage=passage, text="Canary note", source=source)
    cast.also_called(person, "Canary name", source=source)
    for address, words in (
        (testimony.get_absolute_url(), "Canary note"),
        (passage.get_absolute_url(), "Canary note"),
        (person.get_absolute_url(), "Canary name"),
    ):
        assert (words in client.get(address).content.decode()) == (status == "published"), address


def test_a_collection_in_a_hidden_one_stands_on_the_first_page_as_any_other(client):
    within = cast.collection("Letters")
    Collection.objects.filter(pk=within.pk).update(parent=cast.collection("Canary fonds", status="draft"))
    page = client.get("/").content.decode()
    assert "Letters" in page
    assert "Canary" not in page


@pytest.mark.parametrize(
    ("address", "linked"),
    [("https://example.org/", True), ("http://example.org/", True), ("javascript:alert(1)", False), ("data:x", False)],
)
def test_only_addresses_of_the_web_are_links(address, linked):
    written = Template("{% load archive_text %}{% to_the_web address %}").render(Context({"address": address}))
    assert (f'href="{address}"' in written) == linked
    assert address in written
