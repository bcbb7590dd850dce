"""Mutants: every guard of visibility is taken out in turn, and the sweep must notice.

The sweep notices by a canary where it may not be, or by an answer to a visitor that is no longer what it was: hidden
rows counted, a status that tells.
"""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db.models import Q

from archive import middleware, views
from archive.access import rules
from archive.access.levels import INHERITED, Part, Status
from archive.actions import labels
from tests.access import mutants
from tests.access.mutant_addresses import Probe, furnish_more
from tests.access.walking import build, rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.other_database("sqlite"), pytest.mark.slow]

BATCHES = 6

BACKED_UP: dict[str, tuple[str, ...]] = {
    "a note is asked for on passages that may be read, and nowhere else": (
        "first_dropped: of_passage(viewer, prefix) & _source_shown",
        "archive.views.reading everything_visible: Passage.objects.visible_to(viewer) (",
    ),
    "a name is asked for with whom it names, who must be visible too": (
        "first_dropped: condition & _source_shown",
        "everything_visible: NAMED[field].objects.visible_to(self.viewer)",
    ),
}
"""Guards that back each other up, each by a part of its mutant's title, by the reason: removed together."""

NO_GUARDS: dict[str, str] = {
    "first_dropped: Q(**{f'{prefix}asserted_by__isnull': False})": "a source that is not there is not published",
    "first_dropped: Q(**{f'{prefix}asserted_in__isnull': False})": "a passage that is not there cannot be read",
    "first_dropped: Q(**{f'{prefix}{owner}__isnull': False})": "nothing leads to an owner that is not there",
    "TOMBSTONES[testimony without status]": "what was not withdrawn has no date, and without one nothing is told",
    "TOMBSTONES[passage without status]": "what was not withdrawn has no date, and without one nothing is told",
    "TOMBSTONES[source without status]": "what was not withdrawn has no date, and without one nothing is told",
    "TOMBSTONES[collection without status]": "what was not withdrawn has no date, and without one nothing is told",
    "archive.views.requests everything_visible: Testimony.objects.visible_to(request.viewer, Part.EXISTENCE) (": (
        "one's own request prints the identifier in any case; only the link goes"
    ),
    "archive.views.requests everything_visible: Testimony.objects.visible_to(request.viewer) (": (
        "what is open already is not asked for; the page shows the neutral label either way"
    ),
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


def pages():
    of_the_site = [import_module(f"archive.views.{each.name}") for each in iter_modules(views.__path__)]
    return [*of_the_site, import_module("archive.forms.testimonies"), labels]


def workbench():
    return [
        import_module(f"archive.admin.{name}") for name in ("base", "transcripts", "testimony_filters", "vocabulary")
    ]


def guarded():
    """The modules whose guards are taken out."""
    return [rules, middleware, *pages(), *workbench()]


def in_rules():
    """Every rule and every condition in one. What is made when the module is read is taken out of the tables."""
    kinds = [mutants.rule_dropped, mutants.first_dropped, mutants.second_dropped, mutants.everyone_curator]
    kinds += [mutants.first_of_two_dropped, mutants.second_of_two_dropped]
    made_when_read = {(rules.__file__, rules._tombstone.__code__.co_firstlineno)}
    found = [each for each in mutants.mutants_of(rules, *kinds) if "def everyone" not in each.title]
    return [each for each in found if mutants.changed_by(each) - made_when_read]


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
    status = {"status__in": [Status.WITHDRAWN, Status.ERASED]}
    of_testimony = {f"transcript__testimony__{name}": value for name, value in status.items()}
    known, known_of = Q(leaves_tombstone=True), Q(transcript__testimony__leaves_tombstone=True)
    inherited, all_inherited = Q(access=INHERITED), Q(access=INHERITED, transcript__access=INHERITED)
    for key, missing, condition in (
        ("testimony", "leaves_tombstone", Q(**status)),
        ("testimony", "status", known),
        ("passage", "access", Q(transcript__access=INHERITED, **of_testimony) & known_of),
        ("passage", "transcript's access", inherited & Q(**of_testimony) & known_of),
        ("passage", "leaves_tombstone", all_inherited & Q(**of_testimony)),
        ("passage", "status", all_inherited & known_of),
        ("source", "status", Q()),
        ("collection", "status", Q()),
    ):
        weaker = rules.Tombstone(condition, rules.TOMBSTONES[key].withdrawn_at)
        yield mutants.with_another(rules, "TOMBSTONES", key, weaker, f"{key} without {missing}")


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
    yield from mutants.mutants_of(middleware, mutants.condition_dropped, mutants.grants_for_good)


def all_mutants():
    """Every guard, as a mutant without it; those that back each other up together."""
    single = [*in_rules(), *in_tables(), *in_views(), *in_the_workbench()]
    grouped = [tuple(m for m in single if any(part in m.title for part in parts)) for parts in BACKED_UP.values()]
    assert all(map(len, grouped)), "a group names guards that are not there any more"
    single = [mutant for mutant in single if not of(mutant, NO_GUARDS)]
    together = {id(mutant) for group in grouped for mutant in group}
    return [*grouped, *((mutant,) for mutant in single if id(mutant) not in together)]


@pytest.fixture(scope="module")
def probe(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        house = build(compared=False)[0]
        furnish_more(house)
        yield Probe(house, guarded())


def of(mutant, reasons):
    return any(part in mutant.title for part in reasons)


def what_is_noticed(probe, group):
    with mutants.living(*group) as changed:
        assert changed, f"nothing runs what was changed: {group[0].title}"
        if not of(group[0], BY_RULE):
            return probe.notices(*group)
        key = group[0].entry[0]
        return probe.hidden_rows(*(key if isinstance(key, tuple) else (key, Part.CONTENT)))


def test_nothing_is_noticed_where_every_guard_stands(probe):
    leaks = [(who, leak) for (_where, who), found in probe.leaks.items() for leak in found]
    print(f"mutants: {len(probe.asked)} addresses, {len(leaks)} leaks of the workbench left to the sweep")
    assert [leak for who, leak in leaks if who != "volunteer"] == []


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_sweep_notices_every_guard_that_is_missing(probe, batch):
    tried = all_mutants()[batch::BATCHES]
    noticed = {" + ".join(mutant.title for mutant in group): what_is_noticed(probe, group) for group in tried}
    alive = [title for title, what in noticed.items() if not what]
    by_answer = sum(what.startswith("another answer") for what in noticed.values())
    by_rule = sum(what.startswith("the rule") for what in noticed.values())
    print(
        f"mutants: killed {len(tried) - len(alive)} of {len(tried)} ({by_answer} by an answer, {by_rule} by the rule)"
    )
    for title in alive:
        print("alive:", title, flush=True)
    assert alive == []


def test_the_real_ones_are_back_after_a_mutant(probe):
    address, identity = probe.asked[0]
    for group in (next(iter(all_mutants())), next(([each]) for each in in_tables())):
        with mutants.living(*group) as changed:
            assert changed
    assert probe.answer(address, identity) == probe.before[address, identity]
