"""The states a record passes through, and the levels of access.

The contract surface by surface is docs/visibility.md; the rules that apply these values are in
:mod:`archive.access.rules`.
"""

from django.db import models


class Status(models.TextChoices):
    """Where a record stands between its first draft and its end. Only actions change it."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ERASED = "erased", "Erased"


BEFORE_PUBLICATION = (Status.DRAFT, Status.IN_REVIEW)
"""Where a record stands that was never published, or not yet."""


class Access(models.TextChoices):
    """Who may read a published record, from the loosest level to the strictest."""

    PUBLIC = "public", "Public: anyone"
    REGISTERED = "registered", "Registered: people with an account"
    ON_REQUEST = "on_request", "On request: people granted access"
    CLOSED = "closed", "Closed: curators only"


class Part(models.TextChoices):
    """What of a record a surface shows. Each has its own rule; CONTENT is meant wherever none is named."""

    EXISTENCE = "existence", "That it exists"
    DESCRIPTION = "description", "Title, abstract and what else describes it"
    CONTENT = "content", "Its words"
    FILE = "file", "Its recordings and scans"
    QUOTATION = "quotation", "Its words outside the account's own pages"
    DOWNLOAD = "download", "A copy to take away"
    MACHINE_USE = "machine_use", "Harvesting, mining and training"
    NAME = "name", "The narrator's name"
    KEPT_BACK = "kept_back", "That parts of it are given on request"
    PREVIEW = "preview", "What it says before it is published"
    SOURCE = "source", "The source it goes back to"


INHERITED = ""
"""The access of a transcript, passage or file that is no stricter than what holds it."""

FROM_LOOSE_TO_STRICT = (INHERITED, *Access.values)
"""The levels of a part, each stricter than the one before it."""

INHERITED_LABEL = "As the testimony"
