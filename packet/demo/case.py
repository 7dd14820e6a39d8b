"""The fictional sample case: a married couple, an I-130, and the files as clients send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import numpy as np

from packet.demo import papers
from packet.demo.papers import Firm, Individual, Paper
from packet.demo.scanner import fax, photograph, scan
from packet.doors.images import (
    Camera,
    Colours,
    decode,
    encode_fax,
    encode_jpeg,
    encode_png,
    pages_of,
)
from packet.model import (
    LETTER,
    Author,
    Document,
    Excluded,
    PageRef,
    Proposal,
    Reading,
    Reason,
)

_SCAN_DPI = 200
_CARD_DPI = 360


class How(StrEnum):
    """How a file came to be."""

    DIGITAL = "digital"
    SCAN = "scan"
    FAX = "fax"
    PHOTO = "photo"
    SCREENSHOT = "screenshot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One page of a sample file. `page` counts from 1 in the paper; no paper is a blank sheet."""

    paper: Paper | None = None
    page: int = 1
    skew: float = 0.0
    upside_down: bool = False
    repeat: bool = False  # a page of this file once more


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFile:
    """A file of the sample case, `name` under documents/."""

    name: str
    how: How
    shots: tuple[Shot, ...]
    camera: Camera | None = None

    @property
    def path(self) -> str:
        """As Source.path says it."""
        return f"documents/{self.name}"


AMELIA = Individual(
    given="Amelia Rose",
    family="Hartwell",
    born=date(1990, 4, 17),
    sex="F",
    birthplace="Halden Bay, Ontario",
    street="1418 Alder Street, Apt 3B",
    city="Port Ellery, WA 98399",
    last4="4471",
)
MATEO = Individual(
    given="Mateo Andrés",
    family="Salgado Rivas",
    born=date(1988, 11, 2),
    sex="M",
    birthplace="Puerto Claro, Costa Alta",
    street=AMELIA.street,
    city=AMELIA.city,
    country="CR",
    last4="9920",
)
PRIYA = Individual(
    given="Priya",
    family="Nandakumar",
    born=date(1991, 1, 9),
    sex="F",
    birthplace="Port Ellery, Washington",
    street="77 Quarry Road",
    city=AMELIA.city,
)
TRANSLATOR = Individual(
    given="Inés",
    family="Corrales Whitby",
    born=date(1979, 7, 30),
    sex="F",
    birthplace="Port Ellery, Washington",
    street="305 Cannery Row, Suite 12",
    city=AMELIA.city,
)
CLINIC = Firm(
    name="Cedarline Dental Group, PLLC",
    street="220 Harbor Avenue, Suite 4",
    city=AMELIA.city,
    phone="(360) 555-0142",
)
BANK = Firm(name="Harborline Community Bank", street="", city="", phone="1-800-555-0170")
LANDLORD = Firm(
    name="Fernhill Property Management LLC",
    street="9 Mill Lane",
    city=AMELIA.city,
    phone="(360) 555-0127",
)
UTILITY = Firm(
    name="Sound Valley Electric Cooperative",
    street="500 Dam Road",
    city=AMELIA.city,
    phone="(360) 555-0110",
)

UNUSABLE = "documents/Timeline of our relationship.docx"
"""The one file that packet can't use, so that a newcomer sees how it says so."""

_CASE_YAML = """\
# The fictional sample case of `packet demo`. Change it and run `packet build` again.
form: I-130
basis: spouse
people:
  petitioner:
    name: Amelia Rose Hartwell
    born: 1990-04-17
    country: US
  beneficiary:
    name: Mateo Andrés Salgado Rivas
    born: 1988-11-02
    country: CR
"""


def make_case(folder: Path) -> None:
    """Write case.yaml and documents/ into `folder`, which may exist. The same bytes every time."""
    (folder / "documents" / "photos").mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(_CASE_YAML, encoding="utf-8", newline="\n")
    for number, file in enumerate(sample_files()):
        (folder / file.path).write_bytes(render(file, seed=number * 100))
    (folder / UNUSABLE).write_bytes(_word_document())


def sample_files() -> tuple[SampleFile, ...]:
    """The usable files, in the order in which packet takes them in: by path."""
    files = (*_scanned(), *_digital(), *_pictures())
    return tuple(sorted(files, key=lambda file: file.path))


