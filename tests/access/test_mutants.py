"""Mutants: every guard of visibility is taken out in turn, and the sweep must notice.

The sweep notices by a canary where it may not be, or by an answer that is no longer what it was: hidden
rows counted, a status that tells. Half of the places that only ask a rule wait for ``make soak``.
"""

import os
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db.models import Q

from archive import middleware, views
from archive.access import authorities, consent, naming, own_accounts, rules, sources, testimonies, tombstones
from archive.access.levels import Part
from archive.actions import kept_back, labels
from tests.access import mutants
from tests.access.mutant_addresses import Probe, route_of
from tests.access.mutant_rooms import furnish_more
from tests.access.walking import build, rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.other_database("sqlite"), pytest.mark.slow]

RULES = (rules, testimonies, sources, authorities, naming, consent, own_accounts)
"""Where the rules of visibility stand; tombstones are a table, made when their module is read."""

SEARCHING = (import_module("archive.search.shown"), import_module("archive.search.concordance"))
"""Where search decides what it finds; what each of its modules asks, it asks by the first of them."""

SOAK = os.environ.get("ARCHIVE_SOAK") == "1"
BATCHES = 6

SEARCH = "archive.search.shown everything_visible: rows.visible_to(viewer, part)"
"""The guard of everything that search finds and counts."""

BACKED_UP: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "a note is asked for on passages that may be read, and nowhere else": (
        ("first_dropped: of_passage(viewer, prefix) & (Q(**{f'{prefix}source': None}) | attributed)",),
        ("archive.views.reading everything_visible: Passage.objects.visible_to(viewer) (",),
    ),
    "a name is asked for with whom it names, who must be visible too": (
        ("first_dropped: condition & source_shown",),
        ("archive.forms.testimonies everything_visible: NAMED[field].objects.visible_to(self.viewer) (",),
    ),
    "a relation is shown only with a source that may be named": (
        ("archive.views.people nothing_left_out: with_visible(relations.filter(",),
        ("second_dropped: person(viewer, f'{prefix}person__') & person(viewer, f'{prefix}other__') & source_shown",),
    ),
    "who took part in an event is shown only with a source that may be named": (
        (
            "archive.views.people nothing_left_out: with_visible(participations.select_related('event')",
            "archive.views.events nothing_left_out: with_visible(participations, viewer, 'source')",
        ),
        ("second_dropped: person(viewer, f'{prefix}person__') & event(viewer, f'{prefix}event__') & source_shown",),
    ),
    "a note is shown only with a source that may be named": (
        ("archive.views.reading nothing_left_out: with_visible(remarks, viewer, 'source')",),
        ("second_dropped: of_passage(viewer, prefix) & (Q(**{f'{prefix}source': None}) | attributed)",),
    ),
    "the passages that speak of someone are those with a mention that may be read": (
        (
            "archive.views.authorities everything_visible: passages.visible_to(request.viewer) (",
            "archive.views.reading everything_visible: Mention.objects.visible_to(viewer) [2]",
        ),
        ("archive.views.authorities everything_visible: Mention.objects.each_visible_to(request.viewer) (",),
    ),
    "a concordance has no lines but those that search found": (
        (
            "archive.views.concordance everything_visible: Passage.objects.visible_to(viewer, Part.QUOTATION)",
            "archive.views.concordance any_part_visible: Passage.objects.visible_to(viewer, Part.QUOTATION)",
        ),
        ("archive.search.concordance everything_visible: Passage.objects.visible_to(viewer, Part.QUOTATION)",),
    ),
    "pages of results have no hits but those that search found": (
        (
            "archive.views.search_exports everything_visible: Testimony.objects.visible_to(visitor)",
            "archive.views.search_hits everything_visible: Testimony.objects.visible_to(viewer)",
            "archive.views.search_hits everything_visible: Passage.objects.visible_to(viewer)",
        ),
        (SEARCH,),
    ),
    "a withheld original is kept from readers with its row; only curators see the row and are not handed the file": (
        ("second_dropped: media_file(viewer, prefix) & not_withheld(prefix)",),
        ("second_dropped: described & Q(**{f'{prefix}rendition__in': FOR_READERS}) & not_withheld(prefix) (",),
    ),
}
"""Guards that others back up, by the reason: each by a part of its mutant's title, and those that stand behind it.

The guard is removed where those behind it are removed already, and that must make a difference.
"""

