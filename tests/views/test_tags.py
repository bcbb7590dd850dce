import pytest
from django.utils import timezone

from archive.models import Tag, TaggedTestimony
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def flood():
    tag = Tag.objects.create(name="Flood", language="en")
    form = Tag.objects.create(name="Sel", language="az", preferred=tag)
    water, hidden = Tag.objects.create(name="Water"), Tag.objects.create(name="Hidden tag")
    tag.broader.add(water, hidden)
    testimony = cast.testimony("The river")
    for each in (tag, form):
        TaggedTestimony.objects.create(tag=each, content_object=testimony)
    TaggedTestimony.objects.create(tag=water, content_object=cast.testimony("The well"))
    TaggedTestimony.objects.create(tag=hidden, content_object=cast.testimony("Hidden account", state="draft"))
    return tag


def test_a_tag_shows_its_forms_its_neighbours_and_its_testimonies(text_of, client, flood):
    page = text_of(flood.get_absolute_url())
    for words in ("Sel Azerbaijani", "Broader", "Water", "The river", "1 testimony"):
        assert words in page
    assert "Hidden" not in page
    assert '<bdi lang="az" dir="ltr">Sel</bdi>' in client.get(flood.get_absolute_url()).content.decode()
    assert "Narrower" in text_of(Tag.objects.get(name="Water").get_absolute_url())


def test_a_form_leads_to_the_preferred_tag(text_of, flood):
    page = text_of(flood.forms.get().get_absolute_url())
    assert "A form of Flood" in page
    assert "The river" in page


def test_the_list_has_preferred_tags_with_their_forms_and_no_hidden_one(text_of, flood):
    page = text_of("/tags/")
    assert "2 tags" in page
    assert "Flood Sel Azerbaijani" in page
    assert "Hidden" not in page


def test_a_tag_of_hidden_testimonies_only_has_no_page(client, curator, flood):
    hidden = Tag.objects.get(name="Hidden tag")
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert curator.get(hidden.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("status", ["published", "draft"])
def test_a_tag_of_a_hidden_source_is_not_printed_as_the_archives_own(client, status):
    testimony = cast.testimony()
    for name, printer in (("floods", None), ("rivers", cast.source("A paper", status=status))):
        TaggedTestimony.objects.create(tag=Tag.objects.create(name=name), content_object=testimony, printed_by=printer)
    page = client.get(testimony.get_absolute_url()).content.decode()
    assert "floods" in page
    assert ("rivers" in page) == (status == "published")


# --- tags that a source prints --------------------------------------------------------------------------


def met(client, tag):
    """Where readers meet ``tag``: on the list, on its page, on the account's page, as a filter."""
    account = tag.tagged_testimonies.get().content_object
    return {
        "list": str(tag) in client.get("/tags/").content.decode(),
        "page": client.get(tag.get_absolute_url()).status_code == 200,
        "account": str(tag) in client.get(account.get_absolute_url()).content.decode(),
        "filter": account.title in client.get("/testimonies/", {"tag": tag.public_id}).content.decode(),
    }


@pytest.mark.parametrize("status", ["draft", "in_review", "published", "withdrawn"])
def test_a_tag_of_a_source_is_met_while_the_source_may_be_named(client, status):
    now = timezone.now()
    dates = {"published_at": now} | ({"withdrawn_at": now} if status == "withdrawn" else {})
    printed = Tag.objects.create(name="Secret printed tag")
    source = cast.source(status=status, **(dates if status in ("published", "withdrawn") else {"published_at": None}))
    TaggedTestimony.objects.create(tag=printed, content_object=cast.testimony("The river"), printed_by=source)
    assert set(met(client, printed).values()) == {status == "published"}


def test_another_account_with_the_tag_does_not_lead_to_the_one_of_a_hidden_source(client):
    tag = Tag.objects.create(name="Winter")
    draft = cast.source(status="draft", published_at=None)
    TaggedTestimony.objects.create(tag=tag, content_object=cast.testimony("The river"), printed_by=draft)
    TaggedTestimony.objects.create(tag=tag, content_object=cast.testimony("The well"))
    for page in (tag.get_absolute_url(), f"/testimonies/?tag={tag.public_id}"):
        shown = client.get(page).content.decode()
        assert "The well" in shown
        assert "The river" not in shown
