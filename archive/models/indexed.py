"""The rows of the search index: derived from the records, written only by ``archive.search``.

It has two halves that share nothing: the public one, of what anyone may read now and ever after, and the restricted
one of everything else, which also holds what the clock will open or close. Scores come from the public half alone.

They hold keys without constraints: a row may outlive its record by the few statements between two steps of one
transaction, and ``check_index`` proves that none does so longer. Fixtures and dumps of records leave them out.
"""

from typing import ClassVar

from django.db import models


class IndexedTestimony(models.Model):
    """What search keeps of one testimony.

    ``length`` counts the words of its public texts; ``facets`` lists the tokens of its public facets, parted by spaces;
    ``has_restricted`` says that some text of it stands in the restricted half.
    """

    testimony = models.BigIntegerField(primary_key=True)
    is_public = models.BooleanField(default=False)
    has_restricted = models.BooleanField(default=False)
    length = models.PositiveIntegerField(default=0)
    facets = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["testimony"], condition=models.Q(has_restricted=True), name="indexed_restricted")
        ]

    def __str__(self) -> str:
        return f"index of testimony {self.testimony}"


class IndexedBlock(models.Model):
    """A block of keys of testimonies (see :mod:`archive.search.blocks`), with the ``stamp`` of its last writing: a
    number that no other writing was given."""

    block = models.PositiveIntegerField(primary_key=True)
    stamp = models.BigIntegerField()

    def __str__(self) -> str:
        return f"block {self.block} of the index"


class IndexedText(models.Model):
    """One searchable text: a passage, or (``passage`` empty) a part of the testimony's description.

    ``stream`` is the text's tokens as :func:`archive.search.streams.pack` writes them: what the index was fed with, and
    what it must be given again to forget it. ``digest`` is of what the stream was made from, the analyser's version
    included.
    """

    testimony = models.BigIntegerField()
    passage = models.BigIntegerField(null=True)
    part = models.CharField(max_length=10, help_text="passage, or which part of the description: title, abstract.")
    piece = models.PositiveIntegerField(default=0, help_text="A very long text is cut into pieces.")
    is_public = models.BooleanField()
    length = models.PositiveIntegerField()
    digest = models.CharField(max_length=32)
    stream = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["passage", "piece"], name="passage_indexed_once"),
            models.UniqueConstraint(
                fields=["testimony", "part", "piece"], condition=models.Q(passage=None), name="description_indexed_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["testimony", "is_public", "passage"], name="indexed_texts_of_testimony"),
        ]

    def __str__(self) -> str:
        return f"index of {self.part} of testimony {self.testimony}"


class Posting(models.Model):
    """In which public testimonies of one ``block`` of keys a ``term`` stands, and how often (see
    :mod:`archive.search.postings`)."""

    term = models.CharField(max_length=80)
    block = models.PositiveIntegerField()
    entries = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "block"],
                name="one_posting_per_block",
                opclasses=["varchar_pattern_ops", "int4_ops"],  # PostgreSQL: LIKE 'xoc%' reads the index, too
            )
        ]

    def __str__(self) -> str:
        return f"{self.term} in block {self.block}"


class IndexState(models.Model):
    """The one row that says by which version of the analyser the index was written."""

    analyser = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"index of analyser {self.analyser}"


class IndexedName(models.Model):
    """One folded word of a name of an authority, to find whose it is. ``owner`` is the letter and the key of the mark
    (see :mod:`archive.search.marks`), ``words`` the number of words that the name has."""

    name = models.BigIntegerField()
    owner = models.CharField(max_length=24)
    word = models.CharField(max_length=80)
    words = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "word"], name="name_indexed_once_per_word")]
        indexes: ClassVar = [
            models.Index(fields=["word"], name="indexed_words_of_names", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["owner"], name="indexed_names_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.word} in a name of {self.owner}"
