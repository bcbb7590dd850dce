"""Time codes: positions in a recording, kept as whole milliseconds and shown as hours, minutes and seconds."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_TIMECODE = re.compile(r"(?:(?:([0-9]{1,4}):)?([0-9]{1,5}):)?([0-9]{1,7})(?:[.,]([0-9]{1,9}))?")


def format_ms(ms: int) -> str:
    """Return milliseconds as "1:02:03", or "2:03" below one hour; parts of a second are cut off."""
    sign = "-" if ms < 0 else ""
    minutes, seconds = divmod(abs(int(ms)) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{sign}{hours}:{minutes:02}:{seconds:02}"
    return f"{sign}{minutes}:{seconds:02}"


def parse_timecode(text: str) -> int:
    """Return the milliseconds meant by "1:02:03.5", "2:03" or "45" (seconds); a comma may stand for the point.

    The leading unit may exceed its usual range ("75:10" is an hour, a quarter and ten seconds), the others may not.
    Digits after the third decimal are dropped. Raises ValidationError for anything else.
    """
    match = _TIMECODE.fullmatch(text.strip()) if isinstance(text, str) and len(text) <= 64 else None
    if match is not None:
        hours, minutes, seconds, fraction = match.groups()
        minutes_fit = hours is None or int(minutes) < 60
        seconds_fit = minutes is None or int(seconds) < 60
        if minutes_fit and seconds_fit:
            whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
            return whole * 1000 + int((fraction or "").ljust(3, "0")[:3])
    raise ValidationError(
        _("“%(value)s” is not a time code. Write hours, minutes and seconds as in 1:02:03 or 2:03.5."),
        code="timecode",
        params={"value": str(text)[:40]},
    )
