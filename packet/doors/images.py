"""The door to Pillow, pi_heif and img2pdf: pictures in, and pages that show them."""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import img2pdf
import numpy as np
import pi_heif
import PIL
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFilter, ImageOps, ImageSequence

from packet.errors import Unusable

Pixels = NDArray[np.uint8]
"""(height, width) grey."""

VERSION = f"Pillow {PIL.__version__}, pi_heif {pi_heif.__version__}"
MOST_PIXELS = 120_000_000
MOST_FRAMES = 500

_FORMATS = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "tiff": ("TIFF",),
    "heif": ("HEIF",),
    "webp": ("WEBP",),
    "gif": ("GIF",),
    "bmp": ("BMP",),
}
_PAGED = frozenset({"tiff", "heif"})  # the others' further frames are animation or depth maps
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}  # EXIF orientations that are no mirror image
_AGAIN = "open it, save it as JPEG or PDF, and put that in its place"

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
pi_heif.register_heif_opener()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture of a file, ready to be set on a page.

    `data` is a JPEG, PNG or TIFF without private metadata. `size` is its pixels as stored and
    `turn` the clockwise degrees that bring it upright.
    """

    data: bytes
    size: tuple[int, int]
    turn: int = 0
    dpi: tuple[float, float] | None = None
    kept: bool = False  # the person's own image bytes


def read_frames(path: Path, kind: str) -> Iterator[Frame]:
    """Every picture of the file that is a page, decoded once to its end. Raises Unusable."""
    with _opened(path, kind) as image:
        for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
            if number > MOST_FRAMES:
                raise Unusable(
                    f"it holds more than {MOST_FRAMES} pictures", "split it into smaller files"
                )
            _check_size(frame.size)
            frame.load()
            yield _frame(frame, path, kind)
            if kind not in _PAGED:
                return


def count_animation(path: Path, kind: str) -> int:
    """How many pictures an animation holds; 1 for a still picture. Raises Unusable."""
    if kind not in {"gif", "webp", "png"}:
        return 1
    with _opened(path, kind) as image:
        return int(getattr(image, "n_frames", 1))


def date_taken(path: Path, kind: str) -> str:
    """When the photograph was taken, ISO 8601, from its EXIF; "" where it does not say."""
    with _opened(path, kind) as image, suppress(Exception):  # EXIF is damaged in many ways
        exif = image.getexif().get_ifd(ExifTags.IFD.Exif)
        moment = datetime.strptime(  # noqa: DTZ007 - a camera's own local time
            str(exif[ExifTags.Base.DateTimeOriginal]).strip("\0 "), "%Y:%m:%d %H:%M:%S"
        )
        offset = str(exif.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
        return moment.isoformat() + (offset if re.fullmatch(r"[+-]\d\d:\d\d", offset) else "")
    return ""


def page_of(frame: Frame, width: float, height: float) -> bytes:
    """A one-page PDF of `width` by `height` points that shows the frame as stored."""
    with _translated():
        pdf: bytes = img2pdf.convert(
            frame.data,
            layout_fun=lambda *_: (width, height, width, height),
            rotation=img2pdf.Rotation.none,
            nodate=True,
        )
        return pdf


def draft(path: Path, kind: str, number: int, size: tuple[int, int]) -> Pixels:
    """Picture `number` (from 1), upright, grey on white, scaled to `size` (width, height)."""
    with _opened(path, kind) as image:
        image.seek(number - 1)
        image.draft("L", size)
        image.load()
        upright = ImageOps.exif_transpose(_plain(image))
        return np.asarray(upright.convert("L").resize(size, Image.Resampling.BOX))


def smaller_jpeg(
    picture: bytes | Image.Image, size: tuple[int, int], quality: int
) -> tuple[bytes, int]:
    """A JPEG's bytes or a decoded picture as a JPEG of `size`, and its number of components.

    Grey stays grey and colour colour. Raises Unusable, also for what is neither.
    """
    with _translated():
        image = (
            Image.open(io.BytesIO(picture), formats=_FORMATS["jpeg"])
            if isinstance(picture, bytes)
            else picture
        )
        _check_size(image.size)
        if image.mode == "P":
            image = image.convert("RGB")
        if image.mode not in {"L", "RGB"}:
            raise Unusable("the picture is neither grey nor coloured as screens are")
        image.draft(image.mode, size)  # halves a JPEG while it is decoded
        if image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS)
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality, optimize=True)
        return target.getvalue(), len(image.getbands())


@contextmanager
def _opened(path: Path, kind: str) -> Iterator[Image.Image]:
    with _translated(), Image.open(path, formats=_FORMATS[kind]) as image:
        _check_size(image.size)
        yield image


@contextmanager
def _translated() -> Iterator[None]:
    """Pillow raises nearly anything on damaged input; all of it means the same to us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (Unusable, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:
        raise Unusable("damaged picture: it cannot be read to its end", _AGAIN) from error


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise Unusable("the picture is empty", _AGAIN)
    if width * height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> Unusable:
    return Unusable(
        f"the picture has more than {MOST_PIXELS // 1_000_000} million pixels",
        "save it smaller (300 dpi is enough) and put that in its place",
    )


def _frame(image: Image.Image, path: Path, kind: str) -> Frame:
    orientation = _orientation(image)
    dpi = _dpi(image)
    if kind == "jpeg" and orientation in _TURNS and image.mode in {"L", "RGB", "CMYK"}:
        data = _private_removed(path.read_bytes())
        return Frame(data=data, size=image.size, turn=_TURNS[orientation], dpi=dpi, kept=True)
    if kind == "png" and orientation == 1 and _is_plain_png(image):
        return Frame(data=path.read_bytes(), size=image.size, dpi=dpi, kept=True)
    photographic = kind in {"jpeg", "heif", "webp"} or "jpeg" in str(image.info.get("compression"))
    upright = ImageOps.exif_transpose(_plain(image))
    if orientation > 4 and dpi:
        dpi = dpi[::-1]
    return Frame(data=_encoded(upright, photographic), size=upright.size, dpi=dpi)


def _orientation(image: Image.Image) -> int:
    with suppress(Exception):  # EXIF is damaged in many ways
        value = int(image.getexif().get(ExifTags.Base.Orientation, 1))
        return value if 1 <= value <= 8 else 1
    return 1


def _dpi(image: Image.Image) -> tuple[float, float] | None:
    with suppress(TypeError, ValueError, ZeroDivisionError):
        x, y = map(float, image.info["dpi"]) if "dpi" in image.info else (0.0, 0.0)
        return (x, y) if x > 0 and y > 0 else None
    return None


def _is_plain_png(image: Image.Image) -> bool:
    """Whether its bytes can be shown by a PDF as they are."""
    return (
        image.mode in {"1", "L", "RGB", "P"}
        and "transparency" not in image.info
        and not image.info.get("interlace")
    )


def _plain(image: Image.Image) -> Image.Image:
    """The same picture in mode 1, L, RGB or CMYK, on white where it was transparent."""
    if image.mode in {"1", "L", "RGB", "CMYK"} and "transparency" not in image.info:
        return image
    if image.has_transparency_data:
        colours = image.convert("RGBA")
        paper = Image.new("RGBA", colours.size, "white")
        paper.alpha_composite(colours)
        return _with_info(paper.convert("RGB"), image)
    if image.mode.startswith("I") or image.mode == "F":
        return _with_info(_eight_bit(image), image)
    return _with_info(image.convert("RGB"), image)


def _eight_bit(image: Image.Image) -> Image.Image:
    """Deeper grey scaled to 8 bits: 16-bit by its full range, others by the range they use."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    if image.mode != "F" and low >= 0 and high <= 0xFFFF:
        low, high = 0.0, 65535.0 if high > 255 else 255.0
    scaled = (values - low) * (255 / max(high - low, 1e-9))
    return Image.fromarray(scaled.round().astype(np.uint8))


def _with_info(image: Image.Image, original: Image.Image) -> Image.Image:
    """Carry the orientation over a change of mode, which the old pixels still have."""
    orientation = _orientation(original)
    if orientation != 1:
        image.getexif()[ExifTags.Base.Orientation] = orientation
    if original.mode in {"RGBA", "P"} and "icc_profile" in original.info:
        image.info["icc_profile"] = original.info["icc_profile"]
    return image


def _encoded(image: Image.Image, photographic: bool) -> bytes:
    target = io.BytesIO()
    profile = image.info.get("icc_profile")
    if image.mode == "1":
        image.save(target, "TIFF", compression="group4")
    elif photographic:
        image.save(target, "JPEG", quality=92, icc_profile=profile)
    elif image.mode == "CMYK":
        image.save(target, "TIFF", icc_profile=profile)
    else:
        image.save(target, "PNG", compress_level=4, icc_profile=profile, exif=b"")
    return target.getvalue()


_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")


def _private_removed(jpeg: bytes) -> bytes:
    """The JPEG without EXIF, GPS, comments, thumbnails and what follows its end.

    The image data, its tables, JFIF, ICC and Adobe segments stay byte for byte.
    """
    kept = [jpeg[:2]]
    at = 2
    while found := _MARKER.match(jpeg, at):
        marker = found[1][0]
        start, at = found.end() - 2, found.end()
        if marker == 0xD9:
            break
        (length,) = struct.unpack_from(">H", jpeg, at)
        end = at + length
        if marker == 0xDA:
            following = _MARKER.search(jpeg, end)
            end = following.start() if following else len(jpeg)
        if not _is_private(marker, jpeg[at + 2 : at + 14]):
            kept.append(jpeg[start:end])
        at = end
    return b"".join([*kept, b"\xff\xd9"])


def _is_private(marker: int, start: bytes) -> bool:
    if marker == 0xE0:
        return not start.startswith(b"JFIF\0")
    if marker == 0xE2:
        return not start.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return not start.startswith(b"Adobe")
    return 0xE1 <= marker <= 0xEF or marker == 0xFE


Colours = NDArray[np.uint8]
"""(height, width, 3) RGB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """What a phone writes into a photograph. `place` is (latitude, longitude) in degrees."""

    orientation: int = 1
    taken: str = ""  # "2024:03:02 18:41:07", the camera's own time
    place: tuple[float, float] | None = None


def decode(data: bytes) -> Colours:
    """The pixels of a picture that packet itself has made."""
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def encode_jpeg(
    pixels: NDArray[np.uint8], quality: int, dpi: int, camera: Camera | None = None
) -> bytes:
    """A JPEG of grey or RGB pixels, with the camera's EXIF where one is given."""
    exif = Image.Exif() if camera is None else _camera_exif(camera)
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "JPEG", quality=quality, dpi=(dpi, dpi), exif=exif)
    return target.getvalue()


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "PNG", compress_level=6)
    return target.getvalue()


