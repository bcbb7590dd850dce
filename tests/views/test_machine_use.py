"""Pages of accounts that machines may not use say so in a header; the others do not."""

import pytest

from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("columns", "kept"), [({}, False), ({"minable_from": None}, True)])
def test_the_account_and_its_passages_are_kept_from_machines_without_consent(client, columns, kept):
    testimony = cast.testimony(**columns)
    passage = testimony.transcripts.get().passages.get()
    for record in (testimony, passage):
        answer = client.get(record.get_absolute_url())
        assert ("X-Robots-Tag" in answer) == kept
        if kept:
            assert {"noindex", "noarchive", "nosnippet", "noai"} <= set(answer["X-Robots-Tag"].split(", "))
