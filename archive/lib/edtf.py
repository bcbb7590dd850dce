"""A parser for the Extended Date/Time Format, levels 0 and 1 and most of level 2.

The standard: https://www.loc.gov/standards/datetime/ (now part of ISO 8601-2:2019). Where it leaves room:

* ``1985/`` and ``/1985`` have an unknown end or beginning, ``1985/..`` and ``../1985`` an open one; one side is a date;
* an interval may end in the span it begins in (``1992-02-26/1992``: some time later that year), but not before it;
* intervals and sets are made of dates without a time of day;
* a set may have spaces around its commas.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from archive.lib.edtf_dates import Day, Moment, NotUnderstood, parse_date, refuse

OPEN = ".."
UNKNOWN = ""
_CLOSING = {"[": "]", "{": "}"}


class Interval(NamedTuple):
    """From ``start`` to ``end``; either may be OPEN or UNKNOWN, never both."""

    start: Moment | str
    end: Moment | str
    level: int

    @property
    def first(self) -> Day | None:
        return self.start.first if isinstance(self.start, Moment) else None

    @property
    def last(self) -> Day | None:
        return self.end.last if isinstance(self.end, Moment) else None


class Run(NamedTuple):
    """A member of a set: every date from ``start`` to ``end``; None where it has no such limit."""

    start: Moment | None
    end: Moment | None


class Choice(NamedTuple):
    """``[...]``, one of the members (``one`` is True), or ``{...}``, all of them."""

    one: bool
    members: tuple[Moment | Run, ...]
    level: int = 2

    @property
    def first(self) -> Day | None:
        firsts = [_first_of(member) for member in self.members]
        return None if None in firsts else min(day for day in firsts if day is not None)

    @property
    def last(self) -> Day | None:
        lasts = [_last_of(member) for member in self.members]
        return None if None in lasts else max(day for day in lasts if day is not None)


class Unread(NamedTuple):
    """Level 2, kept as written: ``what`` says which part of it was not understood."""

    what: str
    first: None = None
    last: None = None
    level: int = 2


Expression = Moment | Interval | Choice | Unread


def parse(text: str) -> Expression:
    """Return what ``text`` says. Raises ValidationError, with a right form, where it is not EDTF."""
    try:
        if "/" in text and text[0] not in _CLOSING:
            return _interval(text)
        if text[:1] in _CLOSING:
            return _choice(text)
        return parse_date(text)
    except NotUnderstood as error:
        return Unread(error.what)


def _interval(text: str) -> Interval:
    ends = text.split("/")
    if len(ends) != 2:
        refuse(text, _("an interval has one slash, between its beginning and its end"), "1992-02-25/1992-02-26")
    start = ends[0] if ends[0] in (OPEN, UNKNOWN) else parse_date(ends[0])
    end = ends[1] if ends[1] in (OPEN, UNKNOWN) else parse_date(ends[1])
    level = 0
    for side in (start, end):
        if isinstance(side, str):
            level = max(level, 1)
        elif side.clock:
            refuse(text, _("an interval is between days, without a time of day"), "1992-02-25/1992-02-26")
        else:
            level = max(level, side.level)
    if isinstance(start, Moment):
        if isinstance(end, Moment) and end.last < start.first:
            refuse(text, _("the interval ends before it begins"), f"{ends[1]}/{ends[0]}")
    elif not isinstance(end, Moment):
        refuse(text, _("an interval needs a beginning or an end"), "1992-02-25/..")
    return Interval(start, end, level)


def _choice(text: str) -> Choice:
    if len(text) < 3 or text[-1] != _CLOSING[text[0]]:
        refuse(text, _("the brackets do not match"), "[1667,1668,1670..1672]")
    written = text[1:-1].split(",")
    if any("/" in member for member in written):
        raise NotUnderstood(_("an interval inside a set; a set writes “1670..1672”"))
    last = len(written) - 1
    members = [_member(text, member.strip(" "), place == 0, place == last) for place, member in enumerate(written)]
    return Choice(text[0] == "[", tuple(members))


def _member(text: str, member: str, may_open: bool, may_stay_open: bool) -> Moment | Run:
    """One member of a set. Only the first may lack a beginning and only the last an end."""
    if OPEN not in member:
        return _set_date(text, member)
    before, after = member.split(OPEN, 1)
    if not (before or after) or (not before and not may_open) or (not after and not may_stay_open):
        refuse(text, _("two dots stand between two dates, or before the first, or after the last"), "[1992..1994]")
    start = _set_date(text, before) if before else None
    end = _set_date(text, after) if after else None
    if any(limit is not None and limit.month > "12" and limit.month.isdigit() for limit in (start, end)):
        refuse(text, _("two dots cannot count seasons"), "[1992-03..1992-05]")
    if start is not None and end is not None and end.last < start.first:
        raise NotUnderstood(_("a run of dates that ends before it begins"))
    return Run(start, end)


def _set_date(text: str, member: str) -> Moment:
    moment = parse_date(member)
    if moment.clock:
        refuse(text, _("the members of a set are dates without a time of day"), "[1992-02-25,1992-02-26]")
    return moment


def _first_of(member: Moment | Run) -> Day | None:
    if isinstance(member, Moment):
        return member.first
    return None if member.start is None else member.start.first


def _last_of(member: Moment | Run) -> Day | None:
    if isinstance(member, Moment):
        return member.last
    return None if member.end is None else member.end.last
