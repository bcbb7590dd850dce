"""Names in a query: every spelling in every script is looked for, the page can say so, and it can be switched off."""

import pytest

from archive.access.viewer import Viewer
from archive.models import Name, Participation, Person
from archive.search import expansion, index, parsing
from tests import cast

pytestmark = pytest.mark.django_db

CURATOR = Viewer(user_id=6, is_curator=True)

WIDENED = [
    # query, found with widening, found without
    ("Khojaly", "road az az-cyrl ru", "road"),
    ("Xocalı", "road az az-cyrl ru", ""),
    ("xocali", "road az az-cyrl ru", ""),
    ("Xo'jali", "road az az-cyrl ru", ""),
    ("Xoʻjali", "road az az-cyrl ru", ""),
    ("Хоҹалы", "road az az-cyrl ru", ""),
    ("Ходжалы", "road az az-cyrl ru", "ru"),
    ("Khodzhaly", "road az az-cyrl ru", "ru"),
    ("Խոջալու", "road az az-cyrl ru", ""),
    ("Xocalıdan", "az az-cyrl", "az az-cyrl"),  # with an ending it is a word, and no name
    ("Notiq Qosimov", "road az ru uz", ""),
    ("Натик Касымов", "road az ru uz", ""),
    ("natiq qasimov", "road az ru uz", ""),
    ("NATİQ QASIMOV", "road az ru uz", ""),
    ('"Notik Kasimov"', "road az ru uz", ""),
    ("Qasımov", "road az ru", ""),  # a surname alone: those who bear it, by their mentions
    ("Kasimov", "road az ru", "road"),
    ("Касымов", "road az ru", "road ru"),  # the Russian stem meets Kasimov, folded
    ("Yerevan", "hy tr", ""),
    ("Ереван", "hy tr", ""),
    ("Tbilisi", "ka", ""),
    ("The night fire", "road", ""),
    ("Gecə yanğını", "road", ""),
    ("Khojaly snow", "road", "road"),
    ("Xocalı snow", "road", ""),
    ("Notiq Qosimov Khojaly", "road az ru", ""),
    ("-Xocalı lang:az", "", "az az-cyrl"),
    ("Xocalı OR snow", "road az az-cyrl ru", "road"),
    ("Fuzuli", "river mill", ""),
    ("Nowhereville", "", ""),
    ("burned", "river mill", "river mill"),
]


@pytest.mark.parametrize(("query", "widened", "narrow"), WIDENED, ids=[row[0] for row in WIDENED])
def test_widening(valley, query, widened, narrow):
    assert valley.found(query) == set(widened.split())
    assert valley.found(query, widened=False) == set(narrow.split())


@pytest.mark.parametrize(
    ("name", "language", "typed"),
    [
        ("Аға Ҹавадов", "az-Cyrl", "Ağa Cavadov"),
        ("Аға Ҹавадов", "az-Cyrl", "Аға Ҹавадов"),
        ("Ўктам Ғуломов", "uz-Cyrl", "Oʻktam Gʻulomov"),
    ],
)
def test_a_name_kept_in_the_other_alphabet_of_its_language_is_found(valley, name, language, typed):
    person = cast.person("Someone else")
    cast.testimony(narrator=person)
    Name.objects.create(person=person, text=name, language=language)
    [found] = [each for each in valley.answer(typed).expansions if each.bearer.key == person.pk]
    assert found.typed == typed


