"""Dates as sources give them: as written, with the days they can mean and words for a reader.

A fuzzy date is an EDTF string (https://www.loc.gov/standards/datetime/): ``1992-02-25/1992-02-26``, ``1992?``,
``197X``, ``1970~``, ``1992/..``. See ``archive.lib.edtf`` for what is read.
"""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from archive.lib import edtf, fuzzy_date_words
from archive.lib.edtf_calendar import Day
from archive.lib.edtf_dates import printable

MAX_LENGTH = 64
EXAMPLES = "1992-02-26, 1992-02, 1992, 1992?, 1970~, 197X, 1992-02-25/1992-02-26, 1992/.."


@dataclass(frozen=True)
class FuzzyDate:
    """One fuzzy date. Make it with ``FuzzyDate.parse``, or ``FuzzyDate.stored`` for what a database gave back.

    ``earliest`` and ``latest`` are the first and last day it can mean, both inclusive; None where that side is open,
    unknown or not understood. Years outside 1 to 9999 are moved to ``date.min`` or ``date.max``. ``level`` is the EDTF
    level. ``not_understood`` names what could not be read, "" when all was. ``uncertain`` and ``approximate`` say
    whether any part is qualified so.
    """

    text: str
    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    level: int = 0
    not_understood: str = ""
    uncertain: bool = False
    approximate: bool = False

    @classmethod
    def parse(cls, text: object) -> "FuzzyDate":
        """Return the date that ``text`` writes; raise ValidationError, and nothing else, for whatever is not one."""
        if not isinstance(text, str):
            raise ValidationError(
                _("A date is written as text, such as %(example)s."), "fuzzy_date", {"example": "1992"}
            )
        text = str(text).strip()
        if not text:
            raise ValidationError(
                _("There is no date here. Right forms are %(examples)s."), "fuzzy_date", {"examples": EXAMPLES}
            )
        if len(text) > MAX_LENGTH:
            raise ValidationError(
                _("“%(value)s…” is too long for a date: at most %(length)d characters, such as 1992-02-25/1992-02-26."),
                "fuzzy_date",
                {"value": printable(text), "length": MAX_LENGTH},
            )
        expression = edtf.parse(text)
        if isinstance(expression, edtf.Unread):
            return cls(text, level=2, not_understood=expression.what)
        both = "%" in text
        return cls(
            text,
            _as_date(expression.first),
            _as_date(expression.last),
            expression.level,
            "",
            both or "?" in text,
            both or "~" in text,
        )

    @classmethod
    def stored(cls, text: object) -> "FuzzyDate":
        """Return the date that a database column holds. Never raises: what cannot be read is kept, and says so."""
        try:
            return cls.parse(text)
        except ValidationError as error:
            return cls(str(text), level=2, not_understood=" ".join(error.messages))

    def __str__(self) -> str:
        return self.text

    def human(self, language: str | None = None) -> str:
        """Return the date in words, in ``language``, or in the language active now where none is given."""
        return fuzzy_date_words.in_words(self.text, language)


def _as_date(day: Day | None) -> datetime.date | None:
    if day is None:
        return None
    if day[0] < datetime.MINYEAR:
        return datetime.date.min
    if day[0] > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(*day)
