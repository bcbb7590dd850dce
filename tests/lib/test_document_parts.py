"""What a document holds beside its pages is found part by part, in each of the formats."""

import pytest

from tests.lib import docx_cases, odt_cases, pdf_cases
from tests.lib.test_documents import found_in

FORMATS = {"docx": docx_cases, "odt": odt_cases, "pdf": pdf_cases}


def cases_of(table):
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), id=f"{name}: {title}")
        for name, cases in FORMATS.items()
        for title, case in getattr(cases, table).items()
    ]


@pytest.mark.parametrize("content", cases_of("CLEAN"))
def test_a_clean_one_holds_nothing_beside_its_pages(content):
    found = found_in(content)
    assert (found.hidden, found.told) == (set(), set())


@pytest.mark.parametrize(("content", "what"), cases_of("UNSEEN"))
def test_what_no_page_shows_is_found(content, what):
    assert what in found_in(content).hidden


@pytest.mark.parametrize(("content", "what"), cases_of("TOLD"))
def test_what_it_tells_of_its_makers_is_found(content, what):
    found = found_in(content)
    assert what in found.told
    assert found.hidden == set()


def test_a_file_made_ready_for_the_web_is_no_earlier_version():
    head = b"%PDF-1.4\n8 0 obj\n<< /Linearized 1 /L 000000 >>\nendobj\nstartxref\n0\n%%EOF\n"
    content = head + pdf_cases.pdf().removeprefix(b"%PDF-1.4\n")
    content = content.replace(b"/L 000000", b"/L %06d" % len(content))
    assert found_in(content).hidden == set()


def test_a_pdf_without_objects_is_no_error():
    assert found_in(b"%PDF-1.4\n%%EOF\n").hidden == set()
