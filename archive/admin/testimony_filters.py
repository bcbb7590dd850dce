"""Filters of the list of testimonies that Django's own do not cover."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone

from archive.models import Collection, Language, TestimonyLanguage


class ConsentInForce(admin.SimpleListFilter):
    """Whether a consent to read is in force at this moment."""

    title = "consent to read"
    parameter_name = "consent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "in force"), ("no", "not in force")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = timezone.now()
        in_force = Q(readable_from__lte=now) & (Q(readable_until=None) | Q(readable_until__gt=now))
        conditions = {"yes": in_force, "no": Q(readable_from=None) | ~in_force}
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


class Embargoed(admin.SimpleListFilter):
    """Whether an embargo closes the content at this moment."""

    title = "embargo"
    parameter_name = "embargo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "under embargo"), ("no", "none, or over")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        closed = Q(embargo_until__gt=timezone.now())
        conditions = {"yes": closed, "no": Q(embargo_until=None) | ~closed}
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


class CollectionsSeen(admin.RelatedFieldListFilter):
    """The collections that this member of staff may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[int, str]]:
        collections = Collection.objects.visible_to(request.viewer).order_by("sort_key", "id")
        return [(collection.pk, str(collection)) for collection in collections]


class LanguagesInUse(admin.RelatedFieldListFilter):
    """The languages that some testimony is told in; the vocabulary holds many more."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[int, str]]:
        told_in = TestimonyLanguage.objects.visible_to(request.viewer).filter(language=OuterRef("pk"))
        return [(language.pk, str(language)) for language in Language.objects.filter(Exists(told_in))]
