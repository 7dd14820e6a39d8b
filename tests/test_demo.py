"""The sample case: plausible, whole, the same every time."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from packet.demo import make_case, sample_files, truth
from packet.demo.case import MATEO, UNUSABLE, How, SampleFile, render
from packet.demo.papers import Paper, as_pdf, as_png, passport_zone
from packet.demo.scanner import fax, photograph, scan
from packet.doors.images import decode
from packet.doors.pdfium import open_document
from packet.model import PageRef, Reason, Role

FILES = sample_files()
PAPERS = list(
    {id(shot.paper): shot.paper for file in FILES for shot in file.shots if shot.paper}.values()
)

_STUB = next(paper for paper in PAPERS if paper.type == "pay-stub")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make_case(folder)
    return folder


def test_it_writes_every_file_of_the_case(case: Path) -> None:
    written = {path.relative_to(case).as_posix() for path in case.rglob("*") if path.is_file()}
    assert written == {"case.yaml", UNUSABLE, *(file.path for file in FILES)}


def test_the_same_bytes_every_time(case: Path) -> None:
    for number, file in enumerate(FILES):
        if file.how is not How.SCAN or len(file.shots) < 5:  # the bundle is the slow one
            again = hashlib.sha256(render(file, seed=number * 100)).digest()
            assert again == hashlib.sha256((case / file.path).read_bytes()).digest(), file.name


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.name.endswith(".pdf")], ids=lambda file: file.name
)
def test_a_pdf_has_the_pages_that_the_truth_speaks_of(case: Path, file: SampleFile) -> None:
    with open_document(case / file.path) as opened:
        assert len(opened) == len(file.shots)


def test_photographs_carry_what_phones_write(case: Path) -> None:
    for file in FILES:
        if file.how is How.PHOTO:
            start = (case / file.path).read_bytes()[:2000]
            assert b"Exif" in start
            assert b"2024:03:30" in start


def test_the_truth_has_every_page_once() -> None:
    known = truth(FILES)
    stated = [page.ref for one in known.documents for page in one.pages]
    stated += [one.ref for one in known.excluded]
    assert len(stated) == len(set(stated))
    assert set(stated) == {
        PageRef(source=file.path, page=number)
        for file in FILES
        for number in range(1, len(file.shots) + 1)
    }
    assert sorted(one.reason for one in known.excluded) == [Reason.BLANK, Reason.DUPLICATE]


def test_a_translation_belongs_to_its_original() -> None:
    birth = next(one for one in truth(FILES).documents if one.type == "birth-certificate")
    roles = [page.role for page in birth.pages]
    assert roles == [Role.ORIGINAL, Role.TRANSLATION, Role.CERTIFICATE]
    assert birth.language == "es"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.type)
def test_a_paper_has_a_role_for_each_of_its_pages(paper: Paper) -> None:
    assert len(as_png(paper, 20)) == len(paper.roles)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.type)
def test_a_paper_shows_what_its_truth_says(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(as_pdf(paper))
    with open_document(path) as opened:
        words = [word.text for n in range(1, len(opened) + 1) for word in opened.words(n)]
    shown = _folded(" ".join(words))
    for key in ("person", "issuer", "number", "tax_year", "form_number"):
        for word in paper.fields.get(key, "").split():
            assert _folded(word) in shown or word in _UNPRINTED, (paper.type, key)


# The agency that issues a transcript or a certificate is known without being printed on it.
_UNPRINTED = frozenset(
    ("Internal", "Revenue", "Service", "U.S.", "Citizenship", "and", "Immigration", "Services")
)


def test_the_machine_readable_zone_keeps_its_own_checks() -> None:
    upper, lower = passport_zone(MATEO, code="CRI", number="X48213067", expires=date(2031, 3, 8))
    assert upper == "P<CRISALGADO<RIVAS<<MATEO<ANDRES<<<<<<<<<<<<"
    assert len(upper) == len(lower) == 44
    assert (lower[:9], lower[10:13], lower[13:19], lower[20], lower[21:27]) == (
        "X48213067", "CRI", "881102", "M", "310308",
    )  # fmt: skip
    for start, end in ((0, 9), (13, 19), (21, 27), (28, 42)):
        assert _weighed(lower[start:end]) == int(lower[end])
    assert _weighed(lower[:10] + lower[13:20] + lower[21:43]) == int(lower[43])


def test_the_specimen_of_the_standard_has_its_check_digit() -> None:
    assert _weighed("520727") == 3  # ICAO 9303, part 3, 4.9


def test_a_scan_is_seeded_and_stays_legible() -> None:
    page = decode(as_png(_STUB, 60)[0])
    one, same, other = scan(page, 1, skew=1.0), scan(page, 1, skew=1.0), scan(page, 2, skew=1.0)
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert one.shape == page.shape[:2]
    assert np.median(one) > 225
    assert one.min() < 110


def test_a_blank_sheet_stays_blank_when_scanned() -> None:
    sheet = scan(np.full((660, 510, 3), 255, dtype=np.uint8), 3)
    assert np.mean(sheet < 180) < 0.001


def test_a_fax_is_black_and_white_and_a_photograph_lies_on_a_table() -> None:
    page = decode(as_png(_STUB, 60)[0])
    assert 0.8 < fax(page, 4).mean() < 0.999
    picture = photograph(page, 5, size=(400, 500))
    assert picture.shape == (500, 400, 3)
    assert picture[3, 3].max() < 160
    assert picture[250, 200].min() > 120


def _weighed(text: str) -> int:
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return sum(max(values.find(c), 0) * (7, 3, 1)[n % 3] for n, c in enumerate(text)) % 10


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum() or sign == " ")
