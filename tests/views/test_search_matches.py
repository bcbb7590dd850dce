"""What was found, marked: in the excerpts of search, and where an account is read."""

import re
from html import unescape

import pytest
from django.urls import reverse

from archive.models import Passage
from archive.views import paging
from tests import cast
from tests.views.test_search import ask, titles

pytestmark = [pytest.mark.django_db, pytest.mark.searches]

SEARCH = reverse("archive:search")
LONG = " ".join(f"word{number}" for number in range(200))


def marked(answer):
    return re.findall(r"<mark[^>]*>(.*?)</mark>", answer.content.decode())


# --- excerpts -------------------------------------------------------------------------------------------


def test_every_hit_of_an_excerpt_is_marked_as_a_whole_word(client):
    cast.testimony("The bridge", text="They burned the bridges. The bridge burns, they say; abridged.")
    answer = ask(client, "bridge burned")
    assert marked(answer) == ["bridge", "burned", "bridges", "bridge", "burns"]


def test_an_excerpt_is_cut_at_words_around_the_first_hit(client):
    cast.testimony("Long", text=f"{LONG} harbour {LONG}")
    page = ask(client, "harbour").content.decode()
    [excerpt] = re.findall(r"<blockquote.*?</blockquote>", page, re.DOTALL)
    text = re.sub(r"<[^>]+>", "", excerpt)
    assert "harbour" in text
    assert len(text) < 750
    assert excerpt.count('class="cut"') == 2
    assert set(re.sub(r"[…\s]|&nbsp;", " ", text).split()) <= {*LONG.split(), "harbour"}


def test_three_passages_are_shown_and_all_are_counted(client, text_of):
    record = cast.testimony("Many", text="A harbour.")
    for number in range(4):
        cast.passage(record, f"The harbour again {number}.")
    page = text_of(f"{SEARCH}?q=harbour")
    assert "5 passages with hits" in page
    assert ask(client, "harbour").content.decode().count("<blockquote") == 3


def test_an_excerpt_says_who_speaks_and_when(text_of):
    record = cast.testimony("Spoken", narrator=cast.person("Aysel Karimova"))
    speaker = record.participations.get()
    cast.passage(record, "A harbour.", speaker=speaker, start_ms=62_000, end_ms=70_000)
    page = text_of(f"{SEARCH}?q=harbour")
    assert "Aysel Karimova 1:02" in page


def test_a_speaker_who_is_not_named_is_not_named_here(text_of):
    record = cast.testimony("Unnamed", narrator=cast.person("Leyla Aliyeva"), nameable_from=None)
    cast.passage(record, "A harbour.", speaker=record.participations.get())
    page = text_of(f"{SEARCH}?q=harbour")
    assert "Unnamed" in page
    assert "Leyla" not in page
    assert "No testimonies" in text_of(f"{SEARCH}?q=speaker:Leyla")


def test_words_that_may_not_be_quoted_are_found_and_not_shown(client, text_of):
    record = cast.testimony("Not to be quoted", text="A harbour at dusk.", quotable_from=None)
    page = text_of(f"{SEARCH}?q=harbour")
    assert "Not to be quoted" in page
    assert "1 passage with hits" in page
    assert "they may not be quoted elsewhere" in page
    assert "dusk" not in page
    assert marked(ask(client, "harbour")) == []
    assert "dusk" in client.get(record.get_absolute_url()).content.decode()


def test_a_title_and_an_abstract_are_found_and_marked(client):
    cast.testimony("The harbour", abstract="Of ships in harbours.", text="Nothing else.")
    answer = ask(client, "harbour")
    assert titles(answer) == ["The harbour"]
    assert marked(answer) == ["harbour", "harbours"]
    assert marked(ask(client, "title:harbour")) == ["harbour"]


def test_markup_in_texts_stays_text(client):
    cast.testimony("<b>Bold</b>", text="A <script>harbour</script> & more.", abstract="<i>harbour</i>")
    page = ask(client, "harbour").content.decode()
    assert "<script>" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;<mark>harbour</mark>&lt;/script&gt; &amp; more." in page


# --- in the account -------------------------------------------------------------------------------------


@pytest.fixture
def account():
    record = cast.testimony("An account", text="A harbour and a harbour.")
    cast.passage(record, "Nothing.")
    cast.passage(record, "The harbours of Sarikend.")
    return record


