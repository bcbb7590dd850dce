"""What the words in a field of a query stand for, as marks."""

from archive.lib import public_ids
from archive.models import Collection, Language, Testimony, TestimonyLanguage
from archive.search import names, tags
from archive.search.analysis import fold_words
from archive.search.hierarchies import with_narrower
from archive.search.marks import SPEAKER, mark
from archive.search.shown import Shown, borne_by_one, keys


def marks_of(name: str, typed: str, beginning: bool, lookup: names.Lookup) -> frozenset[str]:
    """The marks of what is called ``typed`` (with ``beginning``: of what is called something that begins so), or has
    this identifier, as far as readers may be told of it; with what lies in such a place, and narrower tags."""
    folded = names.words_of(typed)
    if not folded:
        return frozenset()
    if name in ("person", "place", "event", "speaker"):
        found = _authorities("person" if name == "speaker" else name, typed, folded, beginning, lookup)
        return with_narrower({mark(SPEAKER, each.key) if name == "speaker" else each.mark for each in found})
    if name == "tag":
        identifier = typed.lower()
        meant = tags.identified(identifier, lookup.shown) if public_ids.is_valid(identifier) else set()
        return with_narrower(meant or tags.called(folded, lookup.shown))
    if name == "kind":
        return _kinds(folded)
    if name == "lang":
        return _languages(typed, folded, lookup.shown)
    return _collections(typed, folded, lookup.shown) if name == "collection" else frozenset()


def _authorities(
    subject: str, typed: str, folded: list[str], beginning: bool, lookup: names.Lookup
) -> list[names.Known]:
    if public_ids.is_valid(typed.lower()):
        rows = names.AUTHORITIES[subject].objects.filter(public_id=typed.lower()).values_list("pk", flat=True)
        found = {mark(names.TARGETS[subject], pk) for pk in rows}
        if found:
            return names.known(found, lookup.shown)
    return lookup.beginning(folded[-1], subject) if beginning else lookup.bearers(folded, [subject])


def _kinds(folded: list[str]) -> frozenset[str]:
    return frozenset(
        mark("k", value)
        for value, label in Testimony.Kind.choices
        if set(folded) <= {value, *(word for part in label.split() for word in fold_words(part))}
    )


def _languages(typed: str, folded: list[str], shown: Shown) -> frozenset[str]:
    """Asked for in any case, so that how often the database is asked does not tell of a language."""
    called = [
        pk
        for pk, code, label in Language.objects.values_list("pk", "code", "label")
        if typed.lower() in (code.lower(), code.lower().split("-")[0]) or set(folded) <= set(names.words_of(label))
    ]
    told = borne_by_one(Language, shown(TestimonyLanguage.objects.all()), "language")
    return frozenset(mark("l", pk) for pk in keys(told.filter(pk__in=called or [names.NOBODY])))


def _collections(typed: str, folded: list[str], shown: Shown) -> frozenset[str]:
    rows = shown(Collection.objects.all()).values_list("pk", "public_id", "title")
    return frozenset(
        mark("c", pk)
        for pk, public_id, title in rows
        if public_id == typed or set(folded) <= set(names.words_of(title))
    )
