"""Whatever stands behind the question mark of a list, staff get a page, the list without filters, or a plain 400."""

import itertools

import pytest
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.db.models import JSONField
from django.test import RequestFactory
from django.utils import timezone

from archive.access.viewer import Viewer
from archive.admin.base import ReadOnlyAdmin
from archive.admin.ties import first_name
from archive.models import Consent, LedgerEntry, ProposedAction, Testimony
from tests import cast
from tests.admin.house import furnish
from tests.admin.workbench import as_superuser, at

pytestmark = pytest.mark.django_db

ODD = ["x", "0", "-1", "9" * 25, "2020-02-30", "é'%"]
LOOK_UPS = ["", "__year", "__month", "__gte", "__isnull", "__in", "__date"]
OF_LISTS = ["o", "p", "all", "q", "e", "_popup", "_to_field", "_facets", "nope", "nope__nope"]


def filters_of(model_admin):
    """What a list of ``model_admin`` can be filtered by: its filters, and every column of its model."""
    chosen = [each[0] if isinstance(each, tuple) else each for each in model_admin.list_filter]
    named = [each if isinstance(each, str) else each.parameter_name for each in chosen]
    fields = [field.name for field in model_admin.opts.concrete_fields]
    related = [f"{field.name}__id" for field in model_admin.opts.concrete_fields if field.is_relation]
    return list(dict.fromkeys([*named, *fields, *related]))


def queries_of(model_admin):
    filters = itertools.product(filters_of(model_admin), LOOK_UPS, ODD)
    yield from ({f"{name}{look_up}": odd} for name, look_up, odd in filters)
    yield from ({name: odd} for name, odd in itertools.product(OF_LISTS, ODD))
    if model_admin.date_hierarchy:
        ends = {"year": ["0", "1", "9999", "x"], "month": ["0", "12", "13"], "day": ["0", "31"]}
        for values in itertools.product(*ends.values()):
            yield {f"{model_admin.date_hierarchy}__{end}": value for end, value in zip(ends, values, strict=True)}


def registered():
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.label_lower)
def test_no_list_stumbles_over_an_odd_value(model):
    """The list is put together and read; its page is not rendered, which would take minutes."""
    furnish()
    model_admin, user = admin.site._registry[model], cast.user("root", is_staff=True, is_superuser=True)
    stumbled = {}
    for query in queries_of(model_admin):
        request = RequestFactory().get("/admin/", query)
        request.user, request.viewer = user, Viewer(user_id=user.pk, is_curator=True, now=timezone.now())
        try:
            list(model_admin.get_changelist_instance(request).result_list)
        except (IncorrectLookupParameters, SuspiciousOperation):
            continue
        except Exception as error:  # whatever it is, the query that raised it is to be named
            stumbled[str(query)] = repr(error)
    assert stumbled == {}


INTO_CODES = ["", "__icontains", "__isnull", "__has_key", "__grant", "__grant__regex", "__grant__isnull", "__grant__gt"]


def is_let_through(model, lookup):
    """Whether a superuser may ask the list of ``model`` for ``lookup``."""
    request = RequestFactory().get("/admin/", {lookup: "1"})
    request.user = cast.user(f"root {next(cast.numbers)}", is_staff=True, is_superuser=True)
    request.viewer = Viewer(user_id=request.user.pk, is_curator=True, now=timezone.now())
    try:
        admin.site._registry[model].get_changelist_instance(request)
    except SuspiciousOperation:
        return False
    except IncorrectLookupParameters:  # let through, and found to be odd
        return True
    return True


def test_no_list_is_asked_for_what_stands_inside_codes():
    """Neither its own nor those of a record it is tied to; any other column answers."""
    holding = {}
    for model in registered():
        columns = {field.name: field for field in model._meta.concrete_fields}
        found = [name for name, field in columns.items() if isinstance(field, JSONField)]
        for name, field in columns.items():
            inner = field.related_model._meta.concrete_fields if field.is_relation else ()
            found += [f"{name}__{each.name}" for each in inner if isinstance(each, JSONField)]
        if found:
            holding[model] = found
    assert {LedgerEntry, ProposedAction, Consent} <= holding.keys()
    asked = [(model, f"{name}{end}") for model, names in holding.items() for name in names for end in INTO_CODES]
    assert [(model, lookup) for model, lookup in asked if is_let_through(model, lookup)] == []
    assert is_let_through(Consent, "basis")


def test_a_table_that_is_only_read_is_asked_for_what_its_list_offers():
    for model, page in admin.site._registry.items():
        if isinstance(page, ReadOnlyAdmin):
            offered = {first_name(each) for each in (*page.list_filter, page.date_hierarchy or "")} - {""}
            columns = {field.name for field in model._meta.concrete_fields}
            assert {name for name in columns if is_let_through(model, name)} == offered, model


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (LedgerEntry, {"at__year": "0"}),
        (LedgerEntry, {"at__year": "9999", "at__month": "12", "at__day": "31"}),
        (Testimony, {"created_at__year": "0"}),
        (Consent, {"valid_from": "x"}),
    ],
)
def test_a_browser_is_led_back_to_the_list(model, query):
    furnish()
    response = as_superuser().get(at(model, "changelist"), query)
    assert response.status_code == 302
    assert response["Location"].endswith("?e=1")


def test_a_year_that_is_one_filters():
    furnish()
    client, this_year = as_superuser(), timezone.localdate().year
    for year, held in ((this_year, Testimony.objects.count()), (this_year - 50, 0)):
        response = client.get(at(Testimony, "changelist"), {"created_at__year": year})
        assert response.context["cl"].result_count == held
