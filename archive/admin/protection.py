"""The pages on which a person's identity is protected, revealed and looked at."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from archive.actions import connections, identity, lifting, protect, sealed_ties
from archive.actions.occurrences import not_looked_through, of_names
from archive.admin.base import ArchiveAdmin
from archive.admin.confirming import action_url, confirm, record_of
from archive.admin.display import panel
from archive.admin.unsealing import linked, show_once
from archive.forms.protection import LookForm, ProtectForm, RevealForm
from archive.models import Person

PAGES = {
    "protect": ("Protect identity", protect.PERMISSION, False),
    "reveal": ("Reveal identity", identity.PERMISSION, True),
    "identity": ("Show the sealed identity", lifting.PERMISSION, True),
}
"""By the last part of the address: label, permission, and whether the identity is protected then."""


STAYS = (
    "In which accounts the person takes part, in which role and with which standing; which passages speak of the "
    "person or retell the person's words; the fate. Whoever knows the events can recognise someone by a village, a "
    "profession, a relative or a role that is told: read the accounts as someone who looks for this person would."
)


DAYS_STAY = (
    "The exact day and place of {} and of the sittings, as far as they were sealed: someone else who takes part is "
    "protected. They come back once nobody is."
)
NAMING_STAYS = (
    "What connects the person to someone else who is protected, and a description, note on the fate or connection in "
    "which such a name stands: all that comes back once they are revealed. Write a description without the name."
)
NOT_SEARCHED = (
    "What is sealed already is not searched here, since a name typed in would search it by any word. Words that hold "
    "the name are not lifted as long as the person is protected, and descriptions, notes and connections that do stay "
    "sealed. “Show the sealed identity” (administrators) counts them once it is protected."
)

LEFT_TO_OTHERS = (
    "{}. You may not see these records, so they are not searched for you, and nothing is said of what is in them. Ask "
    "an administrator who may to open “Show the sealed identity” once it is protected: it lists where the name still "
    "stands."
)


class ProtectedPages(ArchiveAdmin):
    """Part of the page of a person: the protection of an identity."""

    def get_urls(self) -> list[URLPattern]:
        views = {"protect": self.protect_view, "reveal": self.reveal_view, "identity": self.identity_view}
        return [
            path(f"<path:object_id>/{code}/", self.admin_site.admin_view(view), name=f"archive_person_{code}")
            for code, view in views.items()
        ] + super().get_urls()

    def buttons(self, request: HttpRequest, obj: Person) -> list[dict[str, str]]:
        return super().buttons(request, obj) + [
            {"label": label, "url": action_url(obj, code), "tone": "plain"}
            for code, (label, permission, protected) in PAGES.items()
            if obj.identity_protected is protected and request.user.has_perm(permission)
        ]

    def protect_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Says what stands for the person from now on, and lists where the name stands besides."""
        person = self.allowed(request, object_id, "protect")
        form = ProtectForm(request.POST or None, record=person, actor=request.user)
        elsewhere = [each for each in form.found if not each.code]
        return confirm(
            self,
            request,
            form,
            label=PAGES["protect"][0],
            explanation=(
                "The real names, identifiers, exact dates and what connects the person to others are sealed; readers "
                "see the pseudonym. Words elsewhere stay as they are, except the passages ticked below: correct each "
                "of them. Voices and faces are not disguised."
            ),
            tone="bad",
            facts=[
                ("Names to be sealed", ", ".join(protect.real_names(person)) or "None: the person is described only"),
                ("Identifiers to be sealed", identifiers_shown(person)),
                ("What stays", STAYS),
                ("The name elsewhere", panel("occurrences", occurrences=linked(elsewhere))),
                *left_to_others(request.user),
                ("What is sealed already", NOT_SEARCHED),
            ],
        )

    def reveal_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Confirms that the person bears the real names again."""
        person = self.allowed(request, object_id, "reveal")
        said = "The person bears the real names again, on every page. Words withheld in passages stay withheld."
        form = RevealForm(request.POST or None, record=person)
        facts = [("Stays sealed", staying_sealed(person))]
        return confirm(self, request, form, label=PAGES["reveal"][0], explanation=said, tone="bad", facts=facts)

    def identity_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Shows the sealed identity once, and where the name still stands."""
        person = self.allowed(request, object_id, "identity")
        form = LookForm(request.POST or None, record=person)
        return show_once(
            self,
            request,
            form,
            label=PAGES["identity"][0],
            lines=lambda content: sealed_lines(person, content, request.user),
        )

    def allowed(self, request: HttpRequest, object_id: str, code: str) -> Any:
        return record_of(self, request, object_id, PAGES[code][1])


def identifiers_shown(person: Person) -> str:
    """The identifiers of ``person`` elsewhere, with whose they are."""
    known = (("Wikidata", person.wikidata), ("VIAF", person.viaf))
    return ", ".join(f"{whose} {value}" for whose, value in known if value) or "None"


def staying_sealed(person: Person) -> str:
    """What does not come back when ``person`` is revealed, because of others who stay protected."""
    told = identity.taking_part_with_others(person).order_by("pk").values_list("public_id", flat=True)
    accounts = DAYS_STAY.format(", ".join(told)) if told else ""
    return f"{accounts} {NAMING_STAYS}".strip()


def sealed_lines(person: Person, content: dict[str, Any], actor: Any) -> list[tuple[str, Any]]:
    """What is sealed of a person, line by line."""
    names = [name["text"] for name in content["names"]]
    lines = [("Names", " · ".join(f"{name['text']} ({name['language']})" for name in content["names"]))]
    lines += [(column.replace("_", " ").capitalize(), value) for column, value in content["life"].items() if value]
    lines += [("Credited as", credit["credited_as"]) for credit in content["credits"]]
    lines += [(f"Recorded on ({each['testimony']})", each["recorded_on"]) for each in content["recordings"]]
    lines += [("Connected by", each) for each in connections.sealed_lines(content.get("connections", ()))]
    lines += [(f"Of {whose}", text) for whose, text in identity.texts_of_others(content)]
    counts = sealed_ties.counted(person, content)
    sealed = ", ".join(f"{kind}: {number}" for kind, number in sorted(counts.items())) or "Nowhere."
    lines.append(("Sealed elsewhere, the name in", sealed))
    found = linked(of_names(person, names, actor))
    still = ("Where the name still stands", panel("occurrences", occurrences=found))
    return [*lines, still, *left_to_others(actor)]


def left_to_others(actor: Any) -> list[tuple[str, str]]:
    """Which kinds of record were not looked through for ``actor``: the same words whatever stands in them."""
    kinds = not_looked_through(actor)
    return [("Not looked through", LEFT_TO_OTHERS.format(", ".join(kinds)))] if kinds else []