def truth(files: tuple[SampleFile, ...]) -> Proposal:
    """What a careful person would write into plan.yaml: documents, and the pages left out."""
    documents: list[Document] = []
    excluded: list[Excluded] = []
    for file in files:
        pages: dict[int, list[Reading]] = {}
        found: dict[int, Paper] = {}
        for number, shot in enumerate(file.shots, start=1):
            ref = PageRef(source=file.path, page=number)
            if shot.paper is None or shot.repeat:
                reason = Reason.DUPLICATE if shot.repeat else Reason.BLANK
                excluded.append(Excluded(ref=ref, reason=reason, author=Author.PERSON))
                continue
            role = shot.paper.roles[shot.page - 1]
            reading = Reading(ref=ref, type=shot.paper.type, confidence=1.0, role=role)
            pages.setdefault(id(shot.paper), []).append(reading)
            found[id(shot.paper)] = shot.paper
        documents += [_document(found[key], readings) for key, readings in pages.items()]
    return Proposal(documents=tuple(documents), excluded=tuple(excluded))


def render(file: SampleFile, seed: int) -> bytes:
    """The file's bytes."""
    match file.how:
        case How.DIGITAL:
            paper = file.shots[0].paper
            assert paper is not None
            return papers.as_pdf(paper)
        case How.SCAN:
            return pages_of(tuple(_scanned_pages(file, seed)), *LETTER)
        case How.FAX:
            return encode_fax(
                [
                    fax(_pixels(shot, _SCAN_DPI), seed + n, skew=shot.skew)
                    for n, shot in enumerate(file.shots)
                ],
                _SCAN_DPI,
            )
        case How.PHOTO:
            picture = photograph(_pixels(file.shots[0], _CARD_DPI), seed, size=(2200, 1650))
            orientation = file.camera.orientation if file.camera else 1
            return encode_jpeg(_as_held(picture, orientation), 82, 72, file.camera)
        case How.SCREENSHOT:
            return encode_png(_pixels(file.shots[0], 144))


def _document(paper: Paper, readings: list[Reading]) -> Document:
    first = readings[0].ref
    return Document(
        id=f"{first.source}:{first.page}",
        type=paper.type,
        title="",
        pages=tuple(readings),
        fields=paper.fields,
        language=paper.language,
        author=Author.PERSON,
    )


def _scanned_pages(file: SampleFile, seed: int) -> Iterator[bytes]:
    for shot in file.shots:
        # A page that was scanned twice came from the same glass: the same seed, the same pixels.
        first = next(n for n, other in enumerate(file.shots) if _same_page(other, shot))
        grey = scan(_pixels(shot, _SCAN_DPI), seed + first, skew=shot.skew)
        yield encode_jpeg(np.rot90(grey, 2) if shot.upside_down else grey, 68, _SCAN_DPI)


def _same_page(one: Shot, other: Shot) -> bool:
    return one.paper is other.paper and one.page == other.page


