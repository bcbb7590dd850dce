import pytest

from tests import cast

pytestmark = pytest.mark.django_db


def spoken_of(place, words="Sarikend"):
    testimony = cast.testimony(f"Account of {words}", text=f"She left {words} at night.")
    cast.mention(testimony.transcripts.get().passages.get(), words, place)
    return testimony


@pytest.fixture
def sarikend():
    valley = cast.place("The valley")
    place = cast.place(
        "Sarikend",
        parent=valley,
        kind=cast.term("place_kind", "village"),
        latitude="39.91113",
        longitude="46.79028",
        precision="settlement",
        position_from="GeoNames, CC BY 4.0",
    )
    cast.also_called(place, "Սարիքենդ", "hy", kind="usual", used_by="Armenian usage")
    cast.also_called(place, "Сарыкенд", "ru", kind="former", used_by="Soviet maps", used_during="1930/1991")
    spoken_of(place)
    return place


def test_contested_names_stand_side_by_side_with_who_uses_them(text_of, client, sarikend):
    page = text_of(sarikend.get_absolute_url())
    for words in ("Սարիքենդ", "Armenian usage", "Сарыкенд", "Soviet maps", "Former name", "1930", "Russian (Cyrillic)"):
        assert words in page
    assert 'lang="hy"' in client.get(sarikend.get_absolute_url()).content.decode()


def test_the_position_says_how_exact_it_is_and_where_it_is_from(text_of, sarikend):
    page = text_of(sarikend.get_absolute_url())
    assert "39.91113° N, 46.79028° E" in page
    assert "A point in the settlement; taken from GeoNames, CC BY 4.0" in page


def test_an_unknown_position_is_said_to_be_unknown(text_of):
    place = cast.place("Nowhere known")
    spoken_of(place, "Nowhere known")
    assert "Not known to the archive" in text_of(place.get_absolute_url())


def test_what_lies_above_is_named_only_to_those_who_may_see_it(client, curator, sarikend):
    valley = sarikend.parent
    for address in (sarikend.get_absolute_url(), "/places/"):
        assert "The valley" not in client.get(address).content.decode()
        assert "The valley" in curator.get(address).content.decode()
    spoken_of(valley, "The valley")
    assert valley.get_absolute_url() in client.get(sarikend.get_absolute_url()).content.decode()


def test_a_hidden_place_between_two_visible_ones_is_passed_over(client, sarikend):
    hidden = cast.place("Hidden quarter", parent=sarikend)
    mill = cast.place("The mill", parent=hidden)
    spoken_of(mill, "The mill")
    page = client.get(mill.get_absolute_url()).content.decode()
    assert sarikend.get_absolute_url() in page
    assert "Hidden quarter" not in page
    assert "Hidden quarter" not in client.get("/places/").content.decode()


def test_passages_recordings_events_and_places_within_are_there(client, text_of, sarikend):
    cast.testimony("Told on the spot", recorded_at=sarikend)
    flood = cast.event("The flood", date="1992-03")
    flood.places.add(sarikend)
    cast.statement(flood)
    hidden = cast.event("Hidden event")
    hidden.places.add(sarikend)
    mill = cast.place("The mill", parent=sarikend)
    spoken_of(mill, "The mill")
    cast.place("Hidden house", parent=sarikend)
    page = text_of(sarikend.get_absolute_url())
    for words in ("Told on the spot", "The flood", "March 1992", "The mill", "She left Sarikend at night."):
        assert words in page
    assert "Hidden" not in page
    assert "<mark>Sarikend</mark>" in client.get(sarikend.get_absolute_url()).content.decode()


def test_a_place_known_only_from_a_draft_has_no_page(client, curator):
    place = cast.place("Hidden village")
    cast.testimony(state="draft", recorded_at=place)
    assert client.get(place.get_absolute_url()).status_code == 404
    assert "Hidden village" not in client.get("/places/").content.decode()
    assert curator.get(place.get_absolute_url()).status_code == 200


def test_the_list_says_what_and_where_a_place_is(text_of, sarikend):
    spoken_of(sarikend.parent, "The valley")
    assert "Sarikend village in The valley" in text_of("/places/")


def test_a_place_asks_few_questions_however_deep_it_lies(client, curator, sarikend, django_assert_max_num_queries):
    for number in range(8):
        event = cast.event(f"Flood {number}", kind=cast.term("event_kind", f"flood-{number}"))
        event.places.add(sarikend)
        cast.statement(event)
    deep = sarikend
    for depth in range(8):
        deep = cast.place(f"House {depth}", parent=deep)
        spoken_of(deep, f"House {depth}")
    for reader, most in ((client, 16), (curator, 20)):
        with django_assert_max_num_queries(most):
            reader.get(sarikend.get_absolute_url())
        with django_assert_max_num_queries(most):
            page = reader.get(deep.get_absolute_url()).content.decode()
    assert "House 0" in page
