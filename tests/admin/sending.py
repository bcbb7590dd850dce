"""Pages of the workbench that were opened before and are sent now, and what they answer."""

from typing import Any

from django.test import Client

from tests.admin.workbench import at, errors_of, form_on, row

AGAIN = "Open the page again"
PROTECTED = "identity of this person is protected"


def saved(client: Client, record: Any, page: dict[str, Any], **changes: Any) -> Any:
    """Whether the page was saved; otherwise what it says."""
    answer = client.post(at(record), page | changes)
    return True if answer.status_code == 302 else str(errors_of(answer))


def tie_on(client: Client, other: Any, person: Any) -> dict[str, Any]:
    """The page of ``other`` with a relation to ``person`` typed in."""
    fields = {"kind": "spouse", "other": str(person.pk), "note": "wife of Karimova"}
    return form_on(client, at(other)) | row("relations", 0, 1, **fields)
