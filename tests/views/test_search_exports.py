"""Search to take along: the feed of a query, and its hits as a table."""

import csv
import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from archive.views import search_exports
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.searches]

FEED, TABLE = reverse("archive:search-feed"), reverse("archive:search-hits")
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(answer):
    root = ElementTree.fromstring(answer.content)
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def rows(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


# --- the feed -------------------------------------------------------------------------------------------


def test_the_feed_lists_what_is_found_newest_first(client):
    for title in ("First", "Second", "Third"):
        cast.testimony(
            title, text="A harbour.", narrator=cast.person(f"Aysel {title}"), abstract="<b>Of</b> ships & men"
        )
    cast.testimony("Another", text="A well.")
    answer = client.get(FEED, {"q": "harbour"})
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "noindex" in answer["X-Robots-Tag"]
    assert entries(answer) == ["Third", "Second", "First"]
    entry = next(ElementTree.fromstring(answer.content).iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Aysel Third"
    assert entry.findtext(f"{ATOM}summary") == "&lt;b&gt;Of&lt;/b&gt; ships &amp; men"


def test_the_feed_is_a_visitors_whoever_asks(client, curator, registered):
    cast.testimony("Open", text="A harbour.")
    for state in ("registered", "on_request", "closed", "embargoed", "draft", "withdrawn", "no_consent"):
        cast.testimony(f"In {state}", text="A harbour.", state=state)
    for who in (client, curator, registered):
        assert entries(who.get(FEED, {"q": "harbour"})) == ["Open"]


def test_a_narrator_who_is_not_named_is_not_named_in_the_feed(client):
    cast.testimony("Open", text="A harbour.", narrator=cast.person("Leyla Aliyeva"), nameable_from=None)
    answer = client.get(FEED, {"q": "harbour"})
    assert entries(answer) == ["Open"]
    assert "Leyla" not in answer.content.decode()


@pytest.mark.parametrize("query", ["", "nothing"])
def test_a_feed_of_nothing_is_a_feed_and_always_the_same(client, query):
    answer = client.get(FEED, {"q": query})
    assert entries(answer) == []
    assert answer.content == client.get(FEED, {"q": query}).content


def test_what_xml_cannot_write_is_left_out(client):
    cast.testimony("Bell\x07 rings", text="A harbour.")
    assert entries(client.get(FEED, {"q": "harbour"})) == ["Bell rings"]
    assert client.get(FEED, {"q": "har\x07bour"}).status_code == 200


# --- the table ------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_passage_with_hits(client):
    record = cast.testimony("An account", text="A harbour.", narrator=cast.person("Aysel Karimova"))
    second = cast.passage(record, "The\nharbours.", speaker=record.participations.get(), start_ms=62_000)
    cast.passage(record, "Nothing.")
    answer = client.get(TABLE, {"q": "harbour"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="hits.csv"'
    assert "noindex" in answer["X-Robots-Tag"]
    header, first, last = rows(answer)
    assert tuple(header) == search_exports.COLUMNS
    assert first[1:2] + first[5:6] == ["An account", "A harbour."]
    assert last[0] == record.public_id
    assert last[2] == second.public_id
    assert last[3] == "Aysel Karimova"
    assert last[4] == "1:02"
    assert last[5] == "The harbours."
    assert last[6] == f"http://testserver{second.get_absolute_url()}?q=harbour"


@pytest.mark.parametrize(
    "beginning", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "＝", "＋", "－", "＠", "\u00a0="]
)
def test_no_cell_is_calculated(client, beginning):
    person = cast.person(f"{beginning}cmd")
    cast.testimony(f"{beginning}1+1 harbour", text=f"{beginning}HYPERLINK(1) harbour", narrator=person)
    [_header, *found] = rows(client.get(TABLE, {"q": "harbour"}))
    assert len(found) == 1
    for each in found[0]:
        assert not each.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")), each
    assert "HYPERLINK(1) harbour" in found[0][5]


def test_quotation_marks_and_line_ends_do_not_break_a_row(client):
    cast.testimony('He said "stop",\nthen', text='A "harbour",\r\nand; more')
    [_header, row] = rows(client.get(TABLE, {"q": "harbour"}))
    assert row[5] == 'A "harbour", and; more'


def test_words_that_may_not_be_quoted_are_left_out_and_counted(client):
    cast.testimony("Open", text="A harbour.")
    cast.testimony("Not to be quoted", text="A harbour at dusk.", quotable_from=None)
    [_header, row, remark] = rows(client.get(TABLE, {"q": "harbour"}))
    assert row[1] == "Open"
    told = "1 more passages have hits, and their words may not be quoted: read them in the account."
    assert remark == [told, *[""] * (len(search_exports.COLUMNS) - 1)]
    assert "dusk" not in client.get(TABLE, {"q": "harbour"}).content.decode()


def test_a_table_that_is_cut_says_so_in_its_last_line(client, monkeypatch):
    for number in range(4):
        cast.testimony(f"Account {number}", text="A harbour.")
    assert len(rows(client.get(TABLE, {"q": "harbour"}))) == 5
    monkeypatch.setattr(search_exports, "MOST_ROWS", 3)
    found = rows(client.get(TABLE, {"q": "harbour"}))
    assert len(found) == 1 + 3 + 1
    assert found[-1][0] == "There are more passages with hits than are listed: a table has at most 3."
    assert {len(row) for row in found} == {len(search_exports.COLUMNS)}


def test_the_table_keeps_to_facets_and_to_the_order_asked_for(client):
    cast.testimony("Beta", text="A harbour.", kind="letter")
    cast.testimony("Alpha", text="A harbour.", kind="letter")
    cast.testimony("Gamma", text="A harbour.", kind="speech")
    found = rows(client.get(TABLE, {"q": "harbour", "kind": "letter", "sort": "title"}))[1:]
    assert [row[1] for row in found] == ["Alpha", "Beta"]


def test_without_a_query_the_table_is_empty(client):
    cast.testimony("Open", text="A harbour.")
    assert rows(client.get(TABLE)) == [[*search_exports.COLUMNS]]