ENDINGS = [
    # name and language, a text with it in a case, language of the text
    ("Xocalı", "az", "O vaxt Xocalıda idik.", "az"),
    ("Xocalı", "az", "Xocalının yolu.", "az"),
    ("Qarabağ", "az", "Qarabağdan gəldik.", "az"),
    ("Şuşa", "az", "Şuşaya getdik.", "az"),
    ("Хоҹалы", "az-Cyrl", "Хоҹалыда галдыг.", "az-Cyrl"),
    ("Касымов", "ru", "Я видела Касымова.", "ru"),
    ("Касымов", "ru", "Говорили с Касымовым.", "ru"),
    ("Шуша", "ru", "Мы жили в Шуше.", "ru"),
    ("Iğdır", "tr", "Iğdır'da okula gitti.", "tr"),
    ("Ankara", "tr", "Ankaradan gelmiş.", "tr"),
    ("Toshkent", "uz", "Toshkentda yashadik.", "uz"),
    ("Երևան", "hy", "Երևանում ապրեցինք։", "hy"),
    ("თბილისი", "ka", "თბილისში ვიყავით.", "ka"),
    ("تهران", "fa", "کوچه‌های تهران", "fa"),
    ("Kasimov", "en", "In the Kasimovs' house.", "en"),
]


def test_the_case_endings_of_names(valley):
    with index.collecting():
        written = [inflected(valley, number, *row) for number, row in enumerate(ENDINGS)]
    missed = []
    for number, passage in enumerate(written):
        hits = valley.answer(f"Zzorp{number}").hits
        if (passage.transcript.testimony_id, (passage.pk,)) not in [(hit.testimony, hit.passages) for hit in hits]:
            missed.append(passage.text)
    assert missed == []


def inflected(valley, number, name, language, text, written):
    """A passage with ``name`` in a case, by which a place with another name is called, too."""
    place = cast.place(f"Zzorp{number}")
    cast.also_called(place, name, language)
    cast.mention(valley.passages["th", 1], "หมู่บ้าน", place)  # so that readers may be told of it
    record = cast.testimony()
    transcript = record.transcripts.get()
    transcript.language = written
    transcript.save()
    return cast.passage(record, text)


EXPLAINED = [
    # query, (what was typed, the heading of the bearer, spellings named)
    ("Xocalı", [("Xocalı", "Khojaly", 6)]),
    ("Notiq Qosimov", [("Notiq Qosimov", "Notik Kasimov", 4)]),
    ("Qasımov", [("Qasımov", "Notik Kasimov", 0)]),  # the surname: no spelling of the whole name is looked for
    ("Fuzuli", [("Fuzuli", "Fuzuli", 2), ("Fuzuli", "Fuzuli", 2)]),
    ("Xocalı Yerevan", [("Xocalı", "Khojaly", 6), ("Yerevan", "Yerevan", 3)]),
    ("burned", []),
    ("Nowhereville", []),
    ("xyzzy", []),
]


@pytest.mark.parametrize(("query", "expected"), EXPLAINED, ids=[row[0] for row in EXPLAINED])
def test_the_answer_says_through_whom_it_was_widened(valley, query, expected):
    expansions = valley.answer(query).expansions
    assert [(each.typed, each.bearer.heading, len(each.spellings)) for each in expansions] == expected
    assert valley.answer(query, widened=False).expansions == []


def test_two_places_of_one_name_are_offered_apart(valley):
    expansions = valley.answer("Fuzuli").expansions
    assert {each.bearer.public_id for each in expansions} == {
        valley.records["Fuzuli town"].public_id,
        valley.records["Fuzuli village"].public_id,
    }
    assert {each.spellings for each in expansions} == {("Fuzuli", "Füzuli şəhəri"), ("Fuzuli", "Füzuli kəndi")}
    assert valley.found(f"place:{valley.records['Fuzuli town'].public_id}") == {"river"}
    assert valley.found(f"place:{valley.records['Fuzuli village'].public_id}") == {"mill"}


def test_a_word_in_too_many_names_is_a_word_only(valley):
    assert valley.answer("Tellerby").expansions == []
    assert valley.found("Tellerby") == set()
    assert len(valley.found("speaker:Tellerby")) == 15


def test_some_of_the_name_are_few_enough(valley, monkeypatch):
    monkeypatch.setattr(expansion, "MOST_BEARERS", 15)
    assert len(valley.answer("Tellerby").expansions) == 15


