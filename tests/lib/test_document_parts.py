"""What a document holds beside its pages is found part by part, in each of the formats."""

import pytest

from archive.lib import pdf_drawn, pdf_parts
from archive.lib.findings import UNREADABLE
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


def test_more_content_than_is_read_is_not_taken_for_clean(monkeypatch):
    content = pdf_cases.drawn(pdf_cases.SAYS)
    assert found_in(content).hidden == set()
    monkeypatch.setattr(pdf_parts, "MOST_DRAWN", len(pdf_cases.SAYS) - 1)
    assert found_in(content).hidden == {UNREADABLE}


@pytest.mark.parametrize("content", cases_of("CLEAN"))
def test_a_pdf_cut_off_anywhere_is_no_error(content):
    if content.startswith(b"%PDF"):
        for end in range(9, len(content), 7):
            assert pdf_parts.look_at(content[:end]) is not None


@pytest.mark.parametrize(
    "content", [b"(" * 9000, b"[<<" * 9000, b"9" * 9000 + b" 0 R Tf", b"q Q Q W n 1 Tf re m Do ID"]
)
def test_content_without_measure_is_no_error(content):
    assert pdf_drawn.drawn_by(content).names == set()
    assert pdf_drawn.parsed(content) is not None
