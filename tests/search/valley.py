"""A small collection in many languages and scripts, with what it takes to tell right from wrong answers of search.

Every testimony has a short name, under which the tables of the tests speak of it. Built by :func:`build` in one
transaction that the fixture ``valley`` rolls back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from archive.access.viewer import Viewer
from archive.models import (
    Collection,
    Event,
    Language,
    Participation,
    Passage,
    Person,
    Place,
    Tag,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
    Transcript,
)
from archive.models.access_conditions import CONSENT_STEMS
from archive.search import engine, parsing
from archive.search.index import collecting
from tests import cast

ACCOUNTS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    # short name: (language, columns, passages)
    "river": (
        "en",
        {"title": "The night of the river", "covers": "1988-05", "recorded_on": "2001"},
        [
            "At dawn the river rose over the burned village, and the villagers ran up to the hills.",
            "The well-known miller stayed. “Burned! Village and all,” he said.",
            "We counted 25 houses on 25.02.1992 and nobody in them.",
        ],
    ),
    "road": (
        "en",
        {"title": "From the airport road", "covers": "1992-02-25/1992-02-26", "recorded_on": "1999-03-04"},
        ["We left Khojaly in the night and walked along the river.", "Snow lay on the road. Kasimov carried the old."],
    ),
    "mill": (
        "en",
        {"title": "A mill and its miller", "kind": "letter", "covers": "1990/1994"},
        ["The mill, the mill, always the mill. The village slept.", "Nobody burned it. It fell by itself."],
    ),
    "az": (
        "az",
        {"title": "Gecə yolu", "covers": "1992", "recorded_on": "2012"},
        [
            "Biz gecə Xocalıdan çıxdıq. Natiq Qasımovun evi yanırdı.",
            "Ağdama çatanda səhər idi, İsmayıl bizi gözləyirdi.",
        ],
    ),
    "az-cyrl": (
        "az-Cyrl",
        {"title": "Kənd", "kind": "written", "covers": "1991"},
        ["Биз ҝеҹә Хоҹалыдан чыхдыг. Мәсәлән, гоншумуз евдә галды."],
    ),
    "ru": (
        "ru",
        {"title": "Мост у мельницы", "covers": "1992?", "recorded_on": "1993"},
        ["Ночью мы ушли из Ходжалы по мосту.", "Касымова видели у моста; деревни горели до утра."],
    ),
    "tr": (
        "tr",
        {"title": "Köylüler", "covers": "1993"},
        ["Köylüler evlerini bıraktı, IĞDIR yolunda kaldılar.", "Çocuklar Iğdır'da okula gitti."],
    ),
    "hy": ("hy", {"title": "Գյուղը", "covers": "1989"}, ["Գյուղացիները գիշերը լեռներ գնացին։ Երևանում ապրեցին։"]),
    "ka": ("ka", {"title": "სოფელი"}, ["სოფელში ღამით ცეცხლი იყო. ბავშვები თბილისში წავიდნენ."]),
    "fa": ("fa", {"title": "روستا"}, ["ما شب از روستا رفتیم. خانه‌ها می‌سوختند. کتاب‌های مدرسه ماند."]),
    "uz": (
        "uz",
        {"title": "Qoʻqon yoʻli"},
        ["Biz Qoʻqonda yashardik. Bog' katta edi.", "Notiq Qosimovni hamma bilardi."],
    ),
    "de": ("de", {"title": "Die Straße"}, ["Die Häuser brannten in der Straße, und die Kinder weinten."]),
    "zh": ("zh", {"title": "村庄"}, ["我们在夜里离开了村庄。"]),
    "ja": ("ja", {"title": "村"}, ["東京都から来た記者がカメラで村を見た。", "京都の人ではない。"]),
    "th": ("th", {"title": "หมู่บ้าน"}, ["หมู่บ้านถูกเผาในคืนนั้น"]),
}

GIVEN_NAMES = "Ada Bea Cleo Dora Edna Faye Gaia Hebe Ines Jane Kira Lena Mina Nora Olga"
TELLERS = dict(zip(ACCOUNTS, GIVEN_NAMES.split(" "), strict=True))
"""The narrators' given names; all are called Tellerby."""

BEHIND: dict[str, type | tuple[()]] = {
    **{"c": Collection, "l": Language, "p": Person, "g": Place, "e": Event, "t": Tag},
    **dict.fromkeys("kdhs", ()),
}
"""The records that the values of a facet stand for, by its letter."""