def _pixels(shot: Shot, dpi: int) -> Colours:
    if shot.paper is None:
        return np.full((dpi * 11, dpi * 17 // 2, 3), 255, dtype=np.uint8)
    return decode(papers.as_png(shot.paper, dpi)[shot.page - 1])


def _as_held(picture: Colours, orientation: int) -> Colours:
    """The pixels as a sensor stores them: EXIF `orientation` (1, 3, 6 or 8) brings them upright."""
    return np.ascontiguousarray(np.rot90(picture, {1: 0, 3: 2, 6: 1, 8: 3}[orientation]))


def _whole(paper: Paper, *skews: float) -> tuple[Shot, ...]:
    """Every page of a paper, each with its skew."""
    return tuple(
        Shot(paper=paper, page=number, skew=skew) for number, skew in enumerate(skews, start=1)
    )


def _scanned() -> tuple[SampleFile, ...]:
    marriage = papers.marriage_certificate(
        AMELIA,
        MATEO,
        married=date(2022, 6, 18),
        county="Ellery",
        state="Washington",
        number="2022-06-00518",
    )
    stubs = [
        papers.pay_stub(
            AMELIA,
            CLINIC,
            paid=paid,
            number=number,
            rate=3150,
            position="Senior Dental Assistant",
            nth=n,
        )
        for n, (paid, number) in enumerate(
            [(date(2024, 1, 12), 20398), (date(2024, 1, 26), 20412), (date(2024, 2, 9), 20427)], 1
        )
    ]
    letter = papers.employment_letter(
        AMELIA,
        MATEO,
        CLINIC,
        dated=date(2024, 2, 20),
        since=date(2019, 5, 6),
        rate=3150,
        position="Senior Dental Assistant",
    )
    january, february = _statements()
    home = papers.lease(
        (AMELIA, MATEO),
        LANDLORD,
        signed=date(2023, 6, 20),
        begins=date(2023, 7, 1),
        ends=date(2024, 6, 30),
        rent=164500,
    )
    bundle = (
        Shot(paper=marriage, skew=0.7),
        Shot(),
        Shot(paper=stubs[0], skew=-0.4),
        Shot(paper=stubs[1], skew=1.2),
        Shot(paper=stubs[2], skew=0.2),
        *_whole(letter, -0.8, -0.5),
        Shot(paper=january, skew=0.3),
        Shot(paper=february, skew=0.3, upside_down=True),
        *_whole(home, 1.9, -0.6, 0.4),
        Shot(paper=stubs[1], skew=1.2, repeat=True),
    )
    birth = papers.translated(
        papers.birth_certificate_es(
            MATEO,
            father="Julián Salgado Peña",
            mother="Carmen Rivas Ortega",
            number="1988-0417",
            issued=date(2023, 9, 14),
            country="Republic of Costa Rica",
            country_es="República de Costa Rica",
            nationality=("Costa Rican", "Costarricense"),
        ),
        translator=TRANSLATOR,
        dated=date(2024, 3, 4),
        phone="(360) 555-0188",
    )
    return (
        SampleFile(name="Scan_20240402_0001.pdf", how=How.SCAN, shots=bundle),
        SampleFile(
            name="birth certificate Mateo + translation.pdf",
            how=How.SCAN,
            shots=_whole(birth, 0.5, 0.0, -0.3),
        ),
    )


def _statements() -> tuple[Paper, Paper]:
    rent, payroll = "Rent, Fernhill Property Management", "Payroll, Cedarline Dental Group"
    january = (
        (2, rent, -164500),
        (4, "Sound Valley Electric Cooperative", -9705),
        (6, "Greenway Market #14, Port Ellery", -11362),
        (12, payroll, 190314),
        (13, "Transfer from savings, M. Salgado Rivas", 40000),
        (17, "Ferry terminal, Port Ellery", -2860),
        (20, "Greenway Market #14, Port Ellery", -9844),
        (22, "Corner Bakery, Alder Street", -1875),
        (26, payroll, 190314),
        (29, "Harbor Mutual, renter's insurance", -1840),
    )
    february = (
        (1, rent, -164500),
        (5, "Sound Valley Electric Cooperative", -9071),
        (7, "Greenway Market #14, Port Ellery", -10218),
        (9, payroll, 190314),
        (14, "Saltwater Grill, Port Ellery", -8640),
        (15, "Transfer from savings, M. Salgado Rivas", 40000),
        (19, "Greenway Market #14, Port Ellery", -12077),
        (23, payroll, 190314),
        (26, "Harbor Mutual, renter's insurance", -1840),
    )
    opening = 481230
    one, two = (
        papers.bank_statement(
            (AMELIA, MATEO), BANK, month=month, account="7731", opening=start, activity=activity
        )
        for month, start, activity in (
            (date(2024, 1, 1), opening, january),
            (date(2024, 2, 1), opening + sum(cents for _, _, cents in january), february),
        )
    )
    return one, two


def _digital() -> tuple[SampleFile, ...]:
    bill = papers.utility_bill(
        (AMELIA, MATEO), UTILITY, billed=date(2024, 3, 5), account="2240-7719-03", usage=612
    )
    transcript = papers.tax_transcript(
        AMELIA, MATEO, year=2023, requested=date(2024, 4, 2), wages=6_552_000
    )
    statement = papers.affidavit(
        PRIYA,
        sworn=date(2024, 3, 18),
        state="Washington",
        county="Ellery",
        facts=(
            "I am thirty-three years old and live at 77 Quarry Road, Port Ellery, Washington. "
            "I make this affidavit from my own knowledge.",
            "I have known Amelia Rose Hartwell since September 2014, when we shared a house as "
            "students. I met Mateo Andrés Salgado Rivas in August 2021 at a dinner at my home.",
            "On June 18, 2022, I attended their wedding at the Ellery County Courthouse and signed "
            "the certificate as a witness. About twenty relatives and friends were present.",
            "Since then I have visited them at 1418 Alder Street about twice a month. They share "
            "their household, their bank account and the care of their cat, and they spend the "
            "holidays with Amelia's parents or with mine.",
            "I believe that their marriage is genuine and that they mean to stay together.",
        ),
    )
    photos = papers.photo_page(
        "Photographs, 2021 to 2023",
        (
            ("beach", date(2021, 8, 14), "Amelia and Mateo at Halden Beach, the summer they met."),
            ("garden", date(2022, 6, 18), "Wedding day, in the garden of Amelia's parents."),
            ("table", date(2023, 12, 24), "Christmas Eve dinner at 1418 Alder Street."),
        ),
    )
    return (
        _file("electric bill march.pdf", bill),
        _file("IRS transcript 2023.pdf", transcript),
        _file("affidavit Priya.pdf", statement),
        _file("photos/our photos.pdf", photos),
    )


def _file(name: str, paper: Paper) -> SampleFile:
    return SampleFile(name=name, how=How.DIGITAL, shots=_whole(paper, *(0.0 for _ in paper.roles)))


def _pictures() -> tuple[SampleFile, ...]:
    book = papers.passport(
        MATEO,
        number="X48213067",
        issued=date(2021, 3, 9),
        expires=date(2031, 3, 8),
        code="CRI",
        state="REPÚBLICA DE COSTA RICA",
        nationality="COSTARRICENSE",
        authority="DGME",
    )
    license_ = papers.drivers_license(
        AMELIA,
        state="Washington",
        number="HARTWAR104QK",
        issued=date(2022, 8, 1),
        expires=date(2030, 4, 17),
    )
    oath = papers.naturalization_certificate(
        AMELIA,
        number="00555142",
        a_number="A000555142",
        sworn=date(2015, 9, 17),
        former="Canada",
        court="Port Ellery, Washington",
    )
    wages = [
        papers.w2(AMELIA, CLINIC, year=year, wages=sum_)
        for year, sum_ in ((2022, 6_136_000), (2023, 6_552_000))
    ]
    chat = papers.chat_log("Mateo", _MESSAGES)
    return (
        _photo(
            "IMG_4471.jpg", book, Camera(orientation=6, taken="2024:03:30 18:41:07", place=_HOME)
        ),
        _photo("IMG_4472.jpg", license_, Camera(taken="2024:03:30 18:43:52", place=_HOME)),
        _photo(
            "IMG_4473.jpg", oath, Camera(orientation=3, taken="2024:03:30 18:45:20", place=_HOME)
        ),
        SampleFile(
            name="w2 2022 and 2023.tif",
            how=How.FAX,
            shots=(Shot(paper=wages[0], skew=-0.5), Shot(paper=wages[1], skew=0.8)),
        ),
        SampleFile(
            name="Screenshot_20240303-214733.png", how=How.SCREENSHOT, shots=(Shot(paper=chat),)
        ),
    )


def _photo(name: str, paper: Paper, camera: Camera) -> SampleFile:
    return SampleFile(name=name, how=How.PHOTO, shots=(Shot(paper=paper),), camera=camera)


_HOME = (48.31, -123.04)  # open water
_MESSAGES = (
    "March 2, 2024",
    ("you", "The landlord says we can renew in June. Same rent!", "5:20 PM"),
    ("me", "Finally good news. Shall we sign for two years?", "5:22 PM"),
    ("you", "Yes. Then we don't have to move the cat again", "5:22 PM"),
    "March 3, 2024",
    ("me", "On the bus, home in 15 minutes. Do we have bread?", "7:12 PM"),
    ("you", "I bought some. Your mother called, Sunday lunch at one", "7:14 PM"),
    ("me", "Tell her we come, and that you cook the rice", "7:15 PM"),
    ("you", "Already promised. Don't forget the papers for the lawyer tomorrow", "9:40 PM"),
    ("me", "They are on the table, passport too", "9:41 PM"),
)


def _word_document() -> bytes:
    """A Word document: two of its parts are enough to be known as one."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/'
        "wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>August 2021: we met at Priya's."
        "</w:t></w:r></w:p></w:body></w:document>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 4, 2, 12, 0, 0)), text)
    return target.getvalue()
