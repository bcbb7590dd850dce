"""Only what was never published can be deleted, whichever way the deletion comes."""

import pytest
from django.db.models import ProtectedError

from archive.models import Collection, Passage, Person, PublicId, Source, Testimony, Transcript
from tests import cast
from tests.admin.workbench import as_group, as_superuser, at, messages_of

pytestmark = pytest.mark.django_db

SURE = {"post": "yes"}


def delete_selected(client, *records, **more):
    fields = {"action": "delete_selected", "_selected_action": [record.pk for record in records]} | more
    return client.post(at(type(records[0]), "changelist"), fields, follow=True)


def test_a_draft_is_deleted_with_its_passages_and_consents_and_keeps_its_identifiers():
    draft = cast.testimony(state="draft")
    ids = [draft.public_id, draft.transcripts.get().passages.get().public_id, draft.consents.get().public_id]
    client = as_group("cataloguer")
    assert "delete" in client.get(at(draft)).content.decode()
    assert client.post(at(draft, "delete"), SURE).status_code == 302
    assert not Testimony.objects.exists()
    assert PublicId.objects.filter(value__in=ids).count() == 3


@pytest.mark.parametrize("state", ["public", "withdrawn", "closed"])
def test_what_was_once_published_is_not(state):
    kept = cast.testimony(state=state)
    client = as_superuser()
    assert "deletelink" not in client.get(at(kept)).content.decode()
    assert client.post(at(kept, "delete"), SURE).status_code == 403
    assert Testimony.objects.filter(pk=kept.pk).exists()


def test_its_texts_and_passages_stay_too():
    transcript = cast.testimony(state="withdrawn").transcripts.get()
    client = as_superuser()
    assert client.post(at(transcript, "delete"), SURE).status_code == 403
    assert client.post(at(transcript.passages.get(), "delete"), SURE).status_code == 403
    assert Passage.objects.count() == Transcript.objects.count() == 1


@pytest.mark.parametrize("build", [cast.source, cast.collection])
def test_published_sources_and_collections_stay(build):
    published, draft = build(), build(status="draft", published_at=None)
    client = as_superuser()
    assert client.post(at(published, "delete"), SURE).status_code == 403
    assert client.post(at(draft, "delete"), SURE).status_code == 302
    assert [record.pk for record in type(published).objects.all()] == [published.pk]


def test_deleting_a_selection_refuses_with_names_and_deletes_none():
    kept, draft = cast.testimony("The flood", state="public"), cast.testimony(state="draft")
    response = delete_selected(as_superuser(), kept, draft, **SURE)
    [message] = messages_of(response)
    assert message.startswith("Nothing was deleted: “The flood” cannot be deleted")
    assert Testimony.objects.count() == 2


def test_deleting_a_selection_of_drafts_asks_and_deletes():
    drafts = [cast.testimony(state="draft") for _each in range(3)]
    client = as_superuser()
    assert "Are you sure" in delete_selected(client, *drafts).content.decode()
    delete_selected(client, *drafts, **SURE)
    assert not Testimony.objects.exists()


def test_a_person_who_tells_or_is_told_of_stays():
    testimony = cast.testimony(state="draft")
    person = testimony.participations.get().person
    client = as_superuser()
    assert "protected" in client.get(at(person, "delete")).content.decode()
    client.post(at(person, "delete"), SURE)
    assert Person.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("model", [Testimony, Source, Collection])
def test_a_deletion_refused_underneath_is_told_and_not_a_broken_page(model, monkeypatch):
    """As when someone publishes it while another confirms the deletion."""
    builders = {Testimony: lambda: cast.testimony(state="draft")}
    columns = {"status": "draft", "published_at": None}
    builders |= {Source: lambda: cast.source(**columns), Collection: lambda: cast.collection(**columns)}
    draft, client = builders[model](), as_superuser()

    def refuse(*args, **kwargs):
        raise ProtectedError("it was published once: withdraw it instead.", {draft})

    monkeypatch.setattr(model, "delete", refuse)
    response = client.post(at(draft, "delete"), SURE, follow=True)
    assert messages_of(response) == ["Nothing was deleted: it was published once: withdraw it instead."]
    monkeypatch.undo()
    monkeypatch.setattr("django.db.models.query.QuerySet.delete", refuse)
    response = delete_selected(client, draft, **SURE)
    assert messages_of(response) == ["Nothing was deleted: it was published once: withdraw it instead."]
    assert model.objects.filter(pk=draft.pk).exists()
