"""What a testimony is indexed as: its title, its abstract, its passages, each as a stream of tokens."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from archive.access.levels import Status
from archive.models import Passage, Testimony
from archive.search import marks
from archive.search.analysis import VERSION, Token, tokens, words_and_stems
from archive.search.shown import Shown, keys
from archive.search.streams import Mark, Stream, pieces_of, stream_of

PASSAGE, TITLE, ABSTRACT, FACETS = "passage", "title", "abstract", "facets"
WEIGHTS = {TITLE: 4, ABSTRACT: 2}
"""How often a word of a description counts as if it stood in the account, where the accounts found are ranked: what is
called after a thing is about it. Weights of parts that are added before scoring, as in BM25F
(https://doi.org/10.1145/1031171.1031181)."""
DESCRIBED_IN = "en"
"""The language that titles and abstracts are analysed in; the archive describes in English."""

Key = tuple[int, str]
"""Which text of a testimony: the passage's key (0 for a part of the description) and the part."""


@dataclass(frozen=True)
class Document:
    """A text to be indexed. ``spans`` are marks on it: ``(mark, start, end)`` in code points, None for all of it."""

    testimony: int
    passage: int | None
    part: str
    text: str
    language: str
    is_public: bool
    spans: tuple[tuple[str, int | None, int | None], ...] = ()

    @property
    def key(self) -> Key:
        return self.passage or 0, self.part

    def digest(self) -> str:
        """Of all that the index holds of it, and of the analyser's version."""
        told = repr((VERSION, self.text, self.language, self.is_public, self.spans))
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    def streams(self) -> list[Stream]:
        """Its tokens, in pieces (see :func:`archive.search.streams.pieces_of`)."""
        if all(start is None for _, start, _ in self.spans):
            words, stems = words_and_stems(self.text, self.language)
            return pieces_of(Stream(words, stems, [Mark(term) for term, _, _ in self.spans]))
        analysed = tokens(self.text, self.language)
        return pieces_of(stream_of(analysed, [_pinned(span, analysed) for span in self.spans]))


def _pinned(span: tuple[str, int | None, int | None], analysed: list[Token]) -> Mark:
    term, start, end = span
    if start is None or end is None:
        return Mark(term)
    covered = [token.position for token in analysed if token.start < end and token.end > start]
    return Mark(term, covered[0], covered[-1]) if covered else Mark(term)


def frequencies(part: str, stream: Stream) -> dict[str, int]:
    """Every term of a text with the number of times that it counts."""
    weight = WEIGHTS.get(part, 1)
    return {term: weight * count for term, count in stream.terms().items()}


def of_testimonies(
    testimonies: Collection[int], passages: Collection[int] | None, anyone: Shown
) -> dict[int, list[Document]]:
    """The documents of each of ``testimonies``, or only those of ``passages``. ``anyone`` decides what is public."""
    found: dict[int, list[Document]] = defaultdict(list)
    if passages is None:
        for document in _descriptions(testimonies, anyone):
            found[document.testimony].append(document)
    for document in _passages(testimonies, passages, anyone):
        found[document.testimony].append(document)
    return found


def _descriptions(testimonies: Collection[int], anyone: Shown) -> list[Document]:
    rows = Testimony.objects.filter(pk__in=testimonies).exclude(status=Status.ERASED)
    public = keys(anyone(rows))
    borne = marks.of_testimonies(public, anyone) if public else {}
    documents = []
    for pk, title, abstract in rows.order_by("pk").values_list("pk", "title", "abstract"):
        for part, text in ((TITLE, title), (ABSTRACT, abstract)):
            if text:
                documents.append(Document(pk, None, part, text, DESCRIBED_IN, pk in public))
        if borne.get(pk):
            spans = tuple((term, None, None) for term in sorted(borne[pk]))
            documents.append(Document(pk, None, FACETS, "", "", True, spans))
    return documents


def _passages(testimonies: Collection[int], passages: Collection[int] | None, anyone: Shown) -> list[Document]:
    rows = Passage.objects.filter(transcript__testimony__in=testimonies)
    rows = rows.exclude(transcript__testimony__status=Status.ERASED)
    if passages is not None:
        rows = rows.filter(pk__in=passages)
    public = keys(anyone(rows))
    spans: Mapping[int, list[Any]] = marks.of_passages(passages, testimonies, anyone) if public else {}
    columns = ("pk", "transcript__testimony", "transcript__language", "text")
    return [
        Document(testimony, pk, PASSAGE, text, language, pk in public, tuple(spans.get(pk, ())) if pk in public else ())
        for pk, testimony, language, text in rows.order_by("pk").values_list(*columns)
    ]
