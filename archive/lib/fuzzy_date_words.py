"""Fuzzy dates in words, in the reader's language: "25–26 February 1992", "about 1970", "the 1970s".

Month names are Django's own; the sentences around them are translatable. Years before 1 are counted as historians do
(0000 is 1 BC).
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_ALT
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from archive.lib.edtf import OPEN, Choice, Interval, Run, parse
from archive.lib.edtf_calendar import Day, year_bounds
from archive.lib.edtf_dates import Moment


def in_words(text: str, language: str | None = None) -> str:
    """Return the words for an EDTF string; the string itself where it cannot be read."""
    if language is not None:
        with translation.override(language):
            return in_words(text)
    try:
        expression = parse(text)
    except ValidationError:
        return text
    if isinstance(expression, Moment):
        return moment_words(expression)
    if isinstance(expression, Interval):
        return _interval_words(expression)
    if isinstance(expression, Choice):
        return _choice_words(expression)
    return text


def moment_words(moment: Moment) -> str:
    """Return the words for one date, its doubts included."""
    words = _undoubted(moment)
    parts = [
        moment.doubts[0],
        *([moment.doubts[1]] if moment.month else []),
        *([moment.doubts[2]] if moment.day else []),
    ]
    if not any(parts):
        return words
    if len(set(parts)) == 1:
        return {
            "?": _("%(date)s, uncertain"),
            "~": _("about %(date)s"),
            "%": _("about %(date)s, uncertain"),
        }[parts[0]] % {"date": words}
    doubts = [_doubt_words(place, doubt) for place, doubt in enumerate(parts) if doubt]
    return _("%(date)s (%(doubts)s)") % {"date": words, "doubts": "; ".join(doubts)}


def _undoubted(moment: Moment) -> str:
    if moment.clock:
        return _clock_words(moment)
    if moment.significant:
        years = {"year": _year(int(moment.year)), "years": _years(moment.first[0], moment.last[0])}
        return _("about %(year)s (%(years)s)") % years
    if moment.year.startswith("Y"):
        return moment.year if "E" in moment.year else _year(moment.first[0])
    if "X" in moment.year + moment.month + moment.day:
        return _unspecified_words(moment)
    if moment.month > "12":
        return _season_words(moment.month, _year(int(moment.year)))
    return _date(int(moment.year), int(moment.month or 0), int(moment.day or 0))


def _date(year: int, month: int, day: int) -> str:
    """A date of known parts; month and day may be 0."""
    if day:
        return pgettext("date", "%(day)d %(month)s %(year)s") % {
            "day": day,
            "month": MONTHS_ALT[month],
            "year": _year(year),
        }
    if month:
        return pgettext("date", "%(month)s %(year)s") % {"month": MONTHS[month], "year": _year(year)}
    return _year(year)


def _year(year: int) -> str:
    return str(year) if year > 0 else _("%(year)d BC") % {"year": 1 - year}


def _years(first: int, last: int) -> str:
    """A span of years: 1900–1999, 200–101 BC."""
    if first == last:
        return _year(first)
    if last <= 0:
        return _("%(first)d–%(last)d BC") % {"first": 1 - first, "last": 1 - last}
    return f"{_year(first)}–{last}" if first > 0 else f"{_year(first)} – {last}"


def _clock_words(moment: Moment) -> str:
    date = _date(*moment.first)
    time, zone = moment.clock[:8], moment.clock[8:]
    if not zone:
        return _("%(date)s, %(time)s") % {"date": date, "time": time}
    offset = "" if zone == "Z" else zone.replace("-", "−")
    return _("%(date)s, %(time)s UTC%(offset)s") % {"date": date, "time": time, "offset": offset}


def _unspecified_words(moment: Moment) -> str:
    """A date with digits left open."""
    year, month, day = moment.year, moment.month, moment.day
    if not month:
        return _unspecified_year_words(year)
    if month > "12" and month.isdigit():
        return _season_words(month, _unspecified_year_words(year))
    if "X" not in year:
        known = {
            ("XX", ""): _("%(date)s, month unknown"),
            ("XX", "XX"): _("%(date)s, month and day unknown"),
        }.get((month, day))
        if known:
            return known % {"date": _year(int(year))}
        if "X" not in month and day == "XX":
            return _("%(date)s, day unknown") % {"date": _date(int(year), int(month), 0)}
    elif year == "XXXX" and "X" not in month.replace("XX", "") and day in ("", "XX"):
        return _unknown_year_words(month, day)
    elif "X" not in month + day:
        within = {"date": _day_of_any_year(int(month), int(day or 0)), "years": _years(*year_bounds(year))}
        if year == "XXXX":
            return _("%(date)s, year unknown") % within
        return _("%(date)s, year unknown (%(years)s)") % within
    return _("%(dates)s, exact date unknown") % {"dates": _days(moment.first, moment.last)}


def _unspecified_year_words(year: str) -> str:
    if "X" not in year:
        return _year(int(year))
    first, last = year_bounds(year)
    if year == "XXXX":
        return _("year unknown")
    if first >= 10 and year.count("X") == 1 and year[3] == "X":
        return _("the %(year)ds") % {"year": first}
    if first >= 100 and year.endswith("XX") and year.count("X") == 2:
        return _("%(century)s century (%(years)s)") % {
            "century": _ordinal(first // 100 + 1),
            "years": _years(first, last),
        }
    return _("%(years)s, exact year unknown") % {"years": _years(first, last)}


def _unknown_year_words(month: str, day: str) -> str:
    """A date that tells at most the month."""
    if month == "XX":
        return _("year, month and day unknown") if day else _("year and month unknown")
    sentence = _("%(date)s, year and day unknown") if day else _("%(date)s, year unknown")
    return sentence % {"date": MONTHS[int(month)]}


def _ordinal(number: int) -> str:
    """20th in English; the bare number elsewhere, for the translation to complete."""
    if not (translation.get_language() or "en").startswith("en"):
        return str(number)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _day_of_any_year(month: int, day: int) -> str:
    if not day:
        return str(MONTHS[month])
    return pgettext("date", "%(day)d %(month)s") % {"day": day, "month": MONTHS_ALT[month]}


def _season_words(code: str, year: str) -> str:
    sentences: dict[str, Callable[[], str]] = {
        "21": lambda: _("spring %(year)s"),
        "22": lambda: _("summer %(year)s"),
        "23": lambda: _("autumn %(year)s"),
        "24": lambda: _("winter %(year)s"),
        "25": lambda: _("spring %(year)s (northern hemisphere)"),
        "26": lambda: _("summer %(year)s (northern hemisphere)"),
        "27": lambda: _("autumn %(year)s (northern hemisphere)"),
        "28": lambda: _("winter %(year)s (northern hemisphere)"),
        "29": lambda: _("spring %(year)s (southern hemisphere)"),
        "30": lambda: _("summer %(year)s (southern hemisphere)"),
        "31": lambda: _("autumn %(year)s (southern hemisphere)"),
        "32": lambda: _("winter %(year)s (southern hemisphere)"),
        "33": lambda: _("first quarter of %(year)s"),
        "34": lambda: _("second quarter of %(year)s"),
        "35": lambda: _("third quarter of %(year)s"),
        "36": lambda: _("fourth quarter of %(year)s"),
        "37": lambda: _("first third of %(year)s"),
        "38": lambda: _("second third of %(year)s"),
        "39": lambda: _("last third of %(year)s"),
        "40": lambda: _("first half of %(year)s"),
        "41": lambda: _("second half of %(year)s"),
    }
    return sentences[code]() % {"year": year}


def _doubt_words(place: int, doubt: str) -> str:
    return {
        (0, "?"): _("year uncertain"),
        (1, "?"): _("month uncertain"),
        (2, "?"): _("day uncertain"),
        (0, "~"): _("year approximate"),
        (1, "~"): _("month approximate"),
        (2, "~"): _("day approximate"),
        (0, "%"): _("year uncertain and approximate"),
        (1, "%"): _("month uncertain and approximate"),
        (2, "%"): _("day uncertain and approximate"),
    }[place, doubt]


def _interval_words(interval: Interval) -> str:
    start, end = interval.start, interval.end
    if isinstance(start, Moment) and isinstance(end, Moment):
        return _span_words(start, end)
    if isinstance(start, Moment):
        sentence = _("from %(date)s, still open") if end == OPEN else _("from %(date)s, end unknown")
        return sentence % {"date": moment_words(start)}
    if isinstance(end, Moment):
        sentence = _("until %(date)s, without a beginning") if start == OPEN else _("until %(date)s, beginning unknown")
        return sentence % {"date": moment_words(end)}
    raise AssertionError("an interval has at least one date")


def _span_words(start: Moment, end: Moment) -> str:
    """From one date to another, saying what they share only once."""
    if _is_simple(start) and _is_simple(end) and len(start.month + start.day) == len(end.month + end.day):
        return _parts_span(_parts(start), _parts(end))
    return pgettext("span of dates", "%(start)s – %(end)s") % {"start": moment_words(start), "end": moment_words(end)}


def _days(first: Day, last: Day) -> str:
    return _parts_span(first, last)


def _parts_span(start: Day, end: Day) -> str:
    """A span between two dates of the same precision, given as year, month and day (0 where there is none)."""
    if start == end:
        return _date(*start)
    year, month, day = start
    if not month:
        return _years(year, end[0])
    if year == end[0] and not day:
        words = {"first": MONTHS[month], "last": MONTHS[end[1]], "year": _year(year)}
        return pgettext("span of dates", "%(first)s–%(last)s %(year)s") % words
    if (year, month) == end[:2]:
        days = {"first": day, "last": end[2], "month": MONTHS_ALT[month], "year": _year(year)}
        return pgettext("span of dates", "%(first)d–%(last)d %(month)s %(year)s") % days
    first = _day_of_any_year(month, day) if year == end[0] else _date(*start)
    return pgettext("span of dates", "%(start)s – %(end)s") % {"start": first, "end": _date(*end)}


def _is_simple(moment: Moment) -> bool:
    """Whether the date is of digits only: no season, no rounding, nothing unspecified, no doubts."""
    plain = not any(moment.doubts) and not moment.significant and not moment.year.startswith("Y")
    return plain and "X" not in moment.year + moment.month + moment.day and moment.month <= "12"


def _parts(moment: Moment) -> Day:
    return int(moment.year), int(moment.month or 0), int(moment.day or 0)


def _choice_words(choice: Choice) -> str:
    words = [_member_words(member, choice.one) for member in choice.members]
    if len(words) == 1:
        return words[0]
    joined = {"dates": ", ".join(words[:-1]), "last": words[-1]}
    return (_("%(dates)s or %(last)s") if choice.one else _("%(dates)s and %(last)s")) % joined


def _member_words(member: Moment | Run, one: bool) -> str:
    if isinstance(member, Moment):
        return moment_words(member)
    if member.start is not None and member.end is not None:
        return _span_words(member.start, member.end)
    if member.start is not None:
        return (_("%(date)s or later") if one else _("%(date)s and later")) % {"date": moment_words(member.start)}
    if member.end is not None:
        return (_("%(date)s or earlier") if one else _("%(date)s and earlier")) % {"date": moment_words(member.end)}
    raise AssertionError("a run has at least one limit")