HIDDEN = {
    "registered": "Lantern words for readers with an account.",
    "on_request": "Lantern words on request.",
    "closed": "Lantern words behind a door.",
    "embargoed": "Lantern words until the day.",
    "draft": "Lantern words in a draft.",
    "in_review": "Lantern words in review.",
    "withdrawn": "Lantern words taken back.",
    "no_consent": "Lantern words without consent.",
}
"""A testimony for each state in which a visitor reads nothing, with a word that stands in no other."""


@dataclass
class Valley:
    """What was built, by short name."""

    testimonies: dict[str, Testimony] = field(default_factory=dict)
    passages: dict[tuple[str, int], Passage] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def answer(self, text: str, viewer: Viewer | None = None, **asked: Any) -> engine.Answer:
        query = parsing.parse(text).query if text else None
        return engine.search(engine.Asked(query, **asked), viewer or Viewer())

    def ordered(self, text: str, viewer: Viewer | None = None, **asked: Any) -> list[str]:
        """The short names of what is found, best first; of the first page."""
        return [self.names.get(hit.testimony, "?") for hit in self.answer(text, viewer, **asked).hits]

    def found(self, text: str, viewer: Viewer | None = None, **asked: Any) -> set[str]:
        return set(self.ordered(text, viewer, **asked))

    def places(self, text: str, viewer: Viewer | None = None, **asked: Any) -> list[tuple[str, int]]:
        """The best passages: short name of the testimony and number of the passage, as they are shown."""
        named = {passage.pk: key for key, passage in self.passages.items()}
        hits = self.answer(text, viewer, **asked).hits
        return [named.get(passage, ("?", 0)) for hit in hits for passage in hit.passages]

    def counts(self, letter: str, text: str = "", viewer: Viewer | None = None, **asked: Any) -> dict[str, int]:
        """The facet with ``letter``: its values by the short names of their records, or as they are written."""
        named = {name: record for name, record in self.records.items() if isinstance(record, BEHIND[letter])}
        known = {f"@{letter}{record.pk}": name for name, record in named.items()}
        facets = self.answer(text, viewer, **asked).facets
        [facet] = [each for each in facets if each.letter == letter] or [None]
        values = facet.values if facet else []
        return {known.get(each.mark, each.mark[2:]): each.count for each in values}

    def mark(self, letter: str, name: str) -> str:
        return f"@{letter}{self.records[name].pk if name in self.records else name}"

    def chosen(self, *marks: tuple[str, str]) -> dict[str, frozenset[str]]:
        letters = {letter for letter, _ in marks}
        return {each: frozenset(self.mark(*mark) for mark in marks if mark[0] == each) for each in letters}


def build() -> Valley:
    valley = Valley()
    with collecting():
        _authorities(valley)
        for name, (language, columns, passages) in ACCOUNTS.items():
            _account(valley, name, language, columns, passages)
        _pin(valley)
        for state, text in HIDDEN.items():
            narrator = cast.person(f"Hidden {state.replace('_', '').capitalize()}son")
            record = cast.testimony(title=f"Behind {state}", state=state, text=text, narrator=narrator)
            _enter(valley, state, record)
            valley.records[f"narrator of {state}"] = narrator
    return valley


def _called(record: Any, *names: tuple[str, str]) -> Any:
    for text, language in names:
        cast.also_called(record, text, language)
    return record


