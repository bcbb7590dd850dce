import pytest

from archive.models import SourceContribution, Tag, TaggedTestimony
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    paper = cast.organisation("The valley newspaper")
    whole = cast.source("The yearbook")
    source = cast.source(
        "The article", publisher=paper, issued="1992-04", url="https://example.org/a", part_of=whole, language="ru"
    )
    author = cast.person("Rustam Aliyev")
    SourceContribution.objects.create(source=source, person=author, role="author")
    return source


def test_a_source_says_who_made_it_when_and_where_it_is_found(text_of, client, article):
    page = text_of(article.get_absolute_url())
    for words in (
        "Author",
        "Rustam Aliyev",
        "The valley newspaper",
        "April 1992",
        "Part of",
        "The yearbook",
        "Russian",
    ):
        assert words in page
    assert 'href="https://example.org/a"' in client.get(article.get_absolute_url()).content.decode()


def test_what_rests_on_a_source_is_there_and_what_is_hidden_is_not(text_of, article):
    cast.testimony("It rests on it", source=article)
    hidden = cast.testimony("Hidden account", source=article, state="draft")
    tag = Tag.objects.create(name="Hidden tag")
    TaggedTestimony.objects.create(tag=tag, content_object=hidden, printed_by=article)
    cast.statement(cast.event("The flood"), "The article says that it rained.", asserted_by=article)
    cast.source("A photograph it reports", seen_through=article)
    cast.source("Hidden part", part_of=article, status="draft")
    page = text_of(article.get_absolute_url())
    for words in ("It rests on it", "On The flood", "The article says that it rained.", "A photograph it reports"):
        assert words in page
    assert "Hidden" not in page


def test_the_tags_it_prints_stand_in_its_own_spelling(text_of, article):
    testimony = cast.testimony(source=article)
    preferred = Tag.objects.create(name="Flood", language="en")
    printed = Tag.objects.create(name="Sel", language="az", preferred=preferred)
    TaggedTestimony.objects.create(tag=printed, content_object=testimony, printed_by=article)
    page = text_of(article.get_absolute_url())
    assert "Sel here: Flood" in page


def test_a_hidden_whole_is_not_named(text_of, client, article):
    type(article).objects.filter(title="The yearbook").write_guarded(status="draft")
    assert "yearbook" not in text_of(article.get_absolute_url())


def test_a_draft_is_hidden_and_a_withdrawn_source_is_gone(client, curator):
    draft = cast.source("A draft", status="draft", published_at=None)
    withdrawn = cast.source("Taken back", status="withdrawn", withdrawn_at="2024-05-01T00:00Z")
    assert client.get(draft.get_absolute_url()).status_code == 404
    answer = client.get(withdrawn.get_absolute_url())
    assert answer.status_code == 410
    assert "1 May 2024" in answer.content.decode()
    assert "Taken back" not in answer.content.decode()
    assert "Taken back" in curator.get(withdrawn.get_absolute_url()).content.decode()
    assert "Taken back" not in client.get("/sources/").content.decode()


def test_sources_are_listed_by_title(text_of, article):
    page = text_of("/sources/?letter=t")
    assert page.index("The article") < page.index("The yearbook")
    assert "The article" not in text_of("/sources/?letter=b")


def test_a_source_asks_few_questions(client, article, django_assert_max_num_queries):
    for number in range(20):
        cast.statement(cast.event(f"Flood {number}"), asserted_by=article)
        cast.testimony(source=article)
    with django_assert_max_num_queries(16):
        client.get(article.get_absolute_url())
