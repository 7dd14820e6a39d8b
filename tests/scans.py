"""Scanned pages made by code, with the words that stand on them. Everybody in them is invented."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from pathlib import Path

import img2pdf
import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

NAMES = ("Amara Okafor", "Jonas Lindqvist", "Mei Tanaka", "Rafael Duarte", "Petra Novak")
FIRMS = ("Harbor Light Bakery LLC", "Northfield Dental Group", "Copper Kettle Foods Inc")
_TEXT = (
    "This letter confirms that the above named employee has worked for our company since the date "
    "shown below and that the position is permanent and full time with a yearly salary paid twice "
    "each month. The tenant agrees to keep the premises in good order and to return the keys on "
    "the last day of the lease. We have known each other for many years and visited their home on "
    "several occasions during holidays, birthdays and family dinners. Please contact our office "
    "if you need any further information about this statement or the records kept by our bank. "
    "The patient was examined and the required vaccines were given on the dates recorded here."
)
PROSE = _TEXT.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as printed: 300 dpi grey Letter pixels, and its words in reading order."""

    pixels: Pixels
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """What a scanner or a phone does to a sheet. `turn` is clockwise, `skew` counter-clockwise."""

    dpi: int = 300
    turn: int = 0
    skew: float = 0.0
    blur: float = 0.5
    noise: float = 4.0
    paper: int = 250
    gradient: float = 0.0
    perspective: float = 0.0
    bilevel: bool = False
    quality: int = 60


WEARS = {
    "scan300": Wear(skew=0.9),
    "scan200": Wear(dpi=200, skew=-1.6, blur=0.6),
    "scan150": Wear(dpi=150, skew=0.6, blur=0.6, noise=3.0),
    "grey": Wear(skew=-0.4, paper=205, gradient=45, noise=7.0),
    "turned90": Wear(turn=90, skew=0.5),
    "turned180": Wear(turn=180, skew=-0.7),
    "turned270": Wear(turn=270, skew=1.2),
    "phone": Wear(dpi=250, paper=225, gradient=60, perspective=0.02, blur=0.8),
    "bilevel": Wear(bilevel=True, skew=0.3),
    "level": Wear(noise=5.0),
}


def letter(seed: int) -> Sheet:
    rng = random.Random(seed)
    date = f"{rng.choice(('March', 'April', 'October'))} {rng.randint(1, 28)}, {2018 + seed % 7}"
    parts = [rng.choice(FIRMS), date, "To whom it may concern,", f"Re: {rng.choice(NAMES)}"]
    lengths = [rng.randint(40, 80) for _ in range(rng.randint(4, 6))]
    parts += [" ".join(rng.choices(PROSE, k=length)) + "." for length in lengths]
    parts += ["Sincerely,", rng.choice(NAMES)]
    return _typeset(parts, size=11)


def small_print(seed: int) -> Sheet:
    rng = random.Random(seed)
    return _typeset([" ".join(rng.choices(PROSE, k=95)) + "." for _ in range(11)], size=7)


def table(seed: int) -> Sheet:
    rng = random.Random(seed)
    rows = [["Date", "Description", "Reference", "Amount", "Balance"]]
    rows += [_booking(rng) for _ in range(32)]
    head = ["Statement of account", rng.choice(NAMES), f"Account {rng.randint(10**8, 10**9)}"]
    return _typeset(head, size=10, rows=rows)


def _booking(rng: random.Random) -> list[str]:
    return [
        f"{rng.randint(1, 12):02}/{rng.randint(1, 28):02}/2023",
        " ".join(rng.choices(PROSE, k=2)),
        f"{rng.randint(10**7, 10**8 - 1)}",
        f"{rng.randint(1, 900)}.{rng.randint(10, 99)}",
        f"{rng.randint(1000, 9000)}.{rng.randint(10, 99)}",
    ]


