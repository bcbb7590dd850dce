"""What each query finds in the valley: testimonies by short name, and the passages shown of them."""

import pytest

pytestmark = pytest.mark.django_db

EVERYTHING = "river road mill az az-cyrl ru tr hy ka fa uz de zh ja th"

OPERATORS = [
    # query, the testimonies that it finds
    ("burned", "river mill"),
    ("burned miller", "river mill"),
    ("burned AND miller", "river mill"),
    ("burned snow", ""),
    ("burned houses", "river"),  # in two passages of one testimony
    ("snow OR houses", "river road"),
    ("snow | houses", "river road"),
    ("snow OR houses OR mill", "river road mill"),
    ("burned OR snow walked", "river mill road"),  # OR binds less than words side by side
    ("(burned OR snow) walked", "road"),
    ("burned -houses", "mill"),
    ("burned NOT houses", "mill"),
    ("-burned night", "road"),
    ("-(burned OR snow)", "az az-cyrl ru tr hy ka fa uz de zh ja th"),
    ("-(burned houses)", "road mill az az-cyrl ru tr hy ka fa uz de zh ja th"),
    ("-burned -snow -Tellerby", "az az-cyrl ru tr hy ka fa uz de zh ja th"),
    ("--burned", "river mill"),
    ("(mill -burned) OR (snow -houses)", "road"),
    ("((((snow))))", "road"),
    ("(burned (houses OR (walked snow)))", "river"),
    ("-(-snow)", "road"),
    ("xyzzy", ""),
    ("xyzzy OR snow", "road"),
    ("-xyzzy", EVERYTHING),
    ("snow xyzzy", ""),
    ("burned - houses", "river"),  # a hyphen between spaces is punctuation
]

PHRASES = [
    ('"burned village"', "river"),
    ('"village burned"', ""),
    ('"burned villages"', ""),  # in these very forms
    ('"village"', "river mill"),
    ('"villages"', ""),
    ("villages", "river mill"),
    ('"burned village and"', "river"),  # over a stop, quotation marks and a comma
    ("„burned village“", "river"),
    ("«burned village»", "river"),
    ('"the mill the mill"', "mill"),
    ('"mill always the mill"', "mill"),
    ('"mill the always"', ""),
    ('"slept nobody"', ""),  # two passages are two texts
    ('"said We"', ""),
    ("well-known", "river"),
    ("wellknown", ""),
    ('"known miller"', "river"),
    ("25.02.1992", "river"),
    ("25.02", "river"),
    ("02.25", ""),
    ('-"burned village" burned', "mill"),
    ('"xyzzy village"', ""),
    ('"Nobody burned"', "mill"),
    ('"离开了村庄"', "zh"),
    ('"村庄离开"', ""),
    ('"東京都から"', "ja"),
    ('"Häuser brannten"', "de"),
    ('"хоҹалыдан чыхдыг"', "az-cyrl"),
    ('"Xocalidan cixdiq"', "az"),
]

NEAR = [
    ('"burned village"~1', "river"),
    ('"village burned"~1', "river"),  # in any order
    ('"dawn burned"~5', ""),
    ('"dawn burned"~6', "river"),
    ('"burned dawn"~6', "river"),
    ('"villages rises"~9', ""),
    ('"hill villager"~5', "river"),  # in any form
    ('"mill mill"~2', "mill"),
    ('"mill mill"~1', ""),
    ('"night walked river"~5', "road"),
    ('"night walked river"~4', ""),
    ('"snow xyzzy"~9', ""),
    ('"slept nobody"~3', ""),
    ('-"dawn burned"~6 burned', "mill"),
    ('"evlerini yolunda"~3', "tr"),
]

PREFIXES = [
    ("vill*", "river mill"),
    ("villagers*", "river"),
    ("sno*", "road"),
    ("SNO*", "road"),
    ("xyz*", ""),
    ("köy*", "tr"),
    ("koy*", "tr"),
    ("Ходж*", "ru"),
    ("Khodzh*", "ru"),
    ("19*", "river"),
    ("well-kno*", "river"),
    ("-vill* burned", ""),
    ("mill*", "river mill"),
    ("東京*", "ja"),
    ("カメ*", "ja"),
]