NO_GUARDS: dict[str, str] = {
    # The first of each stands in the curators' branch, where it matters; in the readers' it does not.
    "first_dropped: Q(**{f'{prefix}asserted_by__isnull': False}) & published(viewer, f'{prefix}asserted_by__') [2]": (
        "a source that is not there is not published"
    ),
    "first_dropped: Q(**{f'{prefix}asserted_in__isnull': False}) & passage(viewer, f'{prefix}asserted_in__') [2]": (
        "a passage that is not there cannot be read"
    ),
    "first_dropped: Q(**{f'{prefix}{owner}__isnull': False})": "nothing leads to an owner that is not there",
    # What is kept back is asked for by these: without them more is, not less.
    "rule_dropped: @prepared def own_of_persons": "it says what is kept back",
    "rule_dropped: @prepared def own_of_event": "it says what is kept back",
    "rule_dropped: def _own_account": "it says what is kept back",
    "archive.views.view_as everything_visible": "curators read all but what was erased, and nobody they look as does",
}
"""Conditions that keep nothing back that is not kept back by the same expression: the reason by a part of the title."""

BY_RULE: dict[str, str] = {
    "RULES[session]": "pages reach sittings through passages",
    "RULES[section]": "no page shows sections yet",
    "RULES[participation]": "pages ask for the name of a participation, not for the row",
    "RULES[testimonylanguage]": "pages list the languages of a testimony that may be read",
    "RULES_OF_PARTS[testimony, description]": "no page shows a description without the content yet",
    "RULES_OF_PARTS[testimony, quotation]": "pages quote passages",
    "RULES_OF_PARTS[testimony, download]": "pages hand out files, not whole testimonies",
}
"""Rules that no surface asks yet, by a part of the mutant's title, with the reason: the rule itself is asked."""

OF_ONE_DRAFT: dict[str, str] = {
    "second_of_two_dropped: Q(**{f'{prefix}status__in': BEFORE_PUBLICATION": "a preview asks for the parts of one",
}
"""Guards of previews that the page stands in front of, with the reason: the rule itself is asked."""


def pages():
    of_the_site = [import_module(f"archive.views.{each.name}") for each in iter_modules(views.__path__)]
    return [*of_the_site, import_module("archive.forms.testimonies"), labels, kept_back, *SEARCHING]


def workbench():
    return [
        import_module(f"archive.admin.{name}")
        for name in ("base", "history", "transcripts", "testimony_filters", "vocabulary")
    ]


def guarded():
    """The modules whose guards are taken out."""
    return [*RULES, middleware, *pages(), *workbench()]


def in_rules():
    """Every rule and every condition in one. What is made when the module is read is taken out of the tables."""
    kinds = [mutants.rule_dropped, mutants.first_dropped, mutants.second_dropped, mutants.everyone_curator]
    kinds += [mutants.first_of_two_dropped, mutants.second_of_two_dropped]
    found = [each for module in RULES for each in mutants.mutants_of(module, *kinds)]
    return [each for each in found if "def everyone" not in each.title and mutants.changed_by(each)]


def every_row(viewer, prefix=""):
    """A rule that allows everything, and that can be asked for a mark too, as an empty condition cannot."""
    return Q(**{f"{prefix}pk__isnull": False})


def in_tables():
    """Every rule of the tables, asked of nobody; every condition of a tombstone left out."""
    for table in ("RULES", "RULES_OF_PARTS"):
        for key, rule in getattr(rules, table).items():
            if rule is not rules.everyone:
                title = key if isinstance(key, str) else f"{key[0]}, {key[1].value}"
                yield mutants.with_another(rules, table, key, every_row, title)
    for key, conditions in tombstones.CONDITIONS.items():
        for missing in conditions:
            others = tombstones.all_of(condition for about, condition in conditions.items() if about != missing)
            weaker = tombstones.Tombstone(others, tombstones.TOMBSTONES[key].withdrawn_at)
            yield mutants.with_another(tombstones, "TOMBSTONES", key, weaker, f"{key} without {missing}")


