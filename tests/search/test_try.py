import pytest
from tests import cast
from archive.models import *
from archive.search.backends.matching import *
@pytest.mark.django_db
def test_it():
    t = cast.testimony(text="She says that Rustam hid in Xocalıda.")
    print(list(IndexedText.objects.values()))
    print(list(IndexedTestimony.objects.values()))
    print(list(Posting.objects.values_list("term","block")))
    from archive.search.backends import current

    for m in (AnyTerm(frozenset(["rustam"])), Adjacent((frozenset(["that"]), frozenset(["rustam","x"]))), AnyTerm(frozenset(["~sai"])), Every((AnyTerm(frozenset(["hid"])),AnyTerm(frozenset(["nope"]))))):
        print(m, list(current().holding(IndexedText.objects.all(), m, public=True).values_list("passage")), list(current().holding(IndexedText.objects.all(), m, public=False).values_list("passage")))
