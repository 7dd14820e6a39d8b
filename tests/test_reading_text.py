"""Text layers that came with the file: trusted or not, and in what order. No engine is needed."""

from __future__ import annotations

import pytest

from packet.model import Word
from packet.reading.digital import in_reading_order, is_sane, turned

PROSE = "The undersigned confirms that Amara Okafor has been employed since 12 March 2019"


def line(text: str, *, top: float = 100.0, left: float = 72.0, number: int = 0) -> list[Word]:
    words = []
    for part in text.split():
        right = left + 6 * len(part)
        words.append(Word(text=part, box=(left, top, right, top + 10), line=number))
        left = right + 4
    return words


@pytest.mark.parametrize(
    ("text", "scanned", "sane"),
    [
        (PROSE, False, True),
        (PROSE, True, True),
        ("Заявление о выдаче свидетельства о браке", True, True),
        ("婚姻登记证明书 姓名 出生日期", False, True),
        ("Page 3", True, False),  # a scanner's stamp is not the page's text
        ("Page 3", False, True),
        ("tJ|e rn~ l}^1 v1~ xX.q ;;' ]o[ i1!l bcdfgh kKkKq", True, False),
        ("\ufffd\ufffd\ufffd The undersigned confirms", False, False),
        ("\ue001\ue002\ue003\ue004 The undersigned confirms", False, False),
        ("", False, False),
    ],
)
def test_text_is_trusted_where_it_could_be_what_the_page_says(
    text: str, scanned: bool, sane: bool
) -> None:
    assert is_sane(tuple(line(text, left=20)), 612, 792, scanned=scanned) is sane


def test_text_beside_the_page_is_no_text() -> None:
    assert not is_sane(tuple(line(PROSE, top=900)), 612, 792, scanned=False)


def test_pieces_of_a_row_are_joined() -> None:
    words = [
        *line("Family name", number=0),
        *line("Okafor", left=190, top=101, number=1),
        *line("Given name", top=120, number=2),
    ]
    assert lines_of(in_reading_order(tuple(words))) == ["Family name Okafor", "Given name"]


def test_columns_stay_apart() -> None:
    words = [*line("left", number=0), *line("right", left=400, number=1)]
    assert lines_of(in_reading_order(tuple(words))) == ["left", "right"]


def test_a_filled_forms_values_stand_with_their_labels() -> None:
    labels = [line(f"Label{i}", top=100 + 20 * i, number=i) for i in range(8)]
    values = [
        line(f"value{i}", top=100 + 20 * i, left=130, number=8 + i) for i in reversed(range(8))
    ]
    words = tuple(word for piece in labels + values for word in piece)
    assert lines_of(in_reading_order(words)) == [f"Label{i} value{i}" for i in range(8)]


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turning_back_gives_the_same_words(degrees: int) -> None:
    words = tuple(line(PROSE))
    size = (792, 612) if degrees in (90, 270) else (612, 792)
    assert turned(turned(words, degrees, 612, 792), -degrees % 360, *size) == words


def test_a_quarter_turn_takes_the_top_to_the_right() -> None:
    (word,) = turned([Word(text="a", box=(10, 20, 60, 30))], 90, 612, 792)
    assert word.box == (762, 10, 772, 60)


def lines_of(words: tuple[Word, ...]) -> list[str]:
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(texts) for texts in lines.values()]
