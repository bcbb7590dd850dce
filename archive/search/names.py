"""Whose name is it: authorities found by the words of their names, in any spelling and any script they are kept in."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from archive.lib.batches import batched
from archive.models import Event, IndexedName, Name, Organisation, Person, Place
from archive.search import backends
from archive.search.analysis import fold_words, tokens
from archive.search.marks import TARGETS, mark
from archive.search.shown import Shown

AUTHORITIES = {"person": Person, "place": Place, "organisation": Organisation, "event": Event}
LETTERS = TARGETS | {"tag": "t"}
MOST_OWNERS = 200
"""Authorities that one name in a query stands for; others are passed over, and the answer says that it is capped."""
MOST_READ = 50_000
"""Words of names in the index that are read for one query."""
BATCH = 500


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
    name_keys: frozenset[int] = frozenset()
    """The keys of these names."""

    @property
    def mark(self) -> str:
        return mark(LETTERS[self.subject], self.key)


def words_of(name: str, language: str = "") -> list[str]:
    """The folded words of a name, as they are looked up."""
    return [token.exact for token in tokens(name, language)]


def keep_names(keys: Collection[int]) -> None:
    """Have the index hold the words of the names with ``keys``, which need not exist any more."""
    for batch in batched(sorted(keys), BATCH):
        IndexedName.objects.filter(name__in=batch).delete()
        IndexedName.objects.bulk_create(rows_for(batch), batch_size=BATCH)


def rows_for(keys: Collection[int]) -> list[IndexedName]:
    """The rows that the index should hold of the names with ``keys``."""
    columns = [f"{owner}_id" for owner in TARGETS]
    rows = []
    names = Name.objects.filter(pk__in=keys).order_by("pk")
    for pk, text, language, *owners in names.values_list("pk", "text", "language", *columns):
        [owner] = [mark(letter, key) for letter, key in zip(TARGETS.values(), owners, strict=True) if key is not None]
        words = {*words_of(text, language), *(word for part in text.split() for word in fold_words(part))}
        count = len(words_of(text, language))
        rows += [IndexedName(name=pk, owner=owner, word=word[:80], words=count) for word in sorted(words)]
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
        wanted = set(words)
        rows = IndexedName.objects.filter(word__in=wanted).order_by("pk") if wanted else IndexedName.objects.none()
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

    def learn(self, owners: Iterable[str]) -> None:
        """Ask who of ``owners`` may be told of, so that :meth:`bearers` need not ask for each name."""
        for lot in batched((each for each in dict.fromkeys(owners) if each not in self._told), BATCH):
            self._told |= dict.fromkeys(lot) | {each.mark: each for each in known(lot, self.shown)}

    def bearers(
        self, words: Collection[str], subjects: Iterable[str] = TARGETS, *, wholly: bool = False
    ) -> list[Known]:
        """Those of :meth:`owners_of` who may be told to have the name, at most :data:`MOST_OWNERS`."""
        return self._first(self.owners_of(words, subjects, wholly=wholly))

    def few_bearers(self, words: Collection[str], subject: str, most: int) -> list[Known]:
        """Those of :meth:`owners_of` who may be told to have the name; none where they are more than ``most``."""
        found = self._told_of(self.owners_of(words, [subject]), most)
        return found if len(found) <= most else []

    def beginning(self, beginning: str, subject: str) -> list[Known]:
        """The authorities that may be told to have a name with a word that begins so, at most as many."""
        rows = backends.current().beginning(IndexedName.objects.all(), "word", beginning)
        rows = rows.filter(owner__startswith=mark(TARGETS[subject], "")).order_by("owner", "name")
        owners: Owners = defaultdict(set)
        for owner, name in rows.values_list("owner", "name").distinct()[:MOST_READ]:
            owners[owner].add(name)
        return self._first(owners)

    def _first(self, owners: Owners) -> list[Known]:
        found = self._told_of(owners, MOST_OWNERS)
        self.is_cut |= len(found) > MOST_OWNERS
        return found[:MOST_OWNERS]

    def _told_of(self, owners: Owners, enough: int) -> list[Known]:
        """Those of ``owners`` of whom one of the names that were met may be told, by subject and heading; all of them,
        or more than ``enough``. A name after a source that is not published finds nobody."""
        found: list[Known] = []
        for lot in batched(owners, MOST_OWNERS):
            self.learn(lot)
            told = ((owner, self._told[owner]) for owner in lot)
            found += [bearer for owner, bearer in told if bearer and bearer.name_keys & owners[owner]]
            if len(found) > enough:
                break
        return sorted(found, key=lambda each: ([*TARGETS].index(each.subject), each.heading, each.key))


def known(marks: Collection[str], shown: Shown) -> list[Known]:
    """The authorities with ``marks``, of which there are :data:`BATCH` at most, that may be told of, by subject and
    heading."""
    told: dict[str, list[tuple[int, str, str]]] = {}
    for subject, letter in TARGETS.items():
        keys = sorted(int(each[2:]) for each in marks if each[1] == letter)
        if keys:
            visible: QuerySet = shown(AUTHORITIES[subject].objects.filter(pk__in=keys)).order_by("sort_key", "pk")
            told[subject] = list(visible.values_list("pk", "public_id", "heading"))
    owned = Q(*((f"{subject}__in", [pk for pk, _, _ in rows]) for subject, rows in told.items()), _connector=Q.OR)
    columns = [f"{subject}_id" for subject in told]
    names: dict[tuple[str, int], dict[int, tuple[str, str]]] = defaultdict(dict)
    # One question about all names: to put the rules of visibility of a name into SQL takes longer than its answer.
    tellable = shown(Name.objects.filter(owned)).order_by("pk") if any(told.values()) else Name.objects.none()
    for name, text, language, *owners in tellable.values_list("pk", "text", "language", *columns):
        [owner] = [(subject, key) for subject, key in zip(told, owners, strict=True) if key is not None]
        names[owner][name] = text, language
    return [
        Known(subject, pk, public_id, heading, tuple(names[subject, pk].values()), frozenset(names[subject, pk]))
        for subject, rows in told.items()
        for pk, public_id, heading in rows
        if names[subject, pk]
    ]
