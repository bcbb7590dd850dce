"""Whose name is it: authorities found by the words of their names, in any spelling and any script they are kept in."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from archive.lib.batches import batched
from archive.models import Event, IndexedName, Name, Organisation, Person, Place, Tag
from archive.search.analysis import fold_words, tokens
from archive.search.marks import TARGETS, mark
from archive.search.shown import Shown

AUTHORITIES = {"person": Person, "place": Place, "organisation": Organisation, "event": Event}
MOST_OWNERS = 200
"""A word of more names than this finds none of them: it is no name, or everyone's."""
BATCH = 500


@dataclass(frozen=True)
class Known:
    """An authority that a reader may be told of, with its names that may be told."""

    subject: str
    key: int
    public_id: str
    heading: str
    names: tuple[tuple[str, str], ...]
    """Text and language of each."""

    @property
    def mark(self) -> str:
        return mark(TARGETS[self.subject], self.key)


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


def owners_of(words: Collection[str], subjects: Iterable[str] = TARGETS, *, wholly: bool = False) -> set[str]:
    """The marks of the authorities that have one name with all of ``words``; ``wholly``: and with no other word."""
    wanted = set(words)
    if not wanted:
        return set()
    letters = {TARGETS[subject] for subject in subjects}
    held: dict[tuple[int, str], set[str]] = defaultdict(set)
    lengths: dict[int, int] = {}
    rows = IndexedName.objects.filter(word__in=wanted).order_by("pk")
    for name, owner, word, count in rows.values_list("name", "owner", "word", "words")[: MOST_OWNERS * 50]:
        if owner[1] in letters:
            held[name, owner].add(word)
            lengths[name] = count
    return {
        owner
        for (name, owner), found in held.items()
        if found == wanted and (not wholly or lengths[name] == len(words))
    }


def owners_beginning(beginning: str, subject: str) -> set[str]:
    """The marks of the authorities that have a name with a word that begins so."""
    rows = IndexedName.objects.filter(word__startswith=beginning, owner__startswith=mark(TARGETS[subject], ""))
    return set(rows.order_by().values_list("owner", flat=True).distinct()[:MOST_OWNERS])


def known(marks: Collection[str], shown: Shown) -> list[Known]:
    """The authorities with ``marks`` that may be told of, by subject and heading."""
    told: dict[str, list[tuple[int, str, str]]] = {}
    for subject, letter in TARGETS.items():
        keys = sorted(int(each[2:]) for each in marks if each[1] == letter)[:MOST_OWNERS]
        if keys:
            visible: QuerySet = shown(AUTHORITIES[subject].objects.filter(pk__in=keys)).order_by("sort_key", "pk")
            told[subject] = list(visible.values_list("pk", "public_id", "heading"))
    owned = Q(*((f"{subject}__in", [pk for pk, _, _ in rows]) for subject, rows in told.items()), _connector=Q.OR)
    columns = [f"{subject}_id" for subject in told]
    names: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    # One question about all names: to put the rules of visibility of a name into SQL takes longer than its answer.
    tellable = shown(Name.objects.filter(owned)).order_by("pk") if any(told.values()) else Name.objects.none()
    for text, language, *owners in tellable.values_list("text", "language", *columns):
        [owner] = [(subject, key) for subject, key in zip(told, owners, strict=True) if key is not None]
        names[owner].append((text, language))
    return [
        Known(subject, pk, public_id, heading, tuple(names[subject, pk]))
        for subject, rows in told.items()
        for pk, public_id, heading in rows
        if names[subject, pk]
    ]


def tags_called(words: Collection[str], shown: Shown) -> set[str]:
    """The marks of the tags, by their preferred forms, whose name has all of ``words``, one at least."""
    rows = shown(Tag.objects.all())
    for word in words:
        rows = rows.filter(slug__contains=word)
    wanted = set(words)
    return {
        mark("t", preferred or pk)
        for pk, name, preferred in rows.order_by("pk").values_list("pk", "name", "preferred")[:MOST_OWNERS]
        if wanted <= set(words_of(name))
    }
