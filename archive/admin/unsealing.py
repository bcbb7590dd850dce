"""A page that shows what is sealed, once: after a reason was given, in the answer itself, kept nowhere."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from archive.actions.occurrences import Occurrence
from archive.actions.refusals import ActionRefused, NotPermitted
from archive.admin.base import ArchiveAdmin
from archive.admin.confirming import ask
from archive.admin.display import link
from archive.models import LedgerEntry

EXPLANATION = "What is sealed is shown once, on the next page. That you looked, and why, is entered in the ledger."


def show_once(
    model_admin: ArchiveAdmin, request: HttpRequest, form: Form, *, label: str, lines: Callable[[Any], list[Any]]
) -> HttpResponse:
    """Ask for a reason, then show what ``form.carry_out(actor)`` opens, as ``lines`` of label and text.

    No message and no entry in the workbench's history repeats any of it, and no browser or proxy may store the page.
    """

    def shown(opened: Any) -> HttpResponse:
        context = {
            **model_admin.admin_site.each_context(request),
            "title": label,
            "opts": model_admin.opts,
            "original": form.record,  # type: ignore[attr-defined]  # of the forms that actions have
            "lines": lines(opened),
        }
        return TemplateResponse(request, "admin/archive/unsealed.html", context)

    return open_once(model_admin, request, form, label=label, explanation=EXPLANATION, answer=shown)


def open_once(
    model_admin: ArchiveAdmin,
    request: HttpRequest,
    form: Form,
    *,
    label: str,
    explanation: str,
    answer: Callable[[Any], HttpResponse],
) -> HttpResponse:
    """Ask for a reason, then give the ``answer`` with what ``form.carry_out(actor)`` opens."""
    page = {"label": label, "explanation": explanation, "tone": "bad", "facts": [], "form": form, "refusal": ""}
    record = form.record  # type: ignore[attr-defined]  # of the forms that actions have
    if request.method == "POST" and form.is_valid():
        try:
            opened = form.carry_out(request.user)  # type: ignore[attr-defined]  # of the forms that actions have
        except NotPermitted as error:
            raise PermissionDenied(str(error)) from error
        except ActionRefused as error:
            page["refusal"] = str(error)
        else:
            if isinstance(opened, LedgerEntry):
                return asked_for(model_admin, request, record, label)
            return answer(opened)
    return ask(model_admin, request, record, page)


def asked_for(model_admin: ArchiveAdmin, request: HttpRequest, record: Any, label: str) -> HttpResponse:
    """Back to the record, where nothing is shown yet: a second person has to agree first."""
    said = f"{label}: asked for. Once another person has confirmed it, ask again here: you then get it once."
    model_admin.message_user(request, said, messages.SUCCESS)
    return model_admin.back_to(record)


def linked(found: list[Occurrence]) -> list[dict[str, Any]]:
    """Occurrences as the pages list them: where each stands, and the way to the page on which it is corrected."""
    return [
        {"where": each.where, "excerpt": each.excerpt, "link": link(page_of(each.record), "Open"), "whole": each.whole}
        for each in found
    ]


def page_of(record: models.Model) -> models.Model:
    """The record on whose page ``record`` is corrected: rows of a passage or testimony have none of their own."""
    for owner in ("passage", "entry"):
        if getattr(record, f"{owner}_id", None) is not None:
            return getattr(record, owner)
    return record
