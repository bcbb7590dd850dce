"""How the tests of the workbench open its pages: logged in, by record, with whole forms sent back."""

from html.parser import HTMLParser
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from tests import cast


def at(record: Any, view: str = "change") -> str:
    """The address of a page about ``record`` (or of a model's list, for a model)."""
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}"
    return reverse(name) if isinstance(record, type) else reverse(name, args=[record.pk])


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def as_group(group: str) -> Client:
    """A browser in which a member of ``group`` is logged in."""
    return logged_in(cast.staff(group))


def as_superuser() -> Client:
    return logged_in(User.objects.create_superuser(f"root {next(cast.numbers)}"))


def as_volunteer() -> Client:
    """A browser of someone who may look at every record of the workbench, and is no curator."""
    group = Group.objects.create(name="volunteers")
    codenames = [f"{verb}_{model._meta.model_name}" for model in admin.site._registry for verb in ("view", "change")]
    group.permissions.set(Permission.objects.filter(content_type__app_label="archive", codename__in=codenames))
    user = cast.user("volunteer", is_staff=True)
    user.groups.add(group)
    return logged_in(user)


def with_every_permission_but_one() -> Client:
    """A browser of someone on the staff who may do everything, and not read what is unpublished."""
    client = as_volunteer()
    client.user.user_permissions.set(Permission.objects.exclude(codename="view_unpublished"))
    return client


def fields_on(client: Client, record: Any) -> set[str]:
    """The names of the fields that the page of ``record`` shows."""
    form = client.get(at(record)).context["adminform"]
    return {
        field.field["name"] if field.is_readonly else field.field.name for f in form for line in f for field in line
    }


class _Form(HTMLParser):
    """Reads the fields of the forms with a method of POST, as a browser would send them back."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self.area: str | None = None
        self.select: str | None = None
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name")
        if tag == "form":
            self.inside = found.get("method") == "post" and found.get("id") != "logout-form"
        elif not self.inside:
            return
        elif tag == "input" and name and found.get("type") not in ("submit", "file"):
            if found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self.add(name, found.get("value") or ("on" if found.get("type") == "checkbox" else ""))
        elif tag == "textarea" and name:
            self.area, self.fields[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            self.add(self.select, found.get("value") or "")

    def add(self, name: str, value: str) -> None:
        if name in self.fields:
            held = self.fields[name]
            self.fields[name] = [*(held if isinstance(held, list) else [held]), value]
        else:
            self.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            if self.area is not None:  # a browser drops the line break right after the tag
                self.fields[self.area] = self.fields[self.area].removeprefix("\n").removeprefix("\r\n")
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.fields[self.area] += data


def form_on(client: Client, url: str) -> dict[str, Any]:
    """The fields of the form at ``url``, filled in as the page has them."""
    response = client.get(url)
    assert response.status_code == 200, f"{url} answered {response.status_code}"
    return fields_of_page(response)


def fields_of_page(response: Any) -> dict[str, Any]:
    """The fields of the form on a page, filled in as the page has them."""
    reader = _Form()
    reader.feed(response.content.decode())
    return {name: value for name, value in reader.fields.items() if "__prefix__" not in name}


def send(client: Client, url: str, **changes: Any) -> Any:
    """Open the form at ``url``, change some of its fields and send it back; the page that follows."""
    return client.post(url, form_on(client, url) | changes, follow=True)


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def errors_of(response: Any) -> dict[str, list[str]]:
    """The errors on a change page: of its form by field, and of its rows by prefix and field."""
    found = {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {f"{form.prefix}-{name}": list(errors) for name, errors in form.errors.items()}
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = list(inline.formset.non_form_errors())
    return found


def row(prefix: str, number: int, total: int, **fields: Any) -> dict[str, Any]:
    """A new row of an inline: row ``number`` of ``total`` in all."""
    return {f"{prefix}-TOTAL_FORMS": str(total)} | {
        f"{prefix}-{number}-{name}": value for name, value in fields.items()
    }