def in_views():
    asked = (mutants.everything_visible, mutants.any_part_visible, mutants.everything_marked)
    shown = (mutants.nothing_veiled, mutants.nothing_left_out, mutants.no_stubs)
    for module in pages():
        yield from mutants.mutants_of(module, *asked, *shown)
    for name in ("stubs", "testimonies"):
        for mutant in mutants.mutants_of(import_module(f"archive.views.{name}"), mutants.always_first):
            if "collection_is_visible" in mutant.title or "PRINTED" in mutant.title:
                yield mutant


def in_the_workbench():
    for module in workbench():
        yield from mutants.mutants_of(module, mutants.everything_visible)
    history = import_module("archive.admin.history")
    yield from mutants.mutants_of(history, mutants.everyone_curator, mutants.condition_dropped)
    yield from mutants.mutants_of(middleware, mutants.condition_dropped, mutants.grants_for_good)


def all_mutants():
    """Every guard, as a mutant without it, each with what must be taken out first since it stands behind the guard."""
    every = [*in_rules(), *in_tables(), *in_views(), *in_the_workbench()]
    behind = {}
    for backed_up, backing in BACKED_UP.values():
        standing_behind = [mutant for mutant in every if of(mutant, backing)]
        found = [mutant for mutant in every if of(mutant, backed_up)]
        assert len(standing_behind) >= len(backing), f"a guard is not there any more: {backing}"
        assert len(found) >= len(backed_up), f"a guard is not there any more: {backed_up}"
        behind |= {id(mutant): standing_behind for mutant in found}
    for part in (*NO_GUARDS, *BY_RULE, *OF_ONE_DRAFT):
        assert any(part in mutant.title for mutant in every), f"no guard is called so any more: {part}"
    return [(mutant, *behind.get(id(mutant), [])) for mutant in every if not of(mutant, NO_GUARDS)]


def every_second_call_site(tried):
    """What only asks a rule, and that no other guard backs up: every second of it, which a short run leaves out."""
    asking = [group for group in tried if group[0].module not in RULES and not of(group[0], backed_up())]
    return asking[1::2]


def backed_up():
    return [part for parts, _behind in BACKED_UP.values() for part in parts]


@pytest.fixture(scope="module")
def probe(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        house = build(compared=False)[0]
        furnish_more(house)
        yield Probe(house, guarded())


def of(mutant, reasons):
    return any(part in mutant.title for part in reasons)


def what_is_noticed(probe, mutant, *behind):
    if of(mutant, OF_ONE_DRAFT):
        with mutants.living(mutant):
            return probe.other_drafts()
    if not of(mutant, BY_RULE):
        return probe.notices(mutant, *behind)
    key = mutant.entry[0]
    with mutants.living(mutant):
        return probe.hidden_rows(*(key if isinstance(key, tuple) else (key, Part.CONTENT)))


def test_nothing_is_noticed_where_every_guard_stands(probe):
    assert [leak for found in probe.leaks.values() for leak in found] == []


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_sweep_notices_every_guard_that_is_missing(probe, batch):
    tried = all_mutants()
    left_out = [] if SOAK else every_second_call_site(tried)
    notices_each(probe, [group for group in tried if group not in left_out][batch::BATCHES])


@pytest.mark.soak
def test_the_sweep_notices_what_a_short_run_leaves_out(probe):
    notices_each(probe, every_second_call_site(all_mutants()))


def notices_each(probe, tried):
    noticed = [(group[0].title, what_is_noticed(probe, *group)) for group in tried]
    alive = [title for title, what in noticed if not what]
    by_answer = sum(what.startswith("another answer") for _title, what in noticed)
    by_rule = sum(what.startswith("the rule") for _title, what in noticed)
    print(
        f"mutants: killed {len(tried) - len(alive)} of {len(tried)} ({by_answer} by an answer, {by_rule} by the rule)"
    )
    assert not alive, "still alive:\n" + "\n".join(alive)


def test_the_real_ones_are_back_after_a_mutant(probe):
    address, identity = probe.asked[0]
    for mutant in (next(in_views()), next(in_tables())):
        with mutants.living(mutant) as changed:
            assert changed
    assert probe.answer(address, identity) == probe.before[address, identity]


def test_answers_are_compared_only_where_they_stay_the_same(probe):
    kinds = {(who, route_of(address)): (address, who) for address, who in probe.asked}
    assert [each for each in kinds.values() if probe.answer(*each) != probe.before[each]] == []
