import pytest

from tests import cast

pytestmark = pytest.mark.django_db


def test_a_collection_shows_what_is_in_it_and_nothing_hidden(text_of):
    whole = cast.collection("The valley", description="What the museum gathered.", custodian="The museum")
    part = cast.collection("Letters", parent=whole)
    cast.collection("Hidden drawer", parent=whole, status="draft")
    cast.testimony("In the collection", collection=whole)
    cast.testimony("Hidden account", collection=whole, state="draft")
    cast.testimony("Elsewhere", collection=part)
    page = text_of(whole.get_absolute_url())
    for words in ("What the museum gathered.", "The museum", "Letters", "In the collection", "1 testimony"):
        assert words in page
    assert "Hidden" not in page
    assert "Elsewhere" not in page
    assert "in The valley" in text_of(part.get_absolute_url())


def test_a_hidden_whole_is_not_named(text_of):
    whole = cast.collection("Hidden fonds", status="draft")
    part = cast.collection("Letters", parent=whole)
    assert "Hidden" not in text_of(part.get_absolute_url())


def test_a_draft_is_hidden_and_a_withdrawn_collection_is_gone(client, curator):
    draft = cast.collection("A draft", status="draft", published_at=None)
    withdrawn = cast.collection("Taken back", status="withdrawn", withdrawn_at="2024-05-01T00:00Z")
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(withdrawn.get_absolute_url()).status_code == 410
    assert curator.get(draft.get_absolute_url()).status_code == 200
    listed = client.get("/collections/").content.decode()
    assert "A draft" not in listed
    assert "Taken back" not in listed


def test_collections_are_listed_with_their_custodians(text_of):
    cast.collection("The valley", custodian="The museum")
    assert "Kept by The museum" in text_of("/collections/")