@pytest.mark.parametrize("query", ["Khojaly burned road", "(Khojaly)", "Khojaly -xyzzy", "-snow Khojaly"])
def test_names_are_found_anywhere_in_a_query(valley, query):
    assert [each.typed for each in valley.answer(query).expansions] == ["Khojaly"]


@pytest.mark.parametrize("query", ["place:Khojaly", "title:Khojaly", "tag:Khojaly", '"Khojaly road"', '"Khojaly x"~3'])
def test_and_nowhere_else(valley, query):
    assert valley.answer(query).expansions == []


# --- what may not be told -------------------------------------------------------------------------------

NOWHERE = [
    (state, query)
    for state in cast.STATES[1:]
    for query in (
        f"Hidden {state.replace('_', '').capitalize()}son",
        f"{state.replace('_', '').capitalize()}son",
        f"person:{state.replace('_', '').capitalize()}son",
        f"speaker:{state.replace('_', '').capitalize()}son",
    )
]


@pytest.mark.parametrize(("state", "query"), NOWHERE)
def test_a_name_known_only_from_hidden_testimonies_is_as_if_it_were_not(valley, state, query):
    answer = valley.answer(query)
    assert (answer.total, answer.expansions) == (0, [])
    assert valley.found(query, CURATOR) == {state}


def test_a_variant_is_not_widened_through_who_is_hidden(valley):
    hidden = valley.records["narrator of draft"]
    cast.also_called(hidden, "Snow")
    assert valley.answer("snow").expansions == []
    assert valley.found("snow") == {"road"}
    assert [each.bearer.heading for each in valley.answer("snow", CURATOR).expansions] == ["Hidden Draftson"]
    assert valley.found("snow", CURATOR) == {"road", "draft"}


def unnamed(valley):
    """A readable testimony whose narrator consent does not name, who is spoken of in another one."""
    person = cast.person("Gulnar Heydarli")
    columns = {"nameable_from": None}
    record = cast.testimony("Without a name", narrator=person, text="A barley field.", **columns)
    elsewhere = cast.passage(valley.testimonies["mill"], "Gulnar was there, too.")
    cast.mention(elsewhere, "Gulnar", person)
    return person, record


HIDDEN_NAME = ["Gulnar Heydarli", "Heydarli", '"Gulnar Heydarli"', "person:Heydarli", "person:Gul*", "speaker:Heydarli"]


@pytest.mark.parametrize("query", HIDDEN_NAME)
def test_a_narrator_whom_consent_does_not_name_is_not_found_by_the_name(valley, query):
    person, record = unnamed(valley)
    valley.names[record.pk] = "unnamed"
    assert "unnamed" in valley.found("barley")
    assert valley.found(query) == (set() if query.startswith("speaker") else {"mill"})
    assert valley.found(query, Viewer(user_id=5)) == valley.found(query)
    assert "unnamed" in valley.found(query, CURATOR)
    assert valley.found("barley", chosen={"p": frozenset({f"@p{person.pk}"})}) == set()


def test_nor_by_a_mention_or_retelling_in_the_same_testimony(valley):
    person, record = unnamed(valley)
    passage = cast.passage(record, "Her words again.", reports=person)
    cast.mention(passage, "Her", person)
    valley.names[record.pk] = "unnamed"
    assert valley.found("person:Heydarli") == {"mill"}
    assert "unnamed" in valley.found("person:Heydarli", CURATOR)


def test_once_consent_names_the_narrator_the_name_finds(valley):
    _person, record = unnamed(valley)
    valley.names[record.pk] = "unnamed"
    type(record).objects.filter(pk=record.pk).write_guarded(nameable_from=record.readable_from)
    assert valley.found("Heydarli") == {"mill", "unnamed"}
    assert valley.found("speaker:Heydarli") == {"unnamed"}


