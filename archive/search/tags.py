"""Tags that a query names: by any of their forms, in any script."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from archive.lib.text import ascii_slug, fold_key
from archive.models import Tag
from archive.search.marks import mark
from archive.search.names import Known, words_of
from archive.search.shown import Shown

MOST_TAGS = 200
NO_SLUG = "-"
"""Stands for the slug of what has none; no tag has it."""

Meant = tuple[Known, tuple[str, ...]]
"""A tag with its forms."""


def called(words: Collection[str], shown: Shown) -> set[str]:
    """The marks of the tags, by their preferred forms, whose name has all of ``words``, one at least."""
    rows = shown(Tag.objects.all())
    for word in words:
        rows = rows.filter(slug__contains=word)
    wanted = set(words)
    return {
        mark("t", preferred or pk)
        for pk, name, preferred in rows.order_by("pk").values_list("pk", "name", "preferred")[:MOST_TAGS]
        if wanted <= set(words_of(name))
    }


def identified(public_id: str, shown: Shown) -> set[str]:
    """The mark of the tag with this identifier, none where there is none that may be told of."""
    rows = shown(Tag.objects.filter(public_id=public_id)).values_list("pk", "preferred")
    return {mark("t", preferred or pk) for pk, preferred in rows}


def named(texts: Iterable[str], shown: Shown) -> dict[str, Meant]:
    """For each of ``texts`` that is all of what a tag is called, in one of its forms: the tag. Two queries at most."""
    by_slug = {text: ascii_slug(text, NO_SLUG) for text in texts}
    by_key = {text: fold_key(text) for text in by_slug}
    meant = (
        shown(Tag.objects.filter(Q(slug__in={*by_slug.values()}) | Q(key__in={*by_key.values()}))) if by_slug else ()
    )
    preferred: dict[str, int] = {}
    for tag in meant:
        preferred |= dict.fromkeys((tag.slug, tag.key), tag.preferred_id or tag.pk)
    told = _told({*preferred.values()}, shown) if preferred else {}
    found = {}
    for text in by_slug:
        key = preferred.get(by_key[text], preferred.get(by_slug[text]))
        if key in told:
            found[text] = told[key]
    return found


def _told(keys: Collection[int], shown: Shown) -> dict[int, Meant]:
    """The preferred tags with ``keys`` that may be told of, each with those of its forms that may."""
    forms: dict[int, list[str]] = {}
    tags: dict[int, Tag] = {}
    for tag in shown(Tag.objects.filter(Q(pk__in=keys) | Q(preferred__in=keys))).order_by("key", "pk"):
        forms.setdefault(tag.preferred_id or tag.pk, []).append(tag.name)
        if tag.preferred_id is None:
            tags[tag.pk] = tag
    return {
        key: (Known("tag", key, tag.public_id, tag.name, ()), tuple(forms[key])) for key, tag in sorted(tags.items())
    }
