"""What consent allows is named once: each scope has its two columns on the testimony."""

from archive.models import Consent
from archive.models.access_conditions import CONSENT_STEMS


def test_every_scope_is_folded_into_columns_of_its_own_and_every_column_has_a_scope():
    assert tuple(Consent.FOLDED.values()) == CONSENT_STEMS
    assert tuple(Consent.FOLDED) == Consent.SCOPES
    assert set(Consent.SCOPES) == {field.name for field in Consent._meta.fields if field.name.startswith("may_")}
