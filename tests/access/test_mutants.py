"""Mutants: every guard of visibility is taken out in turn, and the sweep must notice.

The sweep notices by a canary where it may not be, or by an answer to a visitor that is no longer what it was: hidden
rows counted, a status that tells. In a short run every third mutant is tried; soaking tries them all.
"""

import os
from importlib import import_module
from pkgutil import iter_modules

import pytest

from archive import forms, middleware, views
from archive.access import rules
from archive.admin import base
from tests.access import mutants, surfaces
from tests.access.walking import Walk, build, rolled_back, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.other_database("sqlite"), pytest.mark.slow]

SOAK = os.environ.get("ARCHIVE_SOAK") == "1"
EVERY = 1 if SOAK else 3

BACKED_UP: dict[str, str] = {}
"""Guards that another guard backs up, by a part of the mutant's title: the reason why nothing shows without it."""


def views_of_the_site():
    return [import_module(f"archive.views.{each.name}") for each in iter_modules(views.__path__)]


def all_mutants():
    """Every guard, as a mutant without it."""
    found = list(
        mutants.mutants_of(
            rules, mutants.rule_dropped, mutants.first_dropped, mutants.second_dropped, mutants.everyone_curator
        )
    )
    for module in [*views_of_the_site(), import_module("archive.forms.testimonies")]:
        found += mutants.mutants_of(
            module, mutants.everything_visible, mutants.nothing_veiled, mutants.nothing_left_out
        )
    found += mutants.mutants_of(base, mutants.everything_visible)
    found += mutants.mutants_of(middleware, mutants.condition_dropped, mutants.grants_for_good)
    assert forms
    return found


HIDDEN = ("draft", "closed", "embargoed", "no_consent", "consent_over", "consent_to_come", "withdrawn", "erased")
HIDDEN = (*HIDDEN, "in_review", "registered", "on_request", "embargoed_unknown", "unnamed", "unquotable")
PARTS = ("closed passage", "closed transcript", "registered passage", "source draft", "source withdrawn")


class Probe:
    """What is asked of each mutant, and what the answers were without it."""

    def __init__(self, house):
        self.house = house
        self.walks = {name: Walk(house, name) for name in ("visitor", "registered", "granted", "over", "revoked")}
        self.walks["volunteer"] = Walk(house, "volunteer")
        lists = [name for name in surfaces.PUBLIC if name.endswith("-list") or name == "archive:home"]
        details = [name for name in surfaces.PUBLIC if name not in lists]
        open_rooms, hidden = house.within("open", "public", "unquotable"), house.within(*HIDDEN, *PARTS)
        asked = [(name, "visitor") for name in surfaces.public_addresses(house.within("open"), *lists)]
        asked += [(name, "visitor") for name in surfaces.public_addresses(open_rooms, *details)]
        own = ("archive:testimony", "archive:passage", "archive:source", "archive:collection")
        asked += [(name, "visitor") for name in surfaces.public_addresses(hidden, *own)]
        led = house.within("draft", "unnamed", "closed passage", "source draft")
        asked += [(name, "visitor") for name in surfaces.public_addresses(led, *details, "archive:testimony-list")]
        few = house.within("on_request", "embargoed_on_request", "closed", "registered_unknown")
        for identity in ("registered", "granted", "over", "revoked"):
            asked += [
                (name, identity) for name in surfaces.public_addresses(few, "archive:testimony", "archive:passage")
            ]
        rooms = house.within("draft", "public", "registered", "closed passage", "redacted")
        staff = [*surfaces.pages_of_records(rooms, ("change", "file")), *surfaces.onto_the_site(rooms)]
        asked += [(name, "volunteer") for name in staff if "mediafile" in name or "testimony" in name]
        self.asked = list(dict.fromkeys(asked))
        self.before = {(address, who): self.answer(address, who) for address, who in self.asked}

    def answer(self, address, identity):
        return text_of(self.walks[identity].client.get(address))

    def notices(self, mutant):
        """What the sweep notices of ``mutant``; an empty text if it does not."""
        subject = mutant.module.__name__.rpartition(".")[2]
        asked = sorted(self.asked, key=lambda each: not each[0].startswith(f"/{subject}"))
        for address, identity in asked:
            text = self.answer(address, identity)
            leaks = self.house.world.leaks(identity, address, text)
            if leaks:
                return leaks[0]
            if identity == "visitor" and text != self.before[address, identity]:
                return f"another answer at {address}"
        return ""


@pytest.fixture(scope="module")
def probe(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield Probe(build(compared=False)[0])


def excused(mutant):
    return any(part in mutant.title for part in BACKED_UP)


def test_the_sweep_notices_every_guard_that_is_missing(probe):
    tried = [each for each in all_mutants() if not excused(each)][::EVERY]
    survivors = []
    for mutant in tried:
        with mutants.living(mutant) as changed:
            assert changed, f"nothing runs what was changed: {mutant.title}"
            noticed = probe.notices(mutant)
        if not noticed:
            survivors.append(mutant.title)
            print("alive:", mutant.title, flush=True)
    print(f"mutants: killed {len(tried) - len(survivors)} of {len(tried)}")
    assert survivors == []


def test_the_real_ones_are_back_after_a_mutant(probe):
    address, identity = probe.asked[0]
    with mutants.living(next(iter(all_mutants()))):
        pass
    assert probe.answer(address, identity) == probe.before[address, identity]
