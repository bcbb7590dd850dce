"""Tables as comma-separated values (https://www.rfc-editor.org/rfc/rfc4180) that a spreadsheet opens and never runs."""

import csv
import io
import re
from collections.abc import Iterable

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula, also after white space."""

_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters and halves of characters: no spreadsheet shows them, and a formula could hide behind them."""


def safe_cell(value: object) -> str:
    """``value`` as text; what would be taken for a formula stands behind an apostrophe
    (https://owasp.org/www-community/attacks/CSV_Injection)."""
    text = _UNSHOWN.sub("", str(value))
    return f"'{text}" if text.startswith(_RUNS) or text.lstrip().startswith(_RUNS) else text


def comma_separated(rows: Iterable[Iterable[object]]) -> str:
    """``rows`` as one text, with a byte order mark so that spreadsheets read it as UTF-8."""
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
    return written.getvalue()
