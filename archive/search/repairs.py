"""How a broken query was understood, in a sentence for the reader: one code, one sentence."""

from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


class Repair(NamedTuple):
    """One thing that was read otherwise than it was typed. ``message`` quotes what was typed: escape it in HTML."""

    code: str
    message: str


SENTENCES: dict[str, str] = {
    "unclosed_quotation": _("The quotation mark was never closed: it was taken to end with the query."),
    "empty_quotation": _("Quotation marks with no word between them were left out."),
    "unclosed_bracket": _("A bracket was never closed: it was taken to close at the end of the query."),
    "stray_bracket": _("A closing bracket that nothing opened was left out."),
    "empty_brackets": _("Brackets with nothing to find between them were left out."),
    "too_deep": _("Brackets inside more than %(limit)d others were left out, and what is in them was kept."),
    "too_many_words": _("Only the first %(limit)d words were searched for."),
    "lonely_or": _("OR stands between two things to find: one that has nothing on one side was left out."),
    "lonely_not": _("A NOT or minus with nothing after it was left out."),
    "inner_not": _("“%(name)s:” with a minus after the colon was read with the minus before it."),
    "unknown_field": _("“%(name)s:” is not something that can be searched in: the name was read as a word."),
    "inner_field": _("“%(name)s:” stands inside another field: the name was read as a word."),
    "empty_field": _("After “%(name)s:” there is nothing to find: the name was read as a word."),
    "space_in_field": _("“%(name)s:” was read with what comes after the space."),
    "no_year": _("“%(text)s” is not a year, or two years with .. between them: it was read as words."),
    "no_year_left_out": _("“%(text)s” is not a year, or two years with .. between them: it was left out."),
    "years_swapped": _("The years were put in order: %(first)d to %(last)d."),
    "star_before": _("A star can only end a word: the one before “%(text)s” was left out."),
    "star_inside": _("A star can only end a word: “%(text)s” was read as “%(prefix)s*”."),
    "star_alone": _("A star needs the beginning of a word before it: it was left out."),
    "star_too_early": _("A star needs two letters or more before it: “%(text)s” was read as the word “%(word)s”."),
    "star_quoted": _("A star has no meaning between quotation marks: the words were taken as they stand."),
    "tilde_after_word": _("~ stands after words in quotation marks: “%(text)s” was read as “%(word)s”."),
    "near_one_word": _("~ needs two words or more between the quotation marks: it was left out."),
    "near_no_distance": _("~ needs a number after it, at least 1: the words were taken as a phrase."),
    "near_distance": _("The distance after ~ was read as %(distance)d, the nearest that can be searched for."),
    "no_letters": _("“%(text)s” has neither letters nor digits and was left out."),
    "nothing_to_find": _("There is no word to find in this query."),
}


def repair(code: str, **values: str | int) -> Repair:
    """Return the repair of this code with its sentence in the reader's language."""
    return Repair(code, gettext(SENTENCES[code]) % values)