LANGUAGES = [
    # English
    ("rise", ""),  # rose is another stem
    ("house", "river"),
    ("running OR counting", "river"),
    ("carry", "road"),
    # Turkish
    ("köylü", "tr"),
    ("köylüler", "tr"),
    ("koyluler", "tr"),
    ("KÖYLÜLER", "tr"),
    ("çocuk", "tr"),
    ("cocuklar", "tr"),
    # case: İ, I, ı, i
    ("IĞDIR", "tr"),
    ("ığdır", "tr"),
    ("Iğdır", "tr"),
    ("iğdir", "tr"),
    ("igdir", "tr"),
    ("İSMAYIL", "az"),
    ("ismayıl", "az"),
    ("Ismayil", "az"),
    # Azerbaijani, in both alphabets
    ("məsələn", "az-cyrl"),
    ("мәсәлән", "az-cyrl"),
    ("meselen", "az-cyrl"),  # as ə is written without it
    ("masalan", "az-cyrl"),  # as the Cyrillic letters are
    ("gecə", "az az-cyrl"),
    ("ҝеҹә", "az az-cyrl"),
    ("səhər", "az"),
    # Russian
    ("деревня", "ru"),
    ("деревнями", "ru"),
    ("derevni", "ru"),
    ("МОСТ", "ru"),
    # Armenian
    ("Գյուղացի", "hy"),
    ("գյուղացիները", "hy"),
    ("ԳԻՇԵՐԸ", "hy"),
    # Georgian has no stemmer
    ("სოფელში", "ka"),
    ("ცეცხლი", "ka"),
    ("tsetskhli", "ka"),
    # Persian, with joiners inside words
    ("خانه", "fa"),
    ("خانه‌ها", "fa"),
    ("خانهها", "fa"),
    ("کتاب", "fa"),
    ("روستا", "fa"),
    # Uzbek, with every apostrophe
    ("Qo'qonda", "uz"),
    ("Qoʻqonda", "uz"),
    ("Qo’qonda", "uz"),
    ("Qo`qonda", "uz"),
    ("Qoqonda", "uz"),
    ("bog", "uz"),
    ("bogʻ", "uz"),
    # German
    ("Haus", "de"),
    ("Häuser", "de"),
    ("Strasse", "de"),
    ("STRASSE", "de"),
    ("Kind", "de"),
    # Chinese, Japanese, Thai: pairs of characters, and one character alone
    ("离开", "zh"),
    ("村庄", "zh"),
    ("夜", "zh"),
    ("庄", "zh"),
    ("村", "zh ja"),
    ("東京", "ja"),
    ("京都", "ja"),
    ("カメラ", "ja"),
    ("ラ", "ja"),
    ("หมู่บ้าน", "th"),
    ("คืน", "th"),
    ("庄离", ""),
]

