"""What the ledger keeps of withheld words: it recognises them on a restored backup, and tells nobody what they are."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from archive.lib.text import nfc


def digest_of_words(words: str, salt: str) -> str:
    """HMAC-SHA256 of ``words`` with the ledger's key, in hexadecimal: recognises them and does not tell them.

    With a ``salt`` of its own, no entry tells that it withheld the same words as another, or as a guess that someone
    had withheld to compare them. Older entries have none: theirs is empty.
    """
    content = f"withheld words:{salt}".encode() + nfc(words).encode("utf-8", "surrogatepass")
    return hmac.new(settings.ARCHIVE_LEDGER_KEY, content, hashlib.sha256).hexdigest()


def matches(text: str, start: int, end: int, codes: Mapping[str, Any]) -> bool:
    """Whether the words of ``text`` from ``start`` to ``end`` are those that an entry with ``codes`` withheld."""
    return 0 <= start < end <= len(text) and is_of(codes, text[start:end])


def is_of(codes: Mapping[str, Any], words: str) -> bool:
    """Whether ``words`` are those that an entry with ``codes`` withheld."""
    return hmac.compare_digest(digest_of_words(words, codes.get("salt", "")), codes["digest"])


def find_again(text: str, codes: dict[str, Any]) -> list[tuple[int, int]]:
    """Where the words of a ledger entry stand in ``text``: at their old place, or else wherever they do."""
    start, length = codes["start"], codes["length"]
    if matches(text, start, start + length, codes):
        return [(start, start + length)]
    places = range(len(text) - length + 1)
    return [(place, place + length) for place in places if matches(text, place, place + length, codes)]
