"""Pictures become pages: upright, the person's own bytes, nothing private."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pi_heif
import pikepdf
import pytest
from PIL import Image, TiffImagePlugin

from packet.doors.pdfium import open_document
from packet.errors import Unusable
from packet.intake.compare import changed_pages
from packet.intake.facts import Facts
from packet.intake.kinds import kind_of
from packet.intake.pictures import clean_picture, page_size

_TURNED = {  # what a camera stores for an upright picture, by EXIF orientation
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _photo(width: int = 240, height: int = 320) -> Image.Image:
    """Dark in its top left quarter, so that each orientation looks different."""
    pixels = np.full((height, width, 3), 230, dtype=np.uint8)
    pixels[: height // 2, : width // 2] = (20, 40, 90)
    pixels[: height // 8, width // 2 :] = (150, 30, 30)
    return Image.fromarray(pixels)


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8769)[0x9003] = "2024:03:15 10:22:33"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 14.0)
    return exif


def _clean(source: Path, tmp_path: Path) -> tuple[Facts, Path]:
    target = tmp_path / "normal.pdf"
    facts = clean_picture(source, kind_of(source), target)
    changed = changed_pages(source, target, facts.kind, range(1, facts.pages + 1))
    assert list(changed) == []
    return facts, target


def _image(page: pikepdf.Page) -> pikepdf.Stream:
    return next(iter(page.obj.Resources.XObject.values()))


def _looks(normal: Path, page: int = 1) -> np.ndarray:
    with open_document(normal) as document:
        return document.render(page, scale=0.2, gray=True)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_exif_orientations_stand_upright(orientation: int, tmp_path: Path) -> None:
    stored = _photo()
    if (turned := _TURNED[orientation]) is not None:
        stored = stored.transpose(turned)
    source = tmp_path / "photo.jpg"
    stored.save(source, quality=92, exif=_exif(orientation))
    facts, normal = _clean(source, tmp_path)
    seen = _looks(normal).astype(int)
    wanted = np.asarray(_photo().convert("L").resize(seen.shape[::-1])).astype(int)
    assert seen.shape[0] > seen.shape[1]
    assert np.abs(seen - wanted).mean() < 6
    assert facts.taken == "2024-03-15T10:22:33"


def test_jpeg_data_stays_and_private_data_goes(tmp_path: Path) -> None:
    source = tmp_path / "photo.png"  # a wrong name changes nothing
    profile = b"icc" * 50
    _photo().save(
        source, "JPEG", quality=90, exif=_exif(6), comment=b"private", icc_profile=profile
    )
    _, normal = _clean(source, tmp_path)
    original = source.read_bytes()
    with pikepdf.open(normal) as pdf:
        page = pdf.pages[0]
        stored = _image(page).read_raw_bytes()
        assert page.Rotate == 90
    scan = original[original.index(b"\xff\xda") :]
    assert stored.endswith(scan)
    assert b"SecretCamera" in original
    for private in (b"SecretCamera", b"private", b"Exif", b"2024:03:15"):
        assert private not in stored
        assert private not in normal.read_bytes()
    assert np.array_equal(
        np.asarray(Image.open(io.BytesIO(stored))), np.asarray(Image.open(source))
    )


def test_every_page_of_a_tiff(tmp_path: Path) -> None:
    source = tmp_path / "fax.tif"
    pages = [_photo().convert("1"), _photo(320, 240).convert("1"), _photo().convert("1")]
    pages[0].save(
        source, save_all=True, append_images=pages[1:], compression="group4", dpi=(200, 200)
    )
    facts, normal = _clean(source, tmp_path)
    assert facts.pages == 3
    with pikepdf.open(normal) as pdf:
        filters = [_image(page).Filter[0] for page in pdf.pages]
        assert [str(name) for name in filters] == ["/CCITTFaxDecode"] * 3
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx([86.4, 115.2])


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("RGB", {"compression": "tiff_lzw"}),
        ("RGB", {"compression": "jpeg"}),
        ("CMYK", {"compression": "tiff_lzw"}),
        ("I;16", {}),
        ("P", {}),
        ("RGBA", {"compression": "tiff_deflate"}),
    ],
)
def test_kinds_of_tiff(mode: str, options: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "scan.tif"
    if mode == "I;16":
        values = np.asarray(_photo().convert("L"), dtype=np.uint16) * 257
        Image.fromarray(values).save(source)
    else:
        _photo().convert(mode).save(source, **options)
    facts, _ = _clean(source, tmp_path)
    assert (facts.kind, facts.pages) == ("tiff", 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_kinds_of_png(mode: str, tmp_path: Path) -> None:
    source = tmp_path / "picture.png"
    if mode == "I;16":
        Image.fromarray(np.asarray(_photo().convert("L"), dtype=np.uint16) * 257).save(source)
    else:
        _photo().convert(mode).save(source)
    facts, _ = _clean(source, tmp_path)
    assert (facts.kind, facts.pages) == ("png", 1)


def test_transparent_is_white(tmp_path: Path) -> None:
    source = tmp_path / "signature.png"
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(source)
    _, normal = _clean(source, tmp_path)
    assert _looks(normal).min() > 250


def test_heic_and_webp(tmp_path: Path) -> None:
    webp = tmp_path / "photo.jpg"
    _photo().save(webp, "WEBP")
    assert _clean(webp, tmp_path)[0].kind == "webp"
    pillow_heif = pytest.importorskip("pillow_heif", reason="only it can write a HEIC to test with")
    heic = tmp_path / "photo.heic"
    pillow_heif.from_pillow(_photo()).save(heic)
    facts, normal = _clean(heic, tmp_path)
    assert (facts.kind, facts.pages) == ("heif", 1)
    assert _looks(normal).std() > 30
    pi_heif.register_heif_opener()  # the other library had taken its place


def test_truncated_pictures_are_unusable(tmp_path: Path) -> None:
    for kind in ("JPEG", "PNG", "TIFF", "WEBP"):
        source = tmp_path / f"cut.{kind}"
        noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
        Image.fromarray(noise).save(source, kind)
        data = source.read_bytes()
        source.write_bytes(data[: len(data) * 2 // 3])
        with pytest.raises(Unusable, match="damaged picture"):
            clean_picture(source, kind_of(source), tmp_path / "normal.pdf")


def test_too_many_pixels(tmp_path: Path) -> None:
    source = tmp_path / "huge.png"
    Image.new("1", (12_000, 12_000)).save(source)
    with pytest.raises(Unusable, match="120 million"):
        clean_picture(source, "png", tmp_path / "normal.pdf")


def test_damaged_exif_is_no_reason_to_refuse(tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    _photo().save(source, exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")
    assert _clean(source, tmp_path)[0].taken == ""


@pytest.mark.parametrize(
    ("pixels", "turn", "dpi", "size"),
    [
        ((2550, 3300), 0, (300.0, 300.0), (612.0, 792.0)),
        ((1200, 600), 0, (300.0, 300.0), (288.0, 144.0)),
        ((3300, 2550), 0, (300.0, 300.0), (792.0, 612.0)),
        ((3300, 2550), 90, (300.0, 300.0), (792.0, 612.0)),
        ((4032, 3024), 90, (72.0, 72.0), (792.0, 594.0)),
        ((4032, 3024), 0, None, (792.0, 594.0)),
        ((1728, 1078), 0, (204.0, 98.0), (609.9, 792.0)),
    ],
)
def test_page_is_exactly_the_picture(
    pixels: tuple[int, int],
    turn: int,
    dpi: tuple[float, float] | None,
    size: tuple[float, float],
) -> None:
    assert page_size(pixels, turn, dpi) == pytest.approx(size, abs=0.1)


def test_tiff_tags_do_not_leak(tmp_path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[315] = "SecretArtist"
    source = tmp_path / "scan.tif"
    _photo().save(source, tiffinfo=tags)
    _, normal = _clean(source, tmp_path)
    assert b"SecretArtist" not in normal.read_bytes()
