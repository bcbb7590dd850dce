"""What the index holds, and what it would hold if it were written anew: the two must never differ."""

from typing import Any

from django.db import connection

from archive.models import IndexedName, IndexedTestimony, IndexedText, Posting
from archive.search import index
from archive.search.postings import read


def held() -> dict[str, Any]:
    """Everything in the tables of the index, but for the keys of its own rows."""
    texts = IndexedText.objects.order_by("testimony", "passage", "part", "piece")
    rows = texts.values_list("testimony", "passage", "part", "piece", "is_public", "length", "digest", "stream")
    terms = set(Posting.objects.values_list("term", flat=True))
    return {
        "texts": [(*row[:-1], bytes(row[-1])) for row in rows],
        "testimonies": list(IndexedTestimony.objects.order_by("pk").values_list()),
        "names": sorted(IndexedName.objects.values_list("name", "owner", "word", "words")),
        "postings": {term: frequencies for term, frequencies in read(terms).items() if frequencies},
        "matched": matched(),
    }


def matched() -> dict[str, Any]:
    """What the database itself matches by: each term with the texts that have it."""
    if connection.vendor == "sqlite":
        return {half: _of_fts(half) for half in ("public", "restricted")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT term.lexeme, testimony, passage, part, piece, is_public, term.positions "
            "FROM archive_indexedtext, unnest(tokens) AS term ORDER BY 1, 2, 3 NULLS FIRST, 4, 5"
        )
        return {"tokens": cursor.fetchall()}


def _of_fts(half: str) -> list[tuple[Any, ...]]:
    of_row = {pk: (passage, testimony, part, piece) for pk, passage, testimony, part, piece in _addresses()}
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'archive_fts_{half}', 'instance')")
        cursor.execute("SELECT term, doc, col, offset FROM temp.terms")
        found = [(term, of_row.get(doc, "no text"), column, offset) for term, doc, column, offset in cursor.fetchall()]
        cursor.execute("DROP TABLE temp.terms")
        return sorted(found, key=repr)


def _addresses() -> Any:
    return IndexedText.objects.values_list("pk", "passage", "testimony", "part", "piece")


def written_anew() -> dict[str, Any]:
    """What :func:`held` gives once the whole index was written from the records."""
    for _count in index.rebuild():
        pass
    return held()


def assert_it_follows() -> None:
    """The index is what it would be if it were written anew now."""
    before, anew = held(), written_anew()
    for part, expected in anew.items():
        assert before[part] == expected, f"{part} of the index differ from what the records give"