def test_a_protected_person_is_found_by_the_pseudonym_only(valley):
    person = cast.person("Gulnar Heydarli")
    record = cast.testimony("Under another name", narrator=person, text="A barley field.")
    valley.names[record.pk] = "protected"
    assert valley.found("Heydarli") == {"protected"}
    Name.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).write_guarded(identity_protected=True)
    Name.objects.create(person=person, text="Aunt Barley", language="en", kind="pseudonym", preferred=True)
    for viewer in (Viewer(), CURATOR):
        assert valley.found("Heydarli", viewer) == set()
        assert valley.found('"Aunt Barley"', viewer) == {"protected"}
        assert valley.found("speaker:Aunt", viewer) == {"protected"}


def test_a_name_from_a_source_that_is_not_published_widens_nothing(valley):
    hidden = cast.source(status="draft", published_at=None)
    cast.also_called(valley.records["Khojaly"], "Zzorpville", source=hidden)
    assert valley.answer("Khojaly").expansions[0].spellings.count("Zzorpville") == 0
    assert "Zzorpville" in valley.answer("Khojaly", CURATOR).expansions[0].spellings


def test_whoever_only_hidden_passages_name_is_in_no_count(valley):
    closed = cast.passage(valley.testimonies["mill"], "Zeynab stood there.", access="closed")
    cast.mention(closed, "Zeynab", cast.person("Zeynab Aliyeva"))
    for query in ("Zeynab", "Aliyeva", "person:Aliyeva", "person:Zey*", "Zey*"):
        assert valley.answer(query).total == 0
        assert valley.answer(query).expansions == []
        assert valley.found(query, CURATOR) == {"mill"}


# --- names change ---------------------------------------------------------------------------------------


def test_a_renamed_place_is_found_by_its_new_name_at_once(valley):
    name = Name.objects.get(text="Yerevan")
    name.text = "Zzorp"
    name.save()
    assert valley.found("Zzorp") == {"hy", "tr"}
    assert valley.found("Yerevan") == set()


@pytest.mark.parametrize("how", ["bulk_create", "bulk_update", "delete"])
def test_names_written_in_bulk_are_followed(valley, how):
    place = valley.records["Yerevan"]
    if how == "bulk_create":
        Name.objects.bulk_create([Name(place=place, text="Zzorp", language="en")])
        assert valley.found("Zzorp") == {"hy", "tr"}
        return
    name = Name.objects.get(text="Yerevan")
    if how == "bulk_update":
        name.text = "Zzorp"
        Name.objects.bulk_update([name], ["text"])
        assert valley.found("Zzorp") == {"hy", "tr"}
    else:
        Name.objects.filter(pk=name.pk).delete()
    assert valley.found("Yerevan") == set()


def test_a_person_who_tells_and_is_spoken_of_is_found_in_both(valley):
    narrator = valley.records["Natiq"]
    Participation.objects.filter(testimony=valley.testimonies["de"]).update(person=narrator)
    assert valley.found("person:Kasimov") == {"road", "az", "ru", "de"}
    assert valley.found("speaker:Kasimov") == {"de"}


REPAIRED = [
    # query, as it was read, found
    ('"burned village', '"burned village"', "river"),
    ("(burned", "burned", "river mill"),
    ("burned)", "burned", "river mill"),
    ("burned OR", "burned", "river mill"),
    ("burned -", "burned", "river mill"),
    ("place:", "place", ""),
    ("colour:burned", "colour burned", ""),
    ("year:1994..1993", "year:1993..1994", "tr mill"),
    ("year:soon", "year soon", ""),
    ("*burned", "burned", "river mill"),
    ("b*", "b", ""),
    ('"burned village"~0', '"burned village"', "river"),
    ("burned~2", "burned", "river mill"),
    ("place: Fuzuli", "place:Fuzuli", "river mill"),
]


@pytest.mark.parametrize(("query", "read", "expected"), REPAIRED, ids=[row[0] for row in REPAIRED])
def test_a_broken_query_finds_what_it_was_repaired_to(valley, query, read, expected):
    repaired = parsing.parse(query)
    assert repaired.query == parsing.parse(read).query
    assert valley.found(query) == set(expected.split())
