"""Charts and pictures of denoising."""

import numpy as np

from core.plots.denoising import picture, psnr_out_over_in
from core.plots.theme import GENERATED, REAL, RECONSTRUCTION
from core.training.trainer import Frame


def test_each_run_has_a_line_and_a_ring_against_where_nothing_changes():
    run = {"psnr_in": np.array([20.0, 10.0]), "psnr_out": np.array([18.0, 15.0]), "here": np.array([14.0, 17.0])}
    figure = psnr_out_over_in({"one": run, "two": run}, (0.1, 0.2), (RECONSTRUCTION, GENERATED))
    nothing, line, ring, *_ = figure.data
    assert list(nothing.x) == list(nothing.y) == [10.0, 20.0]
    assert (list(line.x), list(line.y), list(line.text)) == ([20, 10], [18, 15], ["0.1", "0.2"])
    assert (list(ring.x), list(ring.y)) == ([14], [17])
    assert len(figure.data) == 5


def test_the_stage_of_images_is_three_rows():
    pixels = np.zeros((2, 4), np.uint8)
    drawn = picture(
        Frame(1, {}, {"reconstructions": pixels + 255}), {"side": 2}, {"images": pixels, "corrupted": pixels}
    )
    values = np.asarray(drawn.convert("L"))
    third = len(values) // 3
    assert values[: 2 * third - 60].min() == 255
    assert values[2 * third + 60 :].min() == 0


def test_the_stage_of_points_is_arrows_from_the_grid():
    frame = Frame(1, {}, {"field": np.array([[1.0, 0.0]])})
    arrays = {"points": np.array([[0.0, 1.5]]), "grid": np.array([[-1.5, -1.5]])}
    values = np.asarray(picture(frame, {"extent": 3.0}, arrays).convert("RGB")).astype(int)
    side = len(values)

    def near(x, y, color):
        row, column = round((1 - y / 3) * side / 2), round((1 + x / 3) * side / 2)
        target = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
        patch = values[row - 2 : row + 3, column - 2 : column + 3]
        return np.abs(patch - target).sum(-1).min() < 120

    assert near(0.0, 1.5, REAL)
    assert near(-0.5, -1.5, RECONSTRUCTION)  # the tip
    assert not near(1.0, -1.5, RECONSTRUCTION)