def hit_links(answer):
    page = answer.content.decode()
    return re.findall(r'id="(hit-\d+)"', page), re.findall(r'href="#(hit-\d+)"', page)


def test_a_result_leads_to_the_very_words(client, account):
    page = ask(client, "harbours Sarikend").content.decode()
    passage = account.transcripts.get().passages.last()
    address = f"{account.get_absolute_url()}?at={passage.public_id}&amp;q=harbours+Sarikend#p-{passage.public_id}"
    assert f'href="{address}"' in page
    read = client.get(address.replace("&amp;", "&").partition("#")[0])
    assert f'id="p-{passage.public_id}"' in read.content.decode()
    assert marked(read) == ["harbour", "harbour", "harbours", "Sarikend"]


def test_matches_are_numbered_and_lead_from_one_to_the_next(client, text_of, account):
    anchors, leading = hit_links(client.get(f"{account.get_absolute_url()}?q=harbour"))
    assert anchors == ["hit-1", "hit-2", "hit-3"]
    assert leading == ["hit-1", "hit-3", "hit-2"]
    page = text_of(f"{account.get_absolute_url()}?q=harbour")
    assert "3 matches on this page for “harbour”, clear." in page
    assert "Matches 1 to 2 of 3 Next match" in page
    assert "Match 3 of 3 Previous match" in page


def test_without_a_query_nothing_is_marked(client, account):
    for query in ("", "?q=", "?q=!!!", f"?q={'x' * 2000}"):
        answer = client.get(account.get_absolute_url() + query)
        assert answer.status_code == 200
        assert marked(answer) == []
        assert 'class="matching"' not in answer.content.decode()


def test_clear_leads_to_the_same_page_without_marks(client, account):
    transcript = account.transcripts.get().public_id
    page = client.get(f"{account.get_absolute_url()}?transcript={transcript}&q=harbour&widen=0").content.decode()
    assert f'href="{account.get_absolute_url()}?transcript={transcript}">clear' in page
    assert f'href="{SEARCH}?q=harbour&amp;widen=0"' in page


def test_a_match_inside_a_link_keeps_the_link_whole(client, account):
    passage = account.transcripts.get().passages.last()
    place = cast.place("Harbours of Sarikend")
    cast.mention(passage, "harbours of Sarikend", place)
    page = client.get(f"{account.get_absolute_url()}?q=harbours&widen=0").content.decode()
    assert re.search(r'<a class="mention[^>]+><mark id="hit-3">harbours</mark> of Sarikend</a>', page)


def test_a_mention_is_a_match_of_the_name_of_what_it_means(client, account):
    passage = account.transcripts.get().passages.last()
    cast.mention(passage, "Sarikend", cast.place("Khojaly"))
    assert marked(client.get(f"{account.get_absolute_url()}?q=Khojaly")) == ["Sarikend"]
    assert marked(client.get(f"{account.get_absolute_url()}?q=Khojaly&widen=0")) == []


def test_the_page_of_one_passage_marks_it_too(client, account):
    first = account.transcripts.get().passages.first()
    answer = client.get(f"{first.get_absolute_url()}?q=harbour")
    assert hit_links(answer)[0] == ["hit-1", "hit-2"]
    assert "noindex" in answer["X-Robots-Tag"]
    second = account.transcripts.get().passages.get(position=2)
    assert f'href="{second.get_absolute_url()}?q=harbour"' in answer.content.decode()
    assert "X-Robots-Tag" not in client.get(first.get_absolute_url())


def test_a_passage_is_found_on_its_page_of_a_long_text(client, monkeypatch, account):
    monkeypatch.setattr("archive.views.testimonies.PASSAGES_PER_PAGE", 2)
    assert paging.PASSAGES_PER_PAGE > 2
    last = account.transcripts.get().passages.last()
    page = client.get(f"{account.get_absolute_url()}?at={last.public_id}&q=harbour").content.decode()
    assert f'id="p-{last.public_id}"' in page
    assert "?q=harbour&amp;transcript=" in page or "&amp;q=harbour" in page
    assert f"at={last.public_id}" not in page


@pytest.fixture
def pages_of_two(monkeypatch, account):
    """The account, on three pages of two passages: matches on the first, none on the second, one on the last."""
    monkeypatch.setattr("archive.views.testimonies.PASSAGES_PER_PAGE", 2)
    for text in ("Nothing more.", "A harbour at last."):
        cast.passage(account, text)
    third = account.transcripts.get().passages.get(position=3)
    third.text = "Nothing."
    third.save()
    return account


