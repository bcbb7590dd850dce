"""Whose name is it: authorities found by the words of their names, in any spelling and any script they are kept in.

How often the database is asked, and what, does not tell whether words stand in a name of someone hidden: whoever bears
what was met, and nobody as well, is asked for by one and the same statement. (A lot more for each
:data:`MOST_OWNERS` bearers of one name of whom too few may be told.)
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Q

from archive.lib.batches import batched
from archive.models import Event, IndexedName, Name, Organisation, Person, Place
from archive.search import backends
from archive.search.alphabets import TWO_ALPHABETS
from archive.search.analysis import fold_words, primary_subtag, tokens, words_and_stems
from archive.search.marks import TARGETS, mark
from archive.search.shown import Shown

AUTHORITIES = {"person": Person, "place": Place, "organisation": Organisation, "event": Event}
LETTERS = TARGETS | {"tag": "t"}
MOST_OWNERS = 200
"""Authorities that one name in a query stands for; others are passed over, and the answer says that it is capped."""
MOST_READ = 50_000
"""Words of names in the index that are read for one query."""
BATCH = 500
COLUMNS = ("pk", "public_id", "heading")
"""What is read of the bearer of a name."""
NOBODY = 0
"""The key of no record."""


Owners = dict[str, set[int]]
"""Marks of authorities, with the keys of the names of each that were met."""


@dataclass(frozen=True)
class Known:
    """An authority that a reader may be told of, with its names that may be told. Or a tag, which has none: what it is
    called stands for no words of a text."""

    subject: str
    key: int
    public_id: str
    heading: str
    names: tuple[tuple[str, str], ...]
    """Text and language of each."""
    name_keys: tuple[int, ...] = ()
    """The keys of these names, in their order."""
    descriptions: frozenset[int] = frozenset()
    """The keys of those that describe someone whose name is not given."""

    @property
    def mark(self) -> str:
        return mark(LETTERS[self.subject], self.key)

    def names_with(self, keys: Collection[int]) -> list[tuple[str, str]]:
        """Those of the names whose keys are among ``keys``."""
        return [name for key, name in zip(self.name_keys, self.names, strict=True) if key in keys]


def words_of(name: str, language: str = "") -> list[str]:
    """The folded words of a name, as they are looked up."""
    return [token.exact for token in tokens(name, language)]


def keep_names(keys: Collection[int]) -> None:
    """Have the index hold the words of the names with ``keys``, which need not exist any more."""
    for batch in batched(sorted(keys), BATCH):
        with transaction.atomic():  # who changes a name meanwhile waits, or what was read before would stay
            list(Name.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
            IndexedName.objects.filter(name__in=batch).delete()
            IndexedName.objects.bulk_create(rows_for(batch), batch_size=BATCH)


def rows_for(keys: Collection[int]) -> list[IndexedName]:
    """The rows that the index should hold of the names with ``keys``."""
    columns = [f"{owner}_id" for owner in TARGETS]
    rows = []
    names = Name.objects.filter(pk__in=keys).order_by("pk")
    for pk, text, language, *owners in names.values_list("pk", "text", "language", *columns):
        [owner] = [mark(letter, key) for letter, key in zip(TARGETS.values(), owners, strict=True) if key is not None]
        words, stems = words_and_stems(text, language)
        spelled = {*words, *(word for part in text.split() for word in fold_words(part))}
        if primary_subtag(language) in TWO_ALPHABETS:  # a stem is the word in the other one
            spelled.update(stems)
        rows += [IndexedName(name=pk, owner=owner, word=word[:80], words=len(words)) for word in sorted(spelled)]
    return rows


class Lookup:
    """The names that have words of one query, read once for all of them, whichever of the words stand together.

    ``is_cut`` becomes true where not everyone who may be told of was taken.
    """

    def __init__(self, words: Iterable[str], shown: Shown) -> None:
        self.shown = shown
        self.is_cut = False
        self._held: dict[str, dict[tuple[int, str], int]] = defaultdict(dict)
        self._told: dict[str, Known | None] = {}
        self._wanted = set(words)
        rows = IndexedName.objects.filter(word__in=self._wanted).order_by("pk")
        for number, row in enumerate(rows.values_list("name", "owner", "word", "words")[: MOST_READ + 1]):
            self.is_cut = number == MOST_READ
            name, owner, word, count = row
            self._held[word][name, owner] = count

    def owners_of(self, words: Collection[str], subjects: Iterable[str] = TARGETS, *, wholly: bool = False) -> Owners:
        """The authorities that have one name with all of ``words``, by key; ``wholly``: and with no other word. Whoever
        may be told of them."""
        if not words:
            return {}
        letters = {TARGETS[subject] for subject in subjects}
        held = sorted((self._held.get(word, {}) for word in set(words)), key=len)
        owners: Owners = defaultdict(set)
        for (name, owner), count in held[0].items():
            has_them = all((name, owner) in each for each in held)
            if owner[1] in letters and (not wholly or count == len(words)) and has_them:
                owners[owner].add(name)
        return dict(sorted(owners.items(), key=lambda each: (each[0][1], int(each[0][2:]))))

    def owners_beginning(self, words: list[str], subjects: Collection[str] = TARGETS) -> Owners:
        """The authorities that have one name with all of ``words``, of which the last may be the beginning of one, by
        this word. Whoever may be told of them."""
        rows = backends.current().beginning(IndexedName.objects.all(), "word", words[-1])
        for word in words[:-1]:
            rows = rows.filter(name__in=IndexedName.objects.filter(word=word).values("name"))
        letters = {TARGETS[subject] for subject in subjects}
        owners: Owners = defaultdict(set)
        for owner, name in rows.order_by("word", "name").values_list("owner", "name")[:MOST_READ]:
            if owner[1] in letters:
                owners[owner].add(name)
        return owners

    def learn(self, owners: Iterable[str]) -> None:
        """Ask who of ``owners`` may be told of, so that what asks for these need not. Asked of nobody, too."""
        lots = batched((each for each in dict.fromkeys(owners) if each not in self._told), BATCH)
        for lot in _one_at_least(lots) if self._wanted else ():
            self._ask(lot)

    def told(self, owners: Owners) -> Iterator[Known]:
        """Those of ``owners``, in their order, of whom one of the names that were met may be told. They are asked for
        in lots, the first of them also where there is nobody to ask for."""
        for lot in _one_at_least(batched(owners, MOST_OWNERS)):
            self._ask(lot)
            yield from self._those_told(owners, lot)

    def bearers(self, words: Collection[str], subjects: Iterable[str] = TARGETS) -> list[Known]:
        """Those of :meth:`owners_of` who may be told to have the name, at most :data:`MOST_OWNERS`."""
        return self._first(self.told(self.owners_of(words, subjects)))

    def beginning(self, beginning: str, subject: str) -> list[Known]:
        """The authorities that may be told to have a name with a word that begins so, at most as many."""
        return self._first(self.told(self.owners_beginning([beginning], [subject])))

    def learned_bearers(self, words: Collection[str]) -> list[Known]:
        """Those who may be told to have a name of ``words`` and no others, at most as many; of whom :meth:`learn` was
        told."""
        return self._first(self._learned(self.owners_of(words, wholly=True)))

    def few_learned_bearers(self, words: Collection[str], subject: str, most: int) -> list[Known]:
        """Those of :meth:`owners_of` who may be told to have the name, none where they are more than ``most``; of whom
        :meth:`learn` was told. The words of a description are no names: *mother* is not one of "the husband of the
        mother"."""
        owners = self.owners_of(words, [subject])
        named = (each for each in self._learned(owners) if owners[each.mark] & {*each.name_keys} - each.descriptions)
        found = list(islice(named, most + 1))
        return _in_order(found) if len(found) <= most else []

    def _learned(self, owners: Owners) -> Iterator[Known]:
        """As :meth:`told`, but only who was not asked for yet is."""
        for lot in batched(owners, MOST_OWNERS):
            unknown = [owner for owner in lot if owner not in self._told]
            if unknown:
                self._ask(unknown)
            yield from self._those_told(owners, lot)

    def _those_told(self, owners: Owners, lot: Iterable[str]) -> Iterator[Known]:
        for owner in lot:
            bearer = self._told[owner]
            if bearer is not None and not owners[owner].isdisjoint(bearer.name_keys):
                yield bearer

    def _ask(self, owners: Collection[str]) -> None:
        self._told |= dict.fromkeys(owners) | {each.mark: each for each in known(owners, self.shown)}

    def _first(self, bearers: Iterator[Known]) -> list[Known]:
        found = list(islice(bearers, MOST_OWNERS + 1))
        self.is_cut |= len(found) > MOST_OWNERS
        return _in_order(found[:MOST_OWNERS])


