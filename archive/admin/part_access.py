"""A button on the pages of transcripts, passages and files: this part is for fewer people than its testimony."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from archive.access.levels import Status
from archive.actions.access import PERMISSION, copies_of, testimony_of
from archive.admin.confirming import action_url, confirm, record_of
from archive.admin.display import access_badge, link, links
from archive.forms.part_access import PartAccessForm

SET_ACCESS = "set_access"
SET_ACCESS_LABEL = "Set access"


class PartAccessAdmin:
    """Adds the button and the page that sets the part's own level of access."""

    def get_urls(self: Any) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_{SET_ACCESS}"
        view = self.admin_site.admin_view(self.access_view)
        return [path(f"<path:object_id>/{SET_ACCESS}/", view, name=name), *super().get_urls()]

    def buttons(self: Any, request: HttpRequest, obj: Any) -> list[dict[str, str]]:
        buttons = super().buttons(request, obj)
        if request.user.has_perm(PERMISSION) and testimony_of(obj).status != Status.ERASED:
            buttons.append({"label": SET_ACCESS_LABEL, "url": action_url(obj, SET_ACCESS), "tone": "plain"})
        return buttons

    def access_view(self: Any, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that sets the level of the part."""
        record = record_of(self, request, object_id, PERMISSION)
        form = PartAccessForm(request.POST or None, record=record)  # first: what the page shows is no older than it
        testimony, copies = testimony_of(record), copies_of(record)
        facts = [("Testimony", link(testimony)), ("Its access", access_badge(testimony.access))]
        if copies:
            facts.append(("Copies made from it, which follow where they are looser", links(copies)))
        return confirm(
            self,
            request,
            form,
            label=SET_ACCESS_LABEL,
            explanation="It takes effect at once, on every page. What the testimony does not allow stays closed.",
            facts=facts,
        )
