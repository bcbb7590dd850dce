"""Buttons on a record's page that lead to a page to confirm an action, and the carrying out of it.

GET shows what will happen; POST carries it out and says so on the record's page, or shows why it was refused. Whoever
may not do it gets 403; the action itself decides.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from archive.actions import second_person
from archive.actions.refusals import ActionRefused, NotPermitted
from archive.admin.base import ArchiveAdmin
from archive.lib.retrying import once_more
from archive.models import LedgerEntry

WAITS = "Nothing has changed yet: another person has to confirm it, under “Proposed actions”."
ONCE_MORE = " Then do it here once more."


def action_url(record: models.Model, code: str) -> str:
    """The page of the action ``code`` on ``record``."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{code}", args=[record.pk])


def record_of(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    object_id: str,
    permission: str | Callable[[Any], str] = "",
    *,
    for_all_staff: bool = False,
) -> Any:
    """The record that a page of ``model_admin`` is about; 404 without it, 403 where this user may not see it.

    403 also without ``permission`` (its name, or what names it for the record), where the page carries out an action.
    Such pages say what only curators may know, and are for them; one that does not is ``for_all_staff`` who may see the
    record. Who may see no such record at all is not told which numbers are given.
    """
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    record = model_admin.get_object(request, unquote(object_id))
    if record is None:
        raise Http404(f"No {model_admin.opts.verbose_name} has this number.")
    if not model_admin.has_view_or_change_permission(request, record):
        raise PermissionDenied
    needed = permission(record) if callable(permission) else permission
    if (needed and not request.user.has_perm(needed)) or not (for_all_staff or request.viewer.is_curator):
        raise PermissionDenied
    return record


def confirm(
    model_admin: ArchiveAdmin,
    request: HttpRequest,
    form: Form,
    *,
    label: str,
    explanation: str,
    tone: str = "plain",
    facts: Sequence[tuple[str, Any]] = (),
) -> HttpResponse:
    """The page that confirms ``form`` (with ``record`` and ``carry_out(actor)``), and what comes of it.

    ``facts`` are pairs of a label and what the curator should know before deciding.
    """
    record = form.record  # type: ignore[attr-defined]  # of the forms that actions have
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            entry = once_more(lambda: form.carry_out(request.user))  # type: ignore[attr-defined]  # of these forms
        except NotPermitted as error:
            raise PermissionDenied(str(error)) from error
        except ActionRefused as error:
            refusal = str(error)
            record.refresh_from_db()
        else:
            if getattr(entry, "action", "") == LedgerEntry.Action.PROPOSED:
                again = ONCE_MORE if entry.codes["of"] == second_person.UNSEAL else ""
                model_admin.message_user(request, f"{label}: asked for. {WAITS}{again}", messages.WARNING)
                return model_admin.back_to(record)
            model_admin.log_change(request, record, f"{label}.")
            model_admin.message_user(request, done(record, label), messages.SUCCESS)
            return model_admin.back_to(record)
    page = {"label": label, "explanation": explanation, "tone": tone, "facts": facts, "form": form, "refusal": refusal}
    return ask(model_admin, request, record, page)


def ask(model_admin: ArchiveAdmin, request: HttpRequest, record: Any, page: dict[str, Any]) -> HttpResponse:
    """The page to confirm; 409 where it shows why the action was refused."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": page["label"],
        "subtitle": str(record),
        "opts": model_admin.opts,
        "media": model_admin.media + page["form"].media,
        "original": record,
        "badges": model_admin.badges(request, record),
        **page,
    }
    request.current_app = model_admin.admin_site.name  # type: ignore[attr-defined]  # Django's own, for reverse()
    template = "admin/archive/confirm.html"
    return TemplateResponse(request, template, context, status=409 if page["refusal"] else 200)


def done(record: Any, label: str) -> str:
    """The message after an action, with the way to the public page where the record has one."""
    text = f"{label}: done. {str(record._meta.verbose_name).capitalize()} “{record}”."
    if not hasattr(record, "get_absolute_url"):
        return text
    return format_html('{} <a href="{}">See the public page</a>', text, record.get_absolute_url())