def _authorities(valley: Valley) -> None:
    records = valley.records
    records["accounts"] = cast.collection("Accounts from the valley")
    records["letters"] = cast.collection("Letters to the newspaper")
    records["Natiq"] = _called(
        cast.person("Notik Kasimov"), ("Natiq Qasımov", "az"), ("Натик Касымов", "ru"), ("Notiq Qosimov", "uz")
    )
    records["Jafarov"] = _called(cast.person("Jafar Jafarov"), ("Cəfər Cəfərov", "az"))
    records["Kasimova"] = cast.person("Leyla Kasimova")
    records["Khojaly"] = _called(
        cast.place("Khojaly"),
        ("Xocalı", "az"),
        ("Хоҹалы", "az-Cyrl"),
        ("Ходжалы", "ru"),
        ("Խոջալու", "hy"),
        ("Xoʻjali", "uz"),
    )
    records["Fuzuli town"] = _called(cast.place("Fuzuli"), ("Füzuli şəhəri", "az"))
    records["Fuzuli village"] = _called(cast.place("Fuzuli"), ("Füzuli kəndi", "az"))
    records["Yerevan"] = _called(cast.place("Yerevan"), ("Երևան", "hy"), ("Ереван", "ru"))
    records["Tbilisi"] = _called(cast.place("Tbilisi"), ("თბილისი", "ka"))
    records["Nowhere"] = cast.place("Nowhereville")
    records["fire"] = _called(cast.event("The night fire"), ("Gecə yanğını", "az"))
    records["newspaper"] = cast.organisation("The valley newspaper")
    for code, label in (("en", "English"), ("az", "Azerbaijani"), ("az-Cyrl", "Azerbaijani (Cyrillic)")):
        records[f"in {code}"] = Language.objects.get_or_create(code=code, defaults={"label": label})[0]
    for name in ("ru", "tr", "hy", "ka", "fa", "uz", "de", "zh", "ja", "th"):
        records[f"in {name}"] = Language.objects.get_or_create(code=name, defaults={"label": f"Language {name}"})[0]
    records["flight"] = Tag.objects.create(name="Flight")
    records["qaçqınlıq"] = Tag.objects.create(name="Qaçqınlıq", language="az", preferred=records["flight"])
    records["winter night"] = Tag.objects.create(name="Winter night")


def _account(valley: Valley, name: str, language: str, columns: dict[str, Any], passages: list[str]) -> None:
    columns = {"collection": valley.records["accounts"]} | columns
    narrator = cast.person(f"{TELLERS[name]} Tellerby")
    record = Testimony.objects.create(**_published() | columns)
    cast.consent(record)
    speaker = Participation.objects.create(
        testimony=record, person=narrator, role="narrator", standing=cast.term("standing", "survivor")
    )
    TestimonyLanguage.objects.create(testimony=record, language=valley.records[f"in {language}"])
    transcript = Transcript.objects.create(testimony=record, language=language, kind="verbatim")
    valley.records[f"narrator of {name}"] = narrator
    for number, text in enumerate(passages, start=1):
        Passage.objects.create(transcript=transcript, position=number, text=text, speaker=speaker)
    _enter(valley, name, record)


def _published() -> dict[str, Any]:
    now = timezone.now()
    consented = {f"{stem}_from": now - timedelta(days=1) for stem in CONSENT_STEMS}
    return {"kind": "interview", "status": "published", "access": "public", "published_at": now} | consented


def _enter(valley: Valley, name: str, record: Testimony) -> None:
    valley.testimonies[name], valley.names[record.pk] = record, name
    passages: Iterable[Passage] = Passage.objects.filter(transcript__testimony=record).in_order()
    for number, passage in enumerate(passages, start=1):
        valley.passages[name, number] = passage


def _pin(valley: Valley) -> None:
    """Mentions, tags, retold words and places of recording."""
    records, passages = valley.records, valley.passages
    for where, words, whom in (
        (("road", 1), "Khojaly", "Khojaly"),
        (("road", 2), "Kasimov", "Natiq"),
        (("road", 1), "the night", "fire"),
        (("az", 1), "Xocalıdan", "Khojaly"),
        (("az", 1), "Natiq Qasımovun", "Natiq"),
        (("ru", 2), "Касымова", "Natiq"),
        (("river", 1), "the burned village", "Fuzuli town"),
        (("mill", 1), "The village", "Fuzuli village"),
        (("mill", 2), "Nobody", "Kasimova"),
        (("hy", 1), "Երևանում", "Yerevan"),
        (("ka", 1), "თბილისში", "Tbilisi"),
        (("river", 2), "he said", "newspaper"),
    ):
        cast.mention(passages[where], words, records[whom])
    retelling = passages["river", 3]
    retelling.reports = records["Jafarov"]
    retelling.save()
    for name, tag in (("river", "flight"), ("az", "qaçqınlıq"), ("road", "winter night"), ("ru", "winter night")):
        TaggedTestimony.objects.create(content_object=valley.testimonies[name], tag=records[tag])
    for name, columns in (("mill", {"collection": records["letters"]}), ("tr", {"recorded_at": records["Yerevan"]})):
        record = valley.testimonies[name]
        for column, value in columns.items():
            setattr(record, column, value)
        record.save()