FIELDS = [
    ("speaker:Ada", "river"),
    ('speaker:"Ada Tellerby"', "river"),
    ("speaker:Tellerby", EVERYTHING),
    ("speaker:Kasimov", ""),  # spoken of, and no speaker
    ("person:Kasimov", "road az ru"),
    ("person:Qasımov", "road az ru"),
    ("person:Касымов", "road az ru"),
    ('person:"Notiq Qosimov"', "road az ru"),
    ("person:Jafarov", "river"),  # whose words are retold
    ("person:Ada", "river"),  # who takes part
    ("person:Kas*", "road az ru mill"),
    ("person:xyzzy", ""),
    ("place:Khojaly", "road az"),
    ("place:Xocalı", "road az"),
    ("place:Fuzuli", "river mill"),
    ('place:"Füzuli kəndi"', "mill"),
    ("place:Fuz*", "river mill"),
    ("place:Yerevan", "hy tr"),  # mentioned, or told there
    ("place:(Yerevan OR Tbilisi)", "hy tr ka"),
    ("-place:Yerevan ვ* OR place:Tbilisi", "ka"),
    ("place:Nowhereville", ""),
    ('event:"The night fire"', "road"),
    ("event:fire", "road"),
    ("event:yanğın*", "road"),
    ("tag:flight", "river az"),
    ("tag:Qaçqınlıq", "river az"),  # another form of the tag
    ('tag:"winter night"', "road ru"),
    ("tag:xyzzy", ""),
    ("lang:az", "az az-cyrl"),
    ("lang:az-Cyrl", "az-cyrl"),
    ("lang:AZ-CYRL", "az-cyrl"),
    ("language:English", "river road mill"),
    ("lang:xx", ""),
    ("year:1988", "river"),
    ("year:1988..1990", "river hy mill"),
    ("year:1993..", "tr mill"),
    ("year:..1989", "river hy"),
    ("year:1800", ""),
    ("year:1992 river", "road"),
    ("-year:1988..1995", "ka fa uz de zh ja th"),
    ("collection:letters", "mill"),
    ('collection:"Accounts from the valley"', "river road az az-cyrl ru tr hy ka fa uz de zh ja th"),
    ("kind:letter", "mill"),
    ("kind:written", "az-cyrl"),
    ('kind:"written statement"', "az-cyrl"),
    ("kind:interview -lang:en", "az ru tr hy ka fa uz de zh ja th"),
    ("title:miller", "mill"),
    ("title:mill", "mill"),
    ("title:mills", "mill"),
    ('title:"airport road"', "road"),
    ('title:"road airport"', ""),
    ("title:air*", "road"),
    ("title:burned", ""),
    ("title:(river OR miller)", "river mill"),
    ("title:村", "ja zh"),
    ("place:Fuzuli burned", "river mill"),
    ("place:Fuzuli houses", "river"),
    ("-place:Fuzuli burned", ""),
]


def table(rows):
    return pytest.mark.parametrize(("query", "expected"), rows, ids=[query for query, _ in rows])


@table(OPERATORS)
def test_operators(valley, query, expected):
    assert valley.found(query, widened=False) == set(expected.split())


@table(PHRASES)
def test_phrases(valley, query, expected):
    assert valley.found(query, widened=False) == set(expected.split())


@table(NEAR)
def test_words_near_one_another(valley, query, expected):
    assert valley.found(query, widened=False) == set(expected.split())


@table(PREFIXES)
def test_beginnings_of_words(valley, query, expected):
    assert valley.found(query, widened=False) == set(expected.split())


@table(LANGUAGES)
def test_languages_and_scripts(valley, query, expected):
    assert valley.found(query, widened=False) == set(expected.split())


@table(FIELDS)
def test_fields(valley, query, expected):
    assert valley.found(query) == set(expected.split())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("burned", [("river", 1), ("river", 2), ("mill", 2)]),
        ("village dawn", [("river", 1), ("river", 2)]),
        ("night OR yanırdı", [("az", 1), ("road", 1)]),
        ("well counted", [("river", 2), ("river", 3)]),
        ("burned houses", [("river", 1), ("river", 2), ("river", 3)]),
        ('"burned village"', [("river", 1), ("river", 2)]),
        ("miller OR mill", [("mill", 1), ("river", 2)]),
        ('"night river"~5', [("road", 1)]),
        ("vill*", [("river", 1), ("river", 2), ("mill", 1)]),
        ("title:miller", []),
        ("place:Khojaly", [("az", 1), ("road", 1)]),
        ("speaker:Ada", [("river", 1), ("river", 2), ("river", 3)]),
        ("tag:flight", []),
        ("-burned", []),
        ("村", [("zh", 1), ("ja", 1)]),
        ("Qasımov", [("az", 1), ("ru", 2), ("road", 2)]),
    ],
)
def test_the_passages_shown(valley, query, expected):
    assert valley.places(query, widened=query == "Qasımov") == expected


def test_a_hit_says_how_many_passages_have_something(valley):
    [hit] = valley.answer('"burned village"').hits
    assert (len(hit.passages), hit.passages_with_hits) == (2, 2)


def test_at_most_three_passages_are_shown_of_a_testimony(valley, monkeypatch):
    monkeypatch.setattr("archive.search.engine.PASSAGES", 1)
    [hit] = valley.answer('"burned village"').hits
    assert (len(hit.passages), hit.passages_with_hits) == (1, 2)


def test_no_query_finds_everything(valley):
    assert valley.found("") == set(EVERYTHING.split())
