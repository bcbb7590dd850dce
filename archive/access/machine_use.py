"""What a page shows of accounts that machines may not use, noted where it is printed.

The tags that print words and abstracts (:mod:`archive.templatetags.archive_text`) note each; the middleware asks, once
the page is written. What nobody asked consent for counts as not allowed, so that a view cannot forget to ask.
"""

from typing import Any

from django.http import HttpRequest


def note(request: HttpRequest | None, record: Any) -> None:
    """That ``record``, a testimony or a part of one, is printed in the answer to ``request``. Machines may use it where
    :func:`archive.views.machine_use.marking_minable` found so."""
    if request is not None and not getattr(record, "is_minable", False):
        request.kept_from_machines = True  # type: ignore[attr-defined]  # ours, for the middleware


def is_kept(request: HttpRequest) -> bool:
    """Whether the answer holds anything that machines may not use."""
    return bool(getattr(request, "kept_from_machines", False))
