from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packet.building.placing import BAND, Canvas, matrix, place, product, sheet_for
from packet.model import LETTER

lengths = st.floats(1, 14_400)
turns = st.sampled_from([0, 90, 180, 270])
canvases = st.builds(
    Canvas,
    left=st.floats(-1000, 1000),
    bottom=st.floats(-1000, 1000),
    width=lengths,
    height=lengths,
    unit=st.floats(0.5, 10),
    turn=turns,
)


@given(canvases)
def test_a_page_stands_above_the_band_whole_centred_and_never_enlarged(canvas: Canvas) -> None:
    upright = canvas.upright
    where = place(upright, sheet_for(upright))
    assert where.left >= -0.01
    assert where.left + where.width <= where.sheet[0] + 0.01
    assert where.bottom >= BAND - 0.01
    assert where.bottom + where.height <= where.sheet[1] + 0.01
    assert where.left == pytest.approx((where.sheet[0] - where.width) / 2)
    assert where.width <= upright[0] * 1.0001
    assert where.width / where.height == pytest.approx(upright[0] / upright[1])


@given(canvases)
def test_the_matrix_puts_the_corners_where_a_clockwise_turn_takes_them(canvas: Canvas) -> None:
    where = place(canvas.upright, sheet_for(canvas.upright))
    a, b, c, d, e, f = matrix(canvas, where)
    right, top = canvas.left + canvas.width, canvas.bottom + canvas.height
    corners = (
        (canvas.left, top),
        (right, top),
        (right, canvas.bottom),
        (canvas.left, canvas.bottom),
    )
    drawn = [(a * x + c * y + e, b * x + d * y + f) for x, y in corners]
    left, bottom = where.left, where.bottom
    sheet = [
        (left, bottom + where.height),
        (left + where.width, bottom + where.height),
        (left + where.width, bottom),
        (left, bottom),
    ]
    steps = canvas.turn // 90
    for corner, target in zip(drawn, sheet[steps:] + sheet[:steps], strict=True):
        assert corner == pytest.approx(target, abs=0.01)


def test_a_page_without_footer_is_its_own_sheet() -> None:
    where = place((595, 842), None)
    assert (where.sheet, where.left, where.bottom) == ((595, 842), 0, 0)


@pytest.mark.parametrize(
    ("upright", "sheet"),
    [
        ((612, 792), LETTER),
        ((792, 612), LETTER[::-1]),
        ((432, 288), LETTER),  # a small photo stands on portrait paper
        ((612, 600), LETTER),
        ((1224, 792), LETTER[::-1]),
    ],
)
def test_only_pages_that_are_clearly_wide_turn_the_sheet(
    upright: tuple[float, float], sheet: tuple[float, float]
) -> None:
    assert sheet_for(upright) == sheet


@given(canvases, canvases)
def test_a_product_applies_the_first_matrix_first(one: Canvas, other: Canvas) -> None:
    first, then = (matrix(each, place(each.upright, LETTER)) for each in (one, other))
    a, b, c, d, e, f = first
    x, y = a * 3 + c * 5 + e, b * 3 + d * 5 + f
    a, b, c, d, e, f = then
    expected = (a * x + c * y + e, b * x + d * y + f)
    a, b, c, d, e, f = product(first, then)
    assert (a * 3 + c * 5 + e, b * 3 + d * 5 + f) == pytest.approx(expected, rel=1e-6, abs=1e-6)
