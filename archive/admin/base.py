"""What every record's page in the workbench has in common."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as ask_and_delete
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from archive.actions.traces import neutral_message, write_log
from archive.admin.display import admin_url, list_url
from archive.admin.history import HistoryForCurators
from archive.admin.lists import CarefulLists
from archive.admin.ties import TiesForCurators, first_name, without
from archive.forms.as_seen import AsSeenForm
from archive.forms.rows import CarefulAutocomplete, KnownAutocomplete, RowForm, RowFormSet, settle_choices
from archive.lib.fuzzy_date_fields import FuzzyDateField
from archive.lib.retrying import once_more
from archive.models import Source, Term

NAMED_AT_MOST = 10


class CalmRelations:
    """A field for a related record offers to add one and to open the chosen one; deleting is done on its own page."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        autocompleted = self.get_autocomplete_fields(request)  # type: ignore[attr-defined]  # of Django's admin
        if "widget" not in kwargs and db_field.name in autocompleted:
            kwargs["widget"] = CarefulAutocomplete(db_field, self.admin_site)  # type: ignore[attr-defined]  # too
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # too

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # of Django's admin
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_delete_related = False
            widget.can_view_related = widget.can_view_related and not widget.can_change_related
        return field


class ArchiveAdmin(CalmRelations, HistoryForCurators, TiesForCurators, CarefulLists):
    """A record's list and pages: search, badges and buttons, and no way to delete what was ever published."""

    save_on_top = True
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = "–"
    actions = ["delete_selected"]
    form = AsSeenForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_only_fieldsets: tuple[str, ...] = ()
    add_only_fields: tuple[str, ...] = ()

    # --- who may see and delete what ---

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """What this member of staff may read: curators everything but what was erased."""
        return super().get_queryset(request).visible_to(request.viewer)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.may_be_deleted)

    @admin.action(permissions=["delete"], description="Delete selected %(verbose_name_plural)s")
    def delete_selected(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Django's own, which asks first; refused by name when one of the records was ever published."""
        kept = [str(record) for record in queryset if not record.may_be_deleted]
        if kept:
            named = ", ".join(f"“{name}”" for name in kept[:NAMED_AT_MOST])
            more = f" and {len(kept) - NAMED_AT_MOST} more" if len(kept) > NAMED_AT_MOST else ""
            self.message_user(
                request,
                f"Nothing was deleted: {named}{more} cannot be deleted, having been published. Withdraw instead.",
                messages.ERROR,
            )
            return None
        try:
            with transaction.atomic():
                return ask_and_delete(self, request, queryset)
        except models.ProtectedError as error:
            self.message_user(request, f"Nothing was deleted: {error.args[0]}", messages.ERROR)
            return None

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except models.ProtectedError as error:
            self.message_user(request, f"Nothing was deleted: {error.args[0]}", messages.ERROR)
            return HttpResponseRedirect(list_url(self.model))

    # --- the list ---

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title[:1].upper() + title[1:], **(extra_context or {})})

    @admin.display(description="last changed", ordering="updated_at")
    def changed(self, obj: Any) -> str:
        return date_format(timezone.localtime(obj.updated_at), "j M Y")

    # --- the change page ---

    def view_on_site(self, obj: models.Model) -> str | None:
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def badges(self, request: HttpRequest, obj: models.Model) -> list[SafeString]:
        """What stands at the top of the change page."""
        return []

    def buttons(self, request: HttpRequest, obj: models.Model) -> list[dict[str, str]]:
        """What this user may do to the record now, each with ``label``, ``url`` and ``tone``."""
        return []

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        """All fieldsets, without what makes sense only later (``change_only_fieldsets``) or earlier than now.

        Whoever may not read what is unpublished gets nothing that is :meth:`for_curators`, and no fieldset that held
        nothing else.
        """
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            kept = [(name, options) for name, options in fieldsets if name not in self.change_only_fieldsets]
            return with_hidden(kept, "opened_after")
        left_out = {*self.add_only_fields, *(() if request.viewer.is_curator else self.for_curators())}
        kept = [(name, {**options, "fields": without(options["fields"], left_out)}) for name, options in fieldsets]
        kept = [(name, options) for name, options in kept if options["fields"]]
        return with_hidden(kept, "as_seen", "opened_after") if self.has_change_permission(request, obj) else kept

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            buttons = self.buttons(request, obj) if request.viewer.is_curator else []  # as the pages they lead to
            context |= {"badges": self.badges(request, obj), "buttons": buttons}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- the history: it names records by kind and identifier, never by their words ---

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return write_log(request.user, [obj], ADDITION, message)[0]

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return write_log(request.user, [obj], CHANGE, message)[0]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return write_log(request.user, queryset, DELETION, "")

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return neutral_message(super().construct_change_message(request, form, formsets, add))

    # --- saving ---

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Saved once more where the database gave it up for someone else, but for a file, which arrives only once."""
        page = partial(super().changeform_view, request, *args, **kwargs)
        return page() if request.FILES else once_more(page)

    def save_related(self, request: HttpRequest, form: Form, formsets: list[Any], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for warning in self.warnings(form.instance, formsets):
            self.message_user(request, warning, messages.WARNING)

    def warnings(self, obj: models.Model, formsets: list[Any]) -> list[str]:
        """What a curator should know about a record that was just saved, row by row."""
        rows = [row for formset in formsets for row in formset.new_objects]
        rows += [row for formset in formsets for row, _columns in formset.changed_objects]
        return [warning for record in (obj, *rows) for warning in half_understood_dates(record)]

    def back_to(self, obj: models.Model) -> HttpResponseRedirect:
        return HttpResponseRedirect(admin_url(obj))

    # --- choosing related records ---

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.name in self.get_autocomplete_fields(request):
            field.help_text = db_field.help_text  # without the advice to hold down Control
        return field


def with_hidden(fieldsets: list[Any], *hidden: str) -> list[Any]:
    """``fieldsets`` with the ``hidden`` fields that say since when the record stands as the page shows it."""
    lacking = [name for name in hidden if name not in flatten_fieldsets(fieldsets)]
    (title, options), *others = fieldsets
    return [(title, {**options, "fields": [*options["fields"], *lacking]}), *others]


def half_understood_dates(record: models.Model) -> list[str]:
    """A sentence for each fuzzy date of ``record`` that is kept as written but not fully understood."""
    found = []
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname) if isinstance(field, FuzzyDateField) else None
        if value is not None and value.not_understood:
            found.append(
                f"{str(field.verbose_name).capitalize()}: “{value}” is kept as you wrote it, but left out where "
                f"records are sorted or filtered by date. Not understood: {value.not_understood}."
            )
    return found


class RowsInline(CalmRelations):
    """Rows of another table on a record's page, with as many queries for fifty rows as for five."""

    form = RowForm
    formset = RowFormSet
    classes: tuple[str, ...] = ("rows",)
    extra = 0
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request).visible_to(request.viewer)  # type: ignore[misc]  # of Django's inlines
        chosen = self.get_autocomplete_fields(request)  # type: ignore[attr-defined]  # of Django's inlines
        return queryset.select_related(*chosen) if chosen else queryset

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]  # of Django's inlines
        return with_hidden(fieldsets, "as_seen") if obj is not None else fieldsets

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]  # of Django's inlines
            kwargs["widget"] = KnownAutocomplete(db_field, self.admin_site)  # type: ignore[attr-defined]  # of Django's inlines
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # too

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Sources and terms are chosen in a row, not written: that leaves room for the rest."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.related_model in (Source, Term) and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]  # of Django's inlines
        settle_choices(formset.form)
        return formset


class TabularRows(RowsInline, admin.TabularInline):
    """Rows as a table."""


class StackedRows(RowsInline, admin.StackedInline):
    """Rows one below the other."""


class ReadOnlyAdmin(HistoryForCurators, CarefulLists):
    """A table that is read in the workbench and written elsewhere, by no one here. It tells of every record, hidden or
    not, by identifiers and reasons, and is for curators."""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = "–"
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.viewer.is_curator and super().has_view_permission(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By what the list offers to be filtered by, and nothing else: a page may leave out what its table holds."""
        offered = {first_name(each) for each in (*self.get_list_filter(request), self.date_hierarchy or "")}
        return first_name(lookup) in offered and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
