"""Edits of a passage of which words are withheld: no mark is lost, no word comes back, and marks move with the text."""

import pytest
from django.core.exceptions import ValidationError

from archive.actions.lifting import lift
from archive.lib.marks import PLACEHOLDER
from archive.models import Mention, Passage
from tests import cast
from tests.actions.withholding import CUT, TEXT, cut

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("spoilt", ["", "[words held]", f"{PLACEHOLDER} {PLACEHOLDER}", "Wvasif himself"])
def test_an_edit_keeps_the_marks(passage, publisher, spoilt):
    cut(passage, CUT, publisher)
    passage.text = passage.text.replace(PLACEHOLDER, spoilt)
    with pytest.raises(ValidationError, match="Leave each of these marks"):
        passage.save()
    with pytest.raises(ValidationError):
        Passage.objects.bulk_update([passage], ["text"])
    assert Passage.objects.get().text == TEXT.replace(CUT, PLACEHOLDER)


def test_a_stale_copy_does_not_write_the_words_back(passage, publisher):
    stale = Passage.objects.get()
    cut(passage, CUT, publisher)
    with pytest.raises(ValidationError):
        stale.save()
    stale.save(update_fields=["position"])
    assert Passage.objects.get().text == TEXT.replace(CUT, PLACEHOLDER)


def test_the_mark_moves_with_the_text_around_it(passage, publisher, administrator):
    mark = cut(passage, CUT, publisher)
    passage.text = f"She says: {passage.text}"
    passage.save()
    mark.refresh_from_db()
    assert passage.text[mark.start : mark.end] == PLACEHOLDER
    lift(mark, administrator, reason="Agreed")
    assert Passage.objects.get().text == f"She says: {TEXT}"


def test_a_mention_on_changed_surroundings_comes_back_for_the_whole_passage(passage, publisher, administrator):
    cast.mention(passage, f"{CUT} came", cast.person("A miller"))
    mark = cut(passage, CUT, publisher)
    passage.text = passage.text.replace("came", "went")
    passage.save()
    lift(mark, administrator, reason="Agreed")
    mention = Mention.objects.get()
    assert (mention.start, mention.surface) == (None, "")