def encode_fax(pages: Sequence[NDArray[np.bool_]], dpi: int) -> bytes:
    """A TIFF of one or more pages in CCITT group 4; True is paper."""
    first, *others = (Image.fromarray(page) for page in pages)
    target = io.BytesIO()
    first.save(
        target,
        "TIFF",
        compression="group4",
        dpi=(dpi, dpi),
        save_all=True,
        append_images=others,
    )
    return target.getvalue()


def pages_of(jpegs: Sequence[bytes], width: float, height: float) -> bytes:
    """A PDF with a page of `width` by `height` points a picture."""
    pdf: bytes = img2pdf.convert(
        list(jpegs),
        layout_fun=lambda *_: (width, height, width, height),
        nodate=True,
        engine=img2pdf.Engine.internal,  # the others put a random ID in
    )
    return pdf


def blurred(pixels: NDArray[np.uint8], radius: float) -> NDArray[np.uint8]:
    """Gaussian blur; `radius` in pixels."""
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(radius)))


def turned(pixels: NDArray[np.uint8], degrees: float, paper: int) -> NDArray[np.uint8]:
    """Turned counter-clockwise about the middle, size kept; corners filled with grey `paper`."""
    image = Image.fromarray(pixels)
    fill = paper if pixels.ndim == 2 else (paper,) * 3
    return np.asarray(image.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=fill))


def projected(pixels: Colours, size: tuple[int, int], coefficients: Sequence[float]) -> Colours:
    """A picture of `size` (width, height) whose point (x, y) shows the given picture's point
    ((ax + by + c) / w, (dx + ey + f) / w) with w = gx + hy + 1; black outside it."""
    image = Image.fromarray(pixels)
    return np.asarray(
        image.transform(
            size, Image.Transform.PERSPECTIVE, tuple(coefficients), Image.Resampling.BICUBIC
        )
    )


def _camera_exif(camera: Camera) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Fictional"
    exif[ExifTags.Base.Orientation] = camera.orientation
    if camera.taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = camera.taken
    if camera.place:
        north, east = camera.place
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        place[ExifTags.GPS.GPSLatitudeRef] = "N" if north >= 0 else "S"
        place[ExifTags.GPS.GPSLatitude] = _sexagesimal(abs(north))
        place[ExifTags.GPS.GPSLongitudeRef] = "E" if east >= 0 else "W"
        place[ExifTags.GPS.GPSLongitude] = _sexagesimal(abs(east))
    return exif


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(round(degrees * 3600, 2), 60)
    return (float(minutes // 60), float(minutes % 60), seconds)