def _one_at_least(lots: Iterable[list[str]]) -> Iterator[list[str]]:
    """``lots``, or an empty one where there are none."""
    lots = iter(lots)
    yield next(lots, [])
    yield from lots


def _in_order(bearers: Iterable[Known]) -> list[Known]:
    """By subject and heading."""
    return sorted(bearers, key=lambda each: ([*TARGETS].index(each.subject), each.heading, each.key))


def known(marks: Collection[str], shown: Shown) -> list[Known]:
    """The authorities with ``marks``, of which there are :data:`BATCH` at most, that may be told of, by subject and
    heading.

    Whoever has a name that may be told may be told of, since the rule of a name asks for its bearer. One statement asks
    for all of it, also for no marks: a second one, for the headings of those who may be told of, would tell that a
    hidden name is one of theirs.
    """
    keys = {
        subject: sorted(int(each[2:]) for each in marks if each[1] == letter) or [NOBODY]
        for subject, letter in TARGETS.items()
    }
    owned = Q(*((f"{subject}__in", among) for subject, among in keys.items()), _connector=Q.OR)
    columns = [f"{subject}__{column}" for subject in TARGETS for column in COLUMNS]
    names: dict[tuple[str, int, str, str], dict[int, tuple[str, str]]] = defaultdict(dict)
    described: set[int] = set()
    rows = shown(Name.objects.filter(owned)).order_by("pk")
    for name, text, language, kind, *of_owners in rows.values_list("pk", "text", "language", "kind", *columns):
        [owner] = [
            (subject, *each)
            for subject, each in zip(TARGETS, batched(of_owners, len(COLUMNS)), strict=True)
            if each[0] is not None
        ]
        names[owner][name] = text, language
        if kind == Name.Kind.DESCRIPTION:
            described.add(name)
    found = [
        Known(subject, pk, public_id, heading, tuple(named.values()), tuple(named), frozenset(described & named.keys()))
        for (subject, pk, public_id, heading), named in names.items()
    ]
    return _in_order(found)
