"""How a testimony or a passage is cited, in plain words."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest

from archive.lib.addresses import public_address
from archive.models import Participation, Passage, Testimony

NAME_NOT_SHOWN = "Narrator’s name not shown"


def credited(narrators: Iterable[Participation]) -> str:
    """The narrators as the testimony credits them: “Aysel Karimova and Rustam Karimov”."""
    names = [NAME_NOT_SHOWN if each.person.pk is None else each.credited_as or str(each.person) for each in narrators]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def citation(
    request: HttpRequest,
    testimony: Testimony,
    narrators: Iterable[Participation],
    passage: Passage | None = None,
) -> str:
    """One line to copy: who told what, when, where it is kept and its permanent address. A passage has no number in
    it: one that told of no closed passage would change with what may be read."""
    cited = passage or testimony
    told = testimony.recorded_on.human() if testimony.recorded_on else ""
    parts = [
        credited(narrators),
        f"“{testimony.title}”",
        testimony.get_kind_display().lower(),
        told,
        "passage" if passage is not None else "",
    ]
    described = ", ".join(part for part in parts if part)
    address = public_address(request, cited.get_absolute_url())
    return f"{described}. {settings.ARCHIVE_NAME}, {cited.public_id}. {address}"
