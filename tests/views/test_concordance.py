"""The concordance: a line for each place, from words that may be read and quoted; sorted, paged, exported."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from archive.models import Transcript
from archive.search import concordance
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.searches]

ADDRESS, TABLE = "/concordance/", "/concordance/lines.csv"


def lines(client, address=ADDRESS, **asked):
    """Before, hit and after of every line of a page; none where nothing was asked for."""
    page = client.get(address, asked).context.get("page", ())
    return [(line.context.before, line.context.hit, line.context.after) for line in page]


def hits(client, **asked):
    return [hit for _before, hit, _after in lines(client, **asked)]


def rows(client, **asked):
    return list(csv.DictReader(io.StringIO(client.get(TABLE, asked).content.decode("utf-8-sig"))))


def written_in(language, text, title=""):
    testimony = cast.testimony(title, text="Nothing here.")
    transcript = Transcript.objects.create(
        testimony=testimony, language=language, kind=Transcript.Kind.VERBATIM, position=2
    )
    passage = transcript.passages.create(position=1, text=text)
    return testimony, passage


# --- lines ----------------------------------------------------------------------------------------------


def test_every_place_has_a_line_with_the_words_around_it(client):
    cast.testimony(text="The bridge fell. We crossed the bridge at night.")
    assert lines(client, q="bridge") == [
        ("The", "bridge", "fell. We crossed the bridge at night."),
        ("The bridge fell. We crossed the", "bridge", "at night."),
    ]


def test_a_page_without_a_question_asks_for_one(client):
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert "page" not in answer.context
    assert client.get(TABLE).content.decode("utf-8-sig").strip() == ",".join(
        ("Before", "Found", "After", "Testimony", "Speaker", "Language", "Passage", "Address")
    )


def test_any_form_of_a_word_has_a_line_and_a_phrase_stands_as_written(client):
    cast.testimony(text="A village burned. The villages were burned down.")
    assert hits(client, q="village") == ["village", "villages"]
    assert hits(client, q='"villages were"') == ["villages were"]
    assert hits(client, q='"burned villages"') == []
    assert hits(client, q="vill*") == ["village", "villages"]
    assert hits(client, q='"village down"~1') == []
    assert hits(client, q='"burned down"~1') == ["burned", "down"]


def test_what_must_be_absent_has_no_line_and_keeps_testimonies_out(client):
    cast.testimony(text="The river rose.")
    cast.testimony(text="The river and the bridge.")
    assert lines(client, q="river -bridge") == [("The", "river", "rose.")]
    assert lines(client, q="-bridge") == []


def test_a_name_is_met_in_every_spelling_unless_only_what_was_typed_is_wanted(client):
    place = cast.place("Khojaly")
    cast.also_called(place, "Xocalı", "az")
    testimony = cast.testimony(text="She left Khojaly. Xocalıda qar yağırdı.")
    cast.mention(testimony.transcripts.get().passages.get(), "Khojaly", place)
    assert hits(client, q="Xocalı") == ["Khojaly", "Xocalıda"]
    assert hits(client, q="Xocalı", widen="0") == []
    assert "Search only the spellings that were typed" in client.get(ADDRESS, {"q": "Xocalı"}).content.decode()


def test_a_mention_has_a_line_where_the_word_is_no_name(client):
    person = cast.person("Rustam Karimov")
    testimony = cast.testimony(text="Then my uncle came.")
    cast.mention(testimony.transcripts.get().passages.get(), "my uncle", person)
    assert lines(client, q='"Rustam Karimov"') == [("Then", "my uncle", "came.")]


def test_a_mention_in_what_only_some_may_read_has_a_line_for_them(client, curator):
    person = cast.person("Rustam Karimov")
    testimony = cast.testimony(text="Then my uncle came, my uncle said.", state="registered")
    cast.mention(testimony.transcripts.get().passages.get(), "my uncle", person)
    cast.mention(cast.testimony(text="Rustam Karimov sang.").transcripts.get().passages.get(), "Rustam Karimov", person)
    assert lines(client, q='"Rustam Karimov"') == [("", "Rustam Karimov", "sang.")]
    assert lines(curator, q='"Rustam Karimov"') == [
        ("", "Rustam Karimov", "sang."),
        ("Then", "my uncle", "came, my uncle said."),
    ]


@pytest.mark.parametrize(
    ("language", "text", "asked", "expected"),
    [
        ("az", "Biz körpünü keçdik.", "körpünü", ("Biz", "körpünü", "keçdik.")),
        ("ru", "Мы шли через мосты ночью.", "мост", ("Мы шли через", "мосты", "ночью.")),
        ("fa", "ما از پل گذشتیم.", "پل", ("ما از", "پل", "گذشتیم.")),
        ("hy", "Մենք անցանք կամուրջը գիշերը։", "կամուրջը", ("Մենք անցանք", "կամուրջը", "գիշերը։")),
        ("ja", "私は東京都に住んでいた。", "東京", ("私は", "東京", "都に住んでいた。")),
        ("th", "แม่น้ำท่วม", "น้ำ", ("แม่", "น้ำ", "ท่วม")),
        ("ka", "ხიდი დაინგრა.", "ხიდი", ("", "ხიდი", "დაინგრა.")),
        ("zh", "河水上涨了。", "河水", ("", "河水", "上涨了。")),
        ("ko", "우리는 다리를 건넜다.", "다리를", ("우리는", "다리를", "건넜다.")),
    ],
)
def test_lines_in_every_script(client, language, text, asked, expected):
    written_in(language, text)
    assert lines(client, q=asked) == [expected]


def test_a_line_runs_in_the_direction_of_its_script(client):
    written_in("fa", "ما از پل گذشتیم.")
    written_in("en", "We crossed the bridge.")
    persian, english = (client.get(ADDRESS, {"q": word}).content.decode() for word in ("پل", "bridge"))
    assert '<li class="kwic-line" dir="rtl">' in persian
    assert '<li class="kwic-line" dir="ltr">' in english
    assert "style=" not in persian.partition("<main")[2]


@pytest.mark.parametrize(("width", "kept"), [("20", 20), ("40", 40), ("1", 20), ("9999", 200), ("x", 60), ("", 60)])
def test_the_width_is_kept_within_bounds(client, width, kept):
    cast.testimony(text=f"{'a' * 300} bridge {'b' * 300}")
    [(before, _hit, after)] = lines(client, q="bridge", width=width)
    assert (len(before), len(after)) == (kept - 1, kept - 1)  # and the space


def test_a_cut_parts_no_letter_from_its_marks(client):
    text = "e\u0331" * 100 + " bridge"
    cast.testimony(text=text)
    [(before, _hit, _after)] = lines(client, q="bridge", width="20")
    assert before[0] == "e"


def test_a_long_passage_is_met_beyond_its_first_piece(client):
    cast.testimony(text=f"{'word ' * 8500}bridge at last")
    [(_before, hit, after)] = lines(client, q="bridge")
    assert (hit, after) == ("bridge", "at last")


def test_a_line_leads_to_its_place_with_the_question(client):
    passage = cast.testimony(text="The bridge fell.").transcripts.get().passages.get()
    asked = {"q": '(bridge OR &x"', "widen": "0"}
    [address] = re.findall(r'class="kwic-hit"[^>]*href="([^"]*)"', client.get(ADDRESS, asked).content.decode())
    account = passage.transcript.testimony.get_absolute_url()
    expected = f"{account}?at={passage.public_id}&hit=4&q=bridge+OR+x&widen=0#here"
    assert unescape(address) == expected
    assert [row["Address"] for row in rows(client, **asked)] == [f"http://testserver{expected}"]


def test_the_match_of_a_line_is_told_from_the_others_where_it_leads(client, monkeypatch):
    monkeypatch.setattr("archive.views.testimonies.PASSAGES_PER_PAGE", 1)
    record = cast.testimony(text="No word.")
    cast.passage(record, "A bridge, a bridge and a bridge.")
    addresses = [line.address for line in client.get(ADDRESS, {"q": "bridge"}).context["page"]]
    for number, address in enumerate(addresses):
        page = client.get(address.partition("#")[0]).content.decode()
        marks = re.findall(r'<mark id="(.*?)"(.*?)>', page)
        expected = ["hit-1", "hit-2", "hit-3"]
        expected[number] = "here"
        assert [anchor for anchor, _more in marks] == expected
        assert [bool(more) for _anchor, more in marks] == [each == "here" for each in expected]
        assert set(re.findall(r'href="#((?:hit|here)[^"]*)"', page)) <= set(expected)


def test_every_line_has_a_link_of_its_own_name(client):
    passage = cast.testimony("The river", text="The bridge fell.").transcripts.get().passages.get()
    [link] = re.findall(r'<a class="kwic-hit".*?</a>', client.get(ADDRESS, {"q": "bridge"}).content.decode(), re.DOTALL)
    assert re.sub(r"<[^>]*>", "", link) == f"bridge in The river, passage {passage.public_id}"


# --- order, pages --------------------------------------------------------------------------------------


def test_lines_are_sorted_by_the_words_on_either_side(client):
    cast.testimony(text="The old bridge burned.")
    cast.testimony(text="Our new bridge fell.")
    cast.testimony(text="An old bridge collapsed.")
    cast.testimony(text="Bridge.")
    first = [before for before, _, _ in lines(client, q="bridge", sort="left")]
    assert first == ["Our new", "An old", "The old", ""]
    assert [before for before, _, _ in lines(client, q="bridge", sort="left", words="2")] == first
    assert [after for _, _, after in lines(client, q="bridge", sort="right")] == ["burned.", "collapsed.", "fell.", "."]
    newest = [before for before, _, _ in lines(client, q="bridge", sort="nonsense")]
    assert newest == ["", "An old", "Our new", "The old"]


def test_sorting_by_more_words_looks_further(client):
    for left in ("b a", "a a", "c a"):
        cast.testimony(text=f"{left} bridge")
    assert [before for before, _, _ in lines(client, q="bridge", sort="left", words="2")] == ["a a", "b a", "c a"]
    assert [before for before, _, _ in lines(client, q="bridge", sort="left", words="1")] == ["c a", "a a", "b a"]


def test_pages_of_fifty_lines(client):
    cast.testimony(text="bridge " * 120)
    page = client.get(ADDRESS, {"q": "bridge"}).context["page"]
    assert (len(page), page.has_next, str(page.count)) == (50, True, "120")
    last = client.get(ADDRESS, {"q": "bridge", "page": "3"}).context["page"]
    assert (len(last), last.has_next, last.first) == (20, False, 101)
    assert client.get(ADDRESS, {"q": "bridge", "page": "4"}).status_code == 404
    assert client.get(ADDRESS, {"q": "bridge", "page": "x"}).status_code == 404


def test_what_is_not_looked_at_is_not_counted_and_said(client, monkeypatch):
    monkeypatch.setattr(concordance, "COUNTED", 60)
    monkeypatch.setattr(concordance, "MOST_LINES", 100)
    for _each in range(3):
        cast.testimony(text="bridge " * 50)
    page = client.get(ADDRESS, {"q": "bridge"}).context["page"]
    assert (str(page.count), page.has_next) == ("more than 60", True)
    answer = client.get(ADDRESS, {"q": "bridge", "sort": "right"})
    assert str(answer.context["page"].count) == "more than 100"
    assert "sorted are 100 of them" in answer.content.decode()
    assert client.get(ADDRESS, {"q": "bridge", "page": "2"}).context["page"].has_next is False
    assert client.get(ADDRESS, {"q": "bridge", "page": "3"}).status_code == 404
    assert len(rows(client, q="bridge")) == 100


@pytest.mark.parametrize("q", ['"', "(", "\x00", "%", "'; DROP", "OR", "*", "~", "@p1", "😀", "year:1992"])
def test_odd_questions_find_nothing_and_break_nothing(client, q):
    cast.testimony(text="The bridge fell.")
    assert lines(client, q=q) == []


# --- who may read it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in cast.STATES if state != "public"])
def test_hidden_words_have_no_line_and_are_not_counted(client, curator, state):
    cast.testimony(text="The bridge fell.")
    alone = client.get(ADDRESS, {"q": "bridge"}).content
    cast.testimony(text="A secret bridge.", state=state)
    assert client.get(ADDRESS, {"q": "bridge"}).content == alone
    assert lines(client, q="secret") == []
    assert rows(client, q="secret") == []
    assert hits(curator, q="secret") == ["secret"]


def test_what_registered_readers_may_read_has_lines_for_them(client, registered):
    cast.testimony(text="A secret bridge.", state="registered")
    assert hits(registered, q="secret") == ["secret"]
    assert [row["Found"] for row in rows(registered, q="secret")] == ["secret"]
    assert hits(client, q="secret") == []


def test_what_may_be_read_and_not_quoted_has_no_line(client):
    told = cast.testimony(text="The bridge fell.", quotable_from=None)
    assert "The bridge fell." in client.get(told.get_absolute_url()).content.decode()
    assert lines(client, q="bridge") == []
    assert rows(client, q="bridge") == []


def test_an_embargo_that_ends_opens_the_lines_without_a_write(client):
    start = timezone.now()
    cast.testimony(text="The bridge fell.", embargo_until=start + timedelta(hours=1))
    with time_machine.travel(start, tick=False) as clock:
        assert hits(client, q="bridge") == []
        clock.move_to(start + timedelta(hours=1))
        assert hits(client, q="bridge") == ["bridge"]


def test_a_narrator_whose_name_is_not_shown_is_named_on_no_line(client):
    narrator = cast.person("Aysel Karimova")
    cast.testimony(text="The bridge fell.", narrator=narrator, nameable_from=None)
    page = client.get(ADDRESS, {"q": "bridge"}).content.decode()
    assert "Karimova" not in page
    assert [row["Speaker"] for row in rows(client, q="bridge")] == [""]


# --- the table ------------------------------------------------------------------------------------------


def test_the_table_has_the_lines_and_runs_nothing(client: Client):
    testimony = cast.testimony('=HYPERLINK("x")', text="-2+3 bridge @sum", narrator=cast.person("+Aysel"))
    answer = client.get(TABLE, {"q": "bridge"})
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    [row] = rows(client, q="bridge")
    passage = testimony.transcripts.get().passages.get()
    assert row["Before"] == "'-2+3"
    assert row["After"] == "'@sum"
    assert row["Testimony"] == '\'=HYPERLINK("x")'
    assert row["Speaker"] == "'+Aysel"
    assert row["Passage"] == passage.public_id
