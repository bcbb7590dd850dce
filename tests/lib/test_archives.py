"""What archives hide, and that it is found before anything is unpacked."""

import gzip
import io
import tarfile

import pytest

from archive.lib.archives import ArchiveRefused, Limits, Member, inspect
from tests.files import corpus

NOTES = b"She says that the river rose."


def told(content: bytes, **limits: object) -> list[Member]:
    return inspect(io.BytesIO(content), Limits(**limits))


def tar_of(*names: str, mode: str = "w", content: bytes = NOTES) -> bytes:
    return corpus.tarred(*((tarfile.TarInfo(name), content) for name in names), mode=mode)


@pytest.mark.parametrize(
    "content", [corpus.zipped(("notes/a.txt", NOTES)), tar_of("notes/a.txt"), tar_of("notes/a.txt", mode="w:gz")]
)
def test_what_is_inside_is_told_and_the_file_left_at_its_beginning(content):
    file = io.BytesIO(content)
    assert inspect(file) == [Member("notes/a.txt", len(NOTES))]
    assert file.tell() == 0


def test_folders_and_names_in_any_script_are_welcome():
    assert told(corpus.zipped(("Ağdam/", b""), ("Ağdam/Ходжалы.txt", NOTES))) == [
        Member("Ağdam/Ходжалы.txt", len(NOTES))
    ]


def test_a_gzip_of_one_file_is_counted():
    assert told(gzip.compress(NOTES)) == [Member("content", len(NOTES))]


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "a/../../evil",
        "/etc/passwd",
        "C:/evil",
        "c:evil",
        "..\\evil",
        "a\\b",
        "./a",
        "a/..",
        "a\nb",
        "a\x1b[31mb",
        "a\u202egnp.exe",
        "x" * 241,
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    for content in (corpus.zipped((name, NOTES)), tar_of(name), tar_of(name, mode="w:gz")):
        with pytest.raises(ArchiveRefused) as refused:
            told(content)
        assert all(character.isprintable() for character in str(refused.value))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (corpus.zip_link, "a link or a device"),
        (corpus.zip_locked, "password"),
        (corpus.zip_in_zip, "archive within"),
        (corpus.zip_twice, "twice"),
        (corpus.zip_bomb, "times its size"),
        (corpus.zip_damaged, "damaged"),
        (corpus.gzip_bomb, "far more"),
        (corpus.tar_link, "a link or a device"),
        (lambda: corpus.tar_link(tarfile.LNKTYPE), "a link or a device"),
        (lambda: corpus.tar_link(tarfile.CHRTYPE), "a link or a device"),
        (lambda: corpus.tar_link(tarfile.FIFOTYPE), "a link or a device"),
        (lambda: tar_of("inner.tar", content=tar_of("a")), "archive within"),
        (lambda: tar_of("inner.zip", content=corpus.zipped(("a", b"a")), mode="w:gz"), "archive within"),
        (lambda: gzip.compress(gzip.compress(NOTES)), "archive within"),
        (lambda: tar_of("a", mode="w:gz")[:-30], "damaged"),
        (lambda: corpus.zipped(("a", NOTES))[:-30], "damaged"),
        (lambda: gzip.compress(NOTES)[:-12] + bytes(12), "damaged"),
        (lambda: tar_of("a", mode="w:bz2"), "not a zip, tar or gzip"),
        (lambda: b"", "not a zip"),
        (lambda: NOTES, "not a zip"),
    ],
)
def test_what_must_not_be_unpacked_is_refused_with_the_reason(content, reason):
    with pytest.raises(ArchiveRefused, match=reason):
        told(content())


def test_too_many_files_and_too_many_bytes_are_refused():
    three = [(f"{number}.txt", NOTES) for number in range(3)]
    for content in (corpus.zipped(*three), tar_of("0", "1", "2"), tar_of("0", "1", "2", mode="w:gz")):
        assert len(told(content, most_members=3)) == 3
        with pytest.raises(ArchiveRefused, match="files"):
            told(content, most_members=2)
        with pytest.raises(ArchiveRefused, match="unpacks to"):
            told(content, most_bytes=len(NOTES) * 3 - 1)


def test_a_size_that_is_a_lie_is_noticed():
    content = bytearray(corpus.zipped(("a.txt", NOTES)))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature)
        content[start + at : start + at + 4] = (5).to_bytes(4, "little")
    with pytest.raises(ArchiveRefused, match="damaged"):
        told(bytes(content))


def test_an_archive_within_is_let_through_where_it_was_asked_for():
    assert len(told(corpus.zipped(("a.zip", corpus.zipped(("b", b"b")))), archives_within=True)) == 1
