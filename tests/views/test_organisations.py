import pytest

from tests import cast

pytestmark = pytest.mark.django_db


def test_an_organisation_shows_what_it_published_and_what_is_told_of_it(client, text_of):
    paper = cast.organisation("The valley newspaper", founded="1925", kind=cast.term("organisation_kind", "newspaper"))
    cast.source("An issue of 1992", publisher=paper)
    cast.source("Hidden issue", publisher=paper, status="draft")
    testimony = cast.testimony(text="The newspaper came late.")
    cast.mention(testimony.transcripts.get().passages.get(), "newspaper", paper)
    cast.statement(paper, "The article says that it was closed.")
    page = text_of(paper.get_absolute_url())
    for words in ("Newspaper", "1925", "An issue of 1992", "The article says that it was closed."):
        assert words in page
    assert "Hidden" not in page
    assert "The <mark>newspaper</mark> came late." in client.get(paper.get_absolute_url()).content.decode()
    assert "The valley newspaper" in text_of("/organisations/?letter=t")


def test_an_organisation_that_nothing_readable_leads_to_has_no_page(client, curator):
    paper = cast.organisation("Hidden paper")
    cast.source("Hidden issue", publisher=paper, status="draft")
    assert client.get(paper.get_absolute_url()).status_code == 404
    assert "Hidden paper" not in client.get("/organisations/").content.decode()
    assert curator.get(paper.get_absolute_url()).status_code == 200