def form(seed: int) -> Sheet:
    rng = random.Random(seed)
    labels = ("Family name", "Given name", "Date of birth", "Street and number", "City or town",
              "State", "Postal code", "Telephone", "Passport number", "Date of entry",
              "Class of admission", "Employer", "Occupation", "Place of birth")  # fmt: skip
    rows = [["Item", "Question", "Answer"]]
    for number, label in enumerate(labels, start=1):
        answer = rng.choice((rng.choice(NAMES), f"{rng.randint(10**6, 10**9)}", "not applicable"))
        rows.append([f"{number}.", label, answer])
    return _typeset([f"Application part {seed % 9 + 1}"], size=11, rows=rows)


KINDS = (letter, table, form, small_print)


def worn(pixels: Pixels, wear: Wear, seed: int = 1) -> Pixels:
    """The sheet as it comes out of the scanner, at `wear.dpi`."""
    rng = np.random.default_rng(seed)
    image = Image.fromarray(pixels)
    if wear.perspective:
        image = _askew(image, wear.perspective)
    if wear.skew:
        image = image.rotate(wear.skew, Image.Resampling.BICUBIC, fillcolor=255)
    size = [round(side * wear.dpi / 300) for side in image.size]
    image = image.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    plane = np.asarray(image, dtype=np.float32)
    plane = _blurred(plane, wear.blur)
    high, wide = plane.shape
    light = wear.paper - wear.gradient * np.add.outer(
        np.linspace(0, 0.6, high), np.linspace(0, 0.4, wide)
    )
    plane = 25 + (light - 25) * plane / 255 + rng.normal(0, wear.noise, plane.shape)
    if wear.bilevel:
        plane = np.where(plane < 150, 0, 255)
    out: Pixels = np.rot90(plane, -wear.turn // 90).clip(0, 255).astype(np.uint8)
    return np.ascontiguousarray(out)


def pdf_of(pages: list[tuple[Pixels, Wear]], path: Path) -> Path:
    """One PDF whose pages are exactly these images."""
    streams = []
    for pixels, wear in pages:
        stream = io.BytesIO()
        image = Image.fromarray(pixels)
        if wear.bilevel:
            image.convert("1").save(stream, "PNG", dpi=(wear.dpi, wear.dpi))
        else:
            image.save(stream, "JPEG", quality=wear.quality, dpi=(wear.dpi, wear.dpi))
        streams.append(stream.getvalue())
    path.write_bytes(img2pdf.convert(streams))
    return path


def _typeset(parts: list[str], *, size: int, rows: list[list[str]] | None = None) -> Sheet:
    words = " ".join([*parts, *(cell for row in rows or [] for cell in row)]).split()
    body = "\n\n".join(f"#{_quoted(part)};" for part in parts)
    if rows:
        cells = ", ".join(f"[#{_quoted(cell)};]" for row in rows for cell in row)
        body += f"\n\n#table(columns: {len(rows[0])}, inset: 5pt, {cells})"
    source = f'#set page("us-letter", margin: 1in)\n#set text(size: {size}pt)\n{body}\n'
    png = typst.compile(source.encode(), format="png", ppi=300)
    if isinstance(png, list):
        raise ValueError("the text does not fit on one page")
    return Sheet(pixels=np.asarray(Image.open(io.BytesIO(png)).convert("L")), words=tuple(words))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _askew(image: Image.Image, share: float) -> Image.Image:
    wide, high = image.size
    dx, dy = wide * share, high * share
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], dtype=float)
    source = corners + np.array([(-dx, -dy), (dx / 2, -dy / 2), (dx, dy), (-dx / 3, dy)])
    rows, goal = [], []
    for (x, y), (u, v) in zip(corners, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        goal += [u, v]
    terms = np.linalg.solve(np.array(rows), np.array(goal))
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, tuple(terms), Image.Resampling.BICUBIC,
        fillcolor=255,
    )  # fmt: skip


def _blurred(plane: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    reach = np.arange(-3, 4)
    kernel = np.exp(-(reach**2) / (2 * sigma**2))
    kernel /= kernel.sum()
    for axis in (0, 1):
        plane = sum(
            (np.roll(plane, int(step), axis) * weight
             for step, weight in zip(reach, kernel, strict=True)),
            np.zeros_like(plane),
        )  # fmt: skip
    return plane
