"""Passages in the workbench: pinning by the words themselves, and what a correction carries along."""

import pytest
from django.urls import reverse

from archive.actions.redact import redact
from archive.lib.marks import PLACEHOLDER
from archive.models import Mention, Note, Participation, Passage, Session, Transcript
from tests import cast
from tests.admin.workbench import as_group, at, errors_of, form_on, messages_of, row, send

pytestmark = pytest.mark.django_db

TEXT = "She says that Sarikend lay below the river. Sarikend was dark, and the river rose."


@pytest.fixture
def client():
    return as_group("cataloguer")


@pytest.fixture
def passage():
    return cast.testimony(text=TEXT).transcripts.get().passages.get()


def pin(passage, number=0, **fields):
    return row("mentions", number, number + 1, certainty="certain", **fields)


def test_words_are_pinned_where_they_stand(client, passage):
    place = cast.place("Sarikend")
    response = send(client, at(passage), **pin(passage, words="dark", place=place.pk))
    assert response.redirect_chain, errors_of(response)
    mention = passage.mentions.get()
    assert (mention.start, mention.end, mention.surface) == (TEXT.index("dark"), TEXT.index("dark") + 4, "dark")


def test_words_that_do_not_occur_are_refused_at_the_field(client, passage):
    errors = errors_of(send(client, at(passage), **pin(passage, words="Ağdam", place=cast.place().pk)))
    assert errors == {"mentions-0-words": ["“Ağdam” does not occur in the passage. Copy the words from it."]}


def test_nothing_is_pinned_to_what_stands_in_for_withheld_words(client, passage):
    place = cast.place("Sarikend")
    redact(passage, cast.staff("administrator"), start=4, end=9, reason_code="safety", seen_text=passage.text)
    passage.refresh_from_db()
    for words in (PLACEHOLDER, "words withheld", passage.text):
        answer = send(client, at(passage), **pin(passage, words=words, place=place.pk))
        assert "stands in for words" in str(errors_of(answer))
    assert not passage.mentions.exists()
    send(client, at(passage), **pin(passage, words=passage.text[:3], place=place.pk))
    assert passage.mentions.get().place == place


def test_words_that_occur_twice_need_a_word_on_which(client, passage):
    place = cast.place("Sarikend").pk
    errors = errors_of(send(client, at(passage), **pin(passage, words="Sarikend", place=place)))
    assert errors == {"mentions-0-which": ["“Sarikend” occurs 2 times in the passage. Say which one: 1 to 2."]}
    errors = errors_of(send(client, at(passage), **pin(passage, words="Sarikend", which="3", place=place)))
    assert errors == {"mentions-0-which": ["“Sarikend” occurs only 2 times in the passage."]}
    send(client, at(passage), **pin(passage, words="Sarikend", which="2", place=place))
    assert passage.mentions.get().start == TEXT.rindex("Sarikend")
    assert form_on(client, at(passage))["mentions-0-which"] == "2"


def test_without_words_it_is_the_passage_as_a_whole(client, passage):
    send(client, at(passage), **pin(passage, words="", place=cast.place().pk))
    mention = passage.mentions.get()
    assert (mention.start, mention.end, mention.surface, mention.lost_its_place) == (None, None, "", False)


@pytest.mark.parametrize("targets", [[], ["person", "place"]])
def test_a_mention_has_exactly_one_target(client, passage, targets):
    chosen = {target: getattr(cast, target)().pk for target in targets}
    errors = errors_of(send(client, at(passage), **pin(passage, words="dark", **chosen)))
    assert errors == {"mentions-0-__all__": ["A mention is of exactly one person, organisation, place or event."]}


def test_composed_and_decomposed_words_are_the_same(client):
    passage = cast.testimony(text="She came from Xankəndı é.").transcripts.get().passages.get()
    send(client, at(passage), **pin(passage, words="é", place=cast.place().pk))
    assert passage.mentions.get().surface == "é"


def test_a_correction_before_the_words_carries_the_mention_along(client, passage):
    mention = cast.mention(passage, "dark", cast.place())
    corrected = TEXT.replace("She says", "She says, weeping,")
    response = send(client, at(passage), text=corrected)
    assert response.redirect_chain, errors_of(response)
    mention.refresh_from_db()
    assert corrected[mention.start : mention.end] == "dark"
    [saved] = messages_of(response)
    assert saved.startswith("The passage")


def test_a_row_changed_in_the_same_step_goes_along_too(client, passage):
    """The row on the page still knows the old place; saving it must not bring that back."""
    mention = cast.mention(passage, "dark", cast.place())
    corrected = TEXT.replace("She says", "She says, weeping,")
    send(client, at(passage), text=corrected, **{"mentions-0-certainty": "possible"})
    mention.refresh_from_db()
    assert (corrected[mention.start : mention.end], mention.certainty) == ("dark", "possible")


def test_words_are_looked_for_in_the_corrected_text(client, passage):
    response = send(
        client, at(passage), text="It was quite dark.", **pin(passage, words="quite", place=cast.place().pk)
    )
    assert response.redirect_chain, errors_of(response)
    assert passage.mentions.get().start == 7