def beyond(client, address):
    """Where the links to matches on other pages lead, by their words."""
    page = client.get(address).content.decode()
    return {words: unescape(link) for link, words in re.findall(r'href="([^"]*)"[^>]*>([^<]* this page)</a>', page)}


def test_matches_on_other_pages_are_counted_and_lead_there(client, text_of, pages_of_two):
    address = f"{pages_of_two.get_absolute_url()}?q=harbour"
    last = pages_of_two.transcripts.get().passages.last()
    first = pages_of_two.transcripts.get().passages.first()
    to_last = f"{pages_of_two.get_absolute_url()}?at={last.public_id}&q=harbour#p-{last.public_id}"
    to_first = f"{pages_of_two.get_absolute_url()}?at={first.public_id}&q=harbour#p-{first.public_id}"
    assert beyond(client, address) == {"First match after this page": to_last}
    assert beyond(client, f"{address}&page=2") == {
        "Last match before this page": to_first,
        "First match after this page": to_last,
    }
    assert beyond(client, to_last.partition("#")[0]) == {"Last match before this page": to_first}
    page = text_of(f"{address}&page=2")
    assert "No match on this page" in page
    assert "Other pages of this text: 2 passages with matches." in page


def test_the_last_match_of_a_page_leads_on_to_the_next_page(client, pages_of_two):
    last = pages_of_two.transcripts.get().passages.last()
    page = client.get(f"{pages_of_two.get_absolute_url()}?q=harbour").content.decode()
    [following] = re.findall(r'href="([^"]*)">Next match', page)
    assert unescape(following) == f"{pages_of_two.get_absolute_url()}?at={last.public_id}&q=harbour#p-{last.public_id}"
    assert "Previous match" not in page


def test_a_text_on_one_page_speaks_of_no_others(text_of, account):
    assert "Other pages of this text" not in text_of(f"{account.get_absolute_url()}?q=harbour")


def test_a_mention_on_another_page_is_a_match_and_a_speaker_is_none(client, pages_of_two):
    last = pages_of_two.transcripts.get().passages.last()
    cast.mention(last, "at last", cast.place("Khojaly"))
    address = pages_of_two.get_absolute_url()
    assert len(beyond(client, f"{address}?q=Khojaly")) == 1
    assert beyond(client, f"{address}?q=Khojaly&widen=0") == {}
    assert beyond(client, f"{address}?q=kind:interview") == {}


@pytest.mark.parametrize("access", ["registered", "on_request", "closed"])
def test_a_passage_that_is_closed_further_is_no_match_for_who_may_not_read_it(client, curator, pages_of_two, access):
    last = pages_of_two.transcripts.get().passages.last()
    Passage.objects.filter(pk=last.pk).write_guarded(access=access)
    address = f"{pages_of_two.get_absolute_url()}?q=harbour"
    assert beyond(client, address) == {}
    assert len(beyond(curator, address)) == 1


@pytest.mark.parametrize("hit", ["", "x", "-1", "99999999999999999999", "10", "%00", "٣"])
def test_a_place_at_which_nothing_is_found_marks_nothing_apart(client, account, hit):
    passage = account.transcripts.get().passages.first()
    page = client.get(f"{account.get_absolute_url()}?at={passage.public_id}&hit={hit}&q=harbour").content.decode()
    assert re.findall(r'<mark id="([^"]*)"', page) == ["hit-1", "hit-2", "hit-3"]
    assert "hit-here" not in page
    assert "hit=" not in page.replace("&amp;", "&")


def test_a_passage_that_may_not_be_read_is_as_one_that_never_was(client, account):
    elsewhere = cast.testimony(state="draft").transcripts.get().passages.get()
    hidden = client.get(f"{account.get_absolute_url()}?at={elsewhere.public_id}")
    assert hidden.content == client.get(f"{account.get_absolute_url()}?at=bcdfghjk1").content


def test_the_number_of_queries_of_a_page_with_marks_does_not_grow(client, account, django_assert_max_num_queries):
    address = f"{account.get_absolute_url()}?q=harbour"
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    for _ in range(5):
        cast.passage(account, "One more harbour.")
    with django_assert_max_num_queries(len(few)):
        client.get(address)
