"""Names and links on the public pages: every name with its language and the direction it is written in."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from archive.lib.languages import language_name as name_of_language
from archive.lib.languages import text_direction

register = template.Library()

NAME_NOT_SHOWN = "a narrator whose name is not shown"
UNDETERMINED = ("", "und", "mul", "zxx")
UNWRITTEN = ("", "Zyyy", "Zxxx")


def in_language(text: str, language: str) -> SafeString:
    """``text`` marked with its language, isolated from the direction of what stands around it."""
    if language in UNDETERMINED:
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, text_direction(language), text)


@register.simple_tag
def name_text(name: Any) -> SafeString:
    """The text of a row of the table of names."""
    return in_language(name.text, name.language)


@register.simple_tag
def heading(record: Any) -> SafeString:
    """What a record is called, with the language of that name where it is known; and what tells it from another of this
    name, where both are spoken of."""
    called = in_language(str(record), getattr(record, "heading_language", "") or "")
    apart = getattr(record, "apart", "")
    return format_html("{}, <bdi>{}</bdi>", called, apart) if apart else called


@register.simple_tag
def link(record: Any) -> SafeString:
    """A link to the page of a record, under its name."""
    return format_html(
        '<a class="to-{}" href="{}">{}</a>', record._meta.model_name, record.get_absolute_url(), heading(record)
    )


@register.simple_tag
def credited(participation: Any) -> SafeString:
    """Someone who takes part in a testimony, as it credits them; for a blank person, that the name is not shown."""
    if participation.person.pk is None:
        return format_html('<span class="unnamed">{}</span>', NAME_NOT_SHOWN)
    if participation.credited_as:
        return format_html("<bdi>{}</bdi>", participation.credited_as)
    return heading(participation.person)


@register.simple_tag
def credited_link(participation: Any) -> SafeString:
    """As :func:`credited`, leading to the person's page."""
    if participation.person.pk is None:
        return credited(participation)
    address = participation.person.get_absolute_url()
    return format_html('<a class="to-person" href="{}">{}</a>', address, credited(participation))


@register.simple_tag
def tag_link(tag: Any) -> SafeString:
    """A tag in its own spelling, leading to its page."""
    return format_html(
        '<a class="tag" href="{}" rel="tag">{}</a>', tag.get_absolute_url(), in_language(tag.name, tag.language)
    )


@register.filter
def language_name(language: str) -> str:
    """What a BCP 47 tag stands for, in English."""
    return "" if language in UNDETERMINED else name_of_language(language)


@register.filter
def language_and_script(name: Any) -> str:
    """The language of a row of the table of names, with the script it is written in: “Uzbek (Cyrillic)”."""
    subtags = name.language.split("-")
    has_script = any(len(subtag) == 4 and subtag.isalpha() for subtag in subtags[1:])
    if has_script or name.script in UNWRITTEN:
        return capfirst(name_of_language(name.language))
    return capfirst(name_of_language("-".join([subtags[0], name.script, *subtags[1:]])))


@register.filter
def direction(language: str) -> str:
    """The value for a ``dir`` attribute of text in ``language``."""
    return "auto" if language in UNDETERMINED else text_direction(language)