def test_what_lost_its_place_is_told_and_can_be_pinned_again(client, passage):
    mention = cast.mention(passage, "dark", cast.place())
    Note.objects.create(passage=passage, text="As printed.", start=TEXT.index("rose"), end=TEXT.index("rose") + 4)
    response = send(client, at(passage), text=TEXT.replace("dark", "bright").replace("rose", "fell"))
    [warning, _saved] = messages_of(response)
    assert "“dark” (mention), “rose” (note)" in warning
    page = client.get(at(passage)).content.decode()
    assert "it stood on “dark”" in page
    send(client, at(passage), **{"mentions-0-words": "bright"})
    mention.refresh_from_db()
    assert (mention.surface, mention.lost_its_place) == ("bright", False)


def test_words_with_signs_of_markup_are_printed_as_words(client):
    passage = cast.testimony(text="She wrote <b>home</b> twice.").transcripts.get().passages.get()
    mention = cast.mention(passage, "<b>home</b>", cast.place("<i>Sarikend</i>"))
    for text in (passage.text, "She wrote."):
        response = send(client, at(passage), text=text)
        assert response.redirect_chain
        for page in (response, client.get(at(passage)), client.get(at(mention.place))):
            assert "<b>home" not in page.content.decode()
            assert "<i>Sarikend" not in page.content.decode()


def test_a_note_is_pinned_the_same_way(client, passage):
    response = send(client, at(passage), **row("notes", 0, 1, words="rose", text="In April, it is said."))
    assert response.redirect_chain, errors_of(response)
    assert passage.notes.get().surface == "rose"


def test_the_page_offers_the_speakers_and_sittings_of_its_testimony_only(client, passage):
    testimony = passage.transcript.testimony
    session = Session.objects.create(testimony=testimony)
    other = cast.testimony()
    Session.objects.create(testimony=other)
    form = client.get(at(passage)).context["adminform"].form
    assert list(form.fields["speaker"].queryset) == list(testimony.participations.all())
    assert list(form.fields["session"].queryset) == [session]
    stranger = Participation.objects.get(testimony=other)
    assert "speaker" in errors_of(send(client, at(passage), speaker=stranger.pk))


def test_a_passage_is_added_at_the_end_of_its_transcript(client, passage):
    url = f"{at(Passage, 'add')}?transcript={passage.transcript_id}"
    assert f'href="{url}"' in client.get(at(passage.transcript)).content.decode()
    filled = form_on(client, url)
    assert filled["position"] == "2"
    response = client.post(url, filled | {"text": "Then it was over.", "start_ms": "1:02:03.5"}, follow=True)
    assert response.redirect_chain, errors_of(response)
    added = Passage.objects.get(position=2)
    assert (added.transcript, added.start_ms) == (passage.transcript, 3_723_500)
    assert form_on(client, at(added))["start_ms"] == "1:02:03.5"


def test_the_way_leads_up_back_and_on(client, passage):
    testimony = passage.transcript.testimony
    middle, last = cast.passage(testimony, "Then."), cast.passage(testimony, "Over.")
    page = client.get(at(middle)).content.decode()
    for address in (at(passage), at(last), at(passage.transcript), at(testimony)):
        assert f'href="{address}"' in page
    assert "passage 2 of 3" in page


def test_a_transcript_lists_its_passages_up_to_a_limit(client, passage, django_assert_max_num_queries):
    transcript = passage.transcript
    Passage.objects.bulk_create(
        Passage(transcript=transcript, position=number, text=f"Words {number}", speaker=passage.speaker)
        for number in range(2, 1501)
    )
    with django_assert_max_num_queries(15):
        page = client.get(at(transcript)).content.decode()
    assert TEXT[:40] in page
    assert "Words 200" in page
    assert "Words 201" not in page
    assert "The first 200 of 1500 passages." in page
    assert str(passage.speaker.person) in page
    everything = reverse("admin:archive_passage_changelist") + f"?transcript__id__exact={transcript.pk}"
    assert f'href="{everything}"' in page
    assert client.get(everything).context["cl"].result_count == 1500


def test_a_translation_renders_a_passage_of_the_same_testimony(client, passage):
    testimony = passage.transcript.testimony
    translation = Transcript.objects.create(
        testimony=testimony, language="az", kind="translation", renders=passage.transcript
    )
    rendering = Passage.objects.create(transcript=translation, position=1, text="O deyir.")
    stranger = cast.testimony().transcripts.get().passages.get()
    assert errors_of(send(client, at(rendering), renders=stranger.pk)) == {
        "renders": ["This passage belongs to another testimony."]
    }
    send(client, at(rendering), renders=passage.pk)
    rendering.refresh_from_db()
    assert rendering.renders == passage


def test_readers_see_the_correction(client, passage):
    send(client, at(passage), text="She says that it was a quiet night.")
    assert Passage.objects.get(pk=passage.pk).text == "She says that it was a quiet night."
    client.logout()
    assert "a quiet night" in client.get(passage.get_absolute_url()).content.decode()
    assert not Mention.objects.filter(passage=passage, start__isnull=False).exists()
