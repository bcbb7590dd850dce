from datetime import date

import pytest
from django import forms
from django.apps.registry import Apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter

from archive.lib.fuzzy_date_fields import FuzzyDateField, FuzzyDateFormField, bound_field, derive_bounds
from archive.lib.fuzzy_dates import FuzzyDate


class Diary(models.Model):
    """A model of the test's own, in a registry of its own."""

    written = FuzzyDateField()
    found = FuzzyDateField(blank=True)
    written_earliest = bound_field()
    written_latest = bound_field()
    found_earliest = bound_field()
    found_latest = bound_field()

    class Meta:
        apps = Apps()
        app_label = "diaries"


class DiaryForm(forms.ModelForm):
    class Meta:
        model = Diary
        fields = ["written", "found"]


@pytest.fixture(scope="module")
def diaries_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Diary)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Diary)


@pytest.fixture
def diaries(diaries_table, db):
    return Diary.objects


def diary(written="1992-02-25/1992-02-26", **fields):
    made = Diary(written=written, **fields)
    derive_bounds(made)
    return made


def test_a_date_comes_back_as_it_was_stored(diaries):
    diary().save()
    stored = diaries.get()
    assert stored.written == FuzzyDate.parse("1992-02-25/1992-02-26")
    assert (stored.written_earliest, stored.written_latest) == (date(1992, 2, 25), date(1992, 2, 26))
    assert (stored.found, stored.found_earliest) == (None, None)


@pytest.mark.parametrize("empty", [None, "", " "])
def test_no_date_is_stored_as_an_empty_string(diaries, empty):
    made = diary(found=empty)
    made.save()
    assert made.found is None
    assert diaries.filter(found="").count() == diaries.filter(found__exact="").count() == 1
    assert diaries.get().found is None


def test_dates_are_looked_up_by_text_and_by_value(diaries):
    diary("1992?").save()
    for wanted in ("1992?", FuzzyDate.parse("1992?")):
        assert diaries.filter(written=wanted).exists()
        assert diaries.filter(written__in=[wanted, "1993"]).exists()
    assert not diaries.filter(written="1992").exists()
    assert diaries.filter(written__startswith="1992").exists()
    assert diaries.exclude(found="").count() == 0
    assert list(diaries.values_list("written", flat=True)) == [FuzzyDate.parse("1992?")]


def test_a_bad_stored_value_is_shown_and_not_refused(diaries):
    diary().save()
    diaries.update(written="spring of ’92")
    stored = diaries.get()
    assert stored.written.text == "spring of ’92"
    assert stored.written.not_understood
    derive_bounds(stored)
    assert (stored.written_earliest, stored.written_latest) == (None, None)


def test_bounds_follow_the_date():
    made = diary("1992")
    made.written = "1970~/.."
    derive_bounds(made)
    assert (made.written_earliest, made.written_latest) == (date(1970, 1, 1), None)
    made.written = None
    derive_bounds(made)
    assert (made.written_earliest, made.written_latest) == (None, None)


def test_a_bad_date_is_named_by_its_field():
    with pytest.raises(ValidationError) as refusal:
        diary("26.02.1992")
    assert list(refusal.value.message_dict) == ["written"]


def test_a_column_that_was_not_loaded_is_left_alone(diaries, django_assert_num_queries):
    diary().save()
    stored = diaries.defer("written").get()
    with django_assert_num_queries(0):
        derive_bounds(stored)


def test_cleaning_a_record_says_what_is_missing_or_wrong():
    with pytest.raises(ValidationError) as refusal:
        Diary(written="").full_clean(validate_unique=False)
    assert list(refusal.value.message_dict) == ["written"]
    with pytest.raises(ValidationError):
        Diary(written="1992-02-30").full_clean(validate_unique=False)
    made = Diary(written="1992")
    made.full_clean(validate_unique=False)
    assert made.written == FuzzyDate.parse("1992")


def test_it_is_serialised_as_text_and_read_back():
    written = serializers.serialize("python", [diary()])[0]["fields"]
    assert (written["written"], written["found"]) == ("1992-02-25/1992-02-26", None)
    field = Diary._meta.get_field("written")
    assert field.to_python(field.value_to_string(diary())) == diary().written
    assert '"written": "1992-02-25/1992-02-26"' in serializers.serialize("json", [diary()])


def test_it_can_stand_in_a_migration():
    _name, path, arguments, options = FuzzyDateField(blank=True).deconstruct()
    assert (path, arguments) == ("archive.lib.fuzzy_date_fields.FuzzyDateField", [])
    assert options == {"blank": True, "max_length": 64}
    assert "FuzzyDateField(blank=True" in MigrationWriter.serialize(FuzzyDateField(blank=True))[0]
    assert Diary._meta.get_field("found").clone().get_default() is None


def test_a_form_gives_a_date_and_shows_it_as_text():
    form = DiaryForm({"written": " 1992-02-26 ", "found": ""})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"written": FuzzyDate.parse("1992-02-26"), "found": None}
    assert form.save(commit=False).written.text == "1992-02-26"
    shown = DiaryForm(instance=diary())
    assert 'value="1992-02-25/1992-02-26"' in str(shown["written"])
    assert "1992-02-25/1992-02-26" in shown.fields["written"].help_text


def test_a_form_knows_whether_a_date_was_changed():
    unchanged = DiaryForm({"written": "1992-02-25/1992-02-26", "found": ""}, instance=diary())
    assert not unchanged.has_changed()
    assert DiaryForm({"written": "1992", "found": ""}, instance=diary()).changed_data == ["written"]


def test_a_form_keeps_level_2_as_written():
    for text in ("{1991,1992}", "{2002..2001}"):
        assert FuzzyDateFormField().clean(text).text == text


@pytest.mark.parametrize(
    ("text", "suggestion"), [("26.02.1992", "1992-02-26"), ("c. 1970", "1970~"), ("1990s", "199X")]
)
def test_a_form_answers_a_mistake_with_the_right_form(text, suggestion):
    with pytest.raises(ValidationError) as refusal:
        FuzzyDateFormField().clean(text)
    assert refusal.value.messages == [f"“{text}” is not written as the archive needs it. Write {suggestion}."]


@pytest.mark.parametrize("text", ["02/03/1992", "\x00", "\ud800", "1" * 65, "1" * 100_000])
def test_a_form_refuses_everything_else_with_a_sentence(text):
    with pytest.raises(ValidationError) as refusal:
        FuzzyDateFormField().clean(text)
    assert refusal.value.messages[0].encode()


def test_a_form_may_require_a_date():
    with pytest.raises(ValidationError, match="required"):
        FuzzyDateFormField().clean(" ")
    assert FuzzyDateFormField(required=False).clean("") is None
