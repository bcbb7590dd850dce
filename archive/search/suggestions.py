"""Suggestions while typing: names, tags and titles that the viewer may be told, in any spelling and any script.

What is hidden neither stands among them nor takes the place of what does: candidates are asked for until there are
enough visible ones or none are left.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from django.db.models import Q, QuerySet

from archive.access.viewer import Viewer
from archive.lib.scripts import script_of
from archive.lib.text import ascii_fold, fold_key
from archive.models import Tag, Testimony
from archive.search import query
from archive.search.names import AUTHORITIES, Lookup, words_of
from archive.search.parsing import parse
from archive.search.shown import Shown, to

SHORTEST = 2
"""Characters that must have been typed (letters of an alphabet; of other scripts one is enough to mean a word)."""
LONGEST = 100
MOST = 10
MOST_TAGS = 3
MOST_TITLES = 3
FILED = ("place", "event")
"""Kinds of which one lies in another, or is a part of it."""


@dataclass(frozen=True)
class Suggestion:
    """Something to look for.

    ``kind`` is person, place, organisation, event, tag or testimony. ``text`` is the name that was met, in
    ``language``, in the script that was typed where there is one; ``heading`` what its page is headed with, where that
    is another name; ``sought`` the query that finds it. Of two of one kind and name, ``heading`` also says where each
    belongs, or its identifier, and ``sought`` means it alone.
    """

    kind: str
    text: str
    language: str
    heading: str
    public_id: str
    sought: str


def suggest(typed: str, viewer: Viewer) -> list[Suggestion]:
    """At most :data:`MOST` suggestions for what was typed: names first, then tags and titles."""
    typed = typed.strip()[:LONGEST]
    words = words_of(typed)
    if not words or (len(words) == 1 and len(words[0]) < SHORTEST and words[0].isascii()):
        return []
    shown = to(viewer)
    tags, titles = _tags(typed, shown), _titles(typed, shown)
    names = _names(words, typed, shown, MOST - len(tags) - len(titles))
    return [*names, *tags, *titles]


def _names(words: list[str], typed: str, shown: Shown, most: int) -> list[Suggestion]:
    """Names with all of ``words``, the last of which may be the beginning of one; one name of each owner."""
    lookup = Lookup((), shown)
    owners = lookup.owners_beginning(words)
    script, found = script_of(typed), []
    for bearer in islice(lookup.told(owners), most):
        names = bearer.names_with(owners[bearer.mark])
        text, language = min(names, key=lambda name: (script_of(name[0]) != script, len(name[0])))
        heading = "" if bearer.heading == text else bearer.heading
        found.append(Suggestion(bearer.subject, text, language, heading, bearer.public_id, as_query(text)))
    return _told_apart(found, shown)


def _told_apart(found: list[Suggestion], shown: Shown) -> list[Suggestion]:
    """``found`` with those of one kind and name told apart."""
    bearers = Counter((each.kind, fold_key(each.text)) for each in found)
    alike = [each for each in found if bearers[each.kind, fold_key(each.text)] > 1]
    kinds = {each.kind for each in alike}
    where = {kind: told_apart([each.public_id for each in alike if each.kind == kind], kind, shown) for kind in kinds}
    apart = {}
    for each in alike:
        belongs = where[each.kind][each.public_id]
        sought = f"{each.kind}:{each.public_id}" if each.kind in query.FIELDS else each.sought
        heading = f"{each.heading}, {belongs}" if each.heading else belongs
        apart[each.public_id] = replace(each, heading=heading, sought=sought)
    return [apart.get(each.public_id, each) for each in found]


def told_apart(identifiers: list[str], kind: str, shown: Shown) -> dict[str, str]:
    """What tells authorities of one name apart, by identifier: what each lies in or is a part of, where that may be
    told and no other of them does; else its identifier."""
    above = _above(identifiers, kind, shown) if kind in FILED else {}
    alone = {where for where, count in Counter(above.values()).items() if count == 1}
    return {each: above[each] if above.get(each) in alone else each for each in identifiers}


def _above(identifiers: list[str], kind: str, shown: Shown) -> dict[str, str]:
    """What the places or events with ``identifiers`` lie in or are part of, by identifier, where it may be told."""
    if not identifiers:
        return {}
    records = AUTHORITIES[kind].objects
    rows = shown(records.filter(public_id__in=identifiers)).exclude(parent=None).order_by()
    parents = dict(rows.values_list("public_id", "parent"))
    headings = dict(shown(records.filter(pk__in=parents.values())).order_by().values_list("pk", "heading"))
    return {identifier: headings[parent] for identifier, parent in parents.items() if parent in headings}


def _tags(typed: str, shown: Shown) -> list[Suggestion]:
    beginning = ascii_fold(typed).replace(" ", "-")
    if not beginning:
        return []
    rows = shown(Tag.objects.filter(Q(slug__startswith=beginning) | Q(slug__contains=f"-{beginning}")))
    return [
        Suggestion("tag", name, language, "", public_id, f"tag:{_quoted(name)}")
        for public_id, name, language in _first(rows, "slug", ("public_id", "name", "language"), MOST_TAGS)
    ]


def _titles(typed: str, shown: Shown) -> list[Suggestion]:
    beginning = ascii_fold(typed)
    if not beginning:
        return []
    rows = shown(Testimony.objects.filter(Q(sort_key__startswith=beginning) | Q(sort_key__contains=f" {beginning}")))
    return [
        Suggestion("testimony", title, "", "", public_id, f"title:{_quoted(title)}")
        for public_id, title in _first(rows, "sort_key", ("public_id", "title"), MOST_TITLES)
    ]


def _first(rows: QuerySet, key: str, columns: Iterable[str], most: int) -> list[tuple]:
    return list(rows.order_by(key, "pk").values_list(*columns)[:most])


def as_query(name: str) -> str:
    """``name`` as a query: as it is where that reads as plain words, else in quotation marks."""
    parsed = parse(name)
    parts = parsed.query.parts if isinstance(parsed.query, query.All) else (parsed.query,)
    is_plain = not parsed.repairs and all(isinstance(part, query.Word) for part in parts)
    return name if is_plain else _quoted(name)


def _quoted(text: str) -> str:
    bare = "".join(" " if character in '"“”„«»「」『』' else character for character in text)
    return f'"{" ".join(bare.split())}"'
