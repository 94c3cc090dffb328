"""The pictures of the lesson on stacked autoencoders."""

import numpy as np

from core.plots.stacked import JPEG_COUNTS, compression, picture
from core.ui.catalog import lesson

CURVES = {
    "sizes": np.array([1, 4]),
    "autoencoder": np.array([[[10.0, 9.0], [12.0, 9.0], [14.0, 12.0]], [[20.0, 19.0]] * 3]),
    "pca": np.array([[9.5, 9.3], [18.0, 17.0]]),
    "jpeg": np.array([[2.0, 1.0, 100.0, 15.0], [6.0, 5.0, 104.0, 21.0]]),
}


def test_curves_are_of_codes_in_bytes_with_their_spread_over_seeds():
    ours, pca, jpeg = compression(CURVES, None, "one file for all").data
    assert list(ours.y) == [10, 19]
    assert list(ours.error_y.array) == [2, 0]
    assert list(ours.error_y.arrayminus) == [1, 0]
    assert list(pca.y) == [9.3, 17]
    assert list(jpeg.x) == [2, 6]
    assert list(jpeg.y) == [15, 21]


def test_each_way_to_count_has_its_column_and_the_run_its_ring():
    firsts = [compression(CURVES, (8, 12.5), counted).data[2].x[0] for counted in JPEG_COUNTS]
    assert firsts == [2, 1, 100]
    ring = compression(CURVES, (8, 12.5), "a file each").data[-1]
    assert (list(ring.x), list(ring.y), ring.name) == ([8], [12.5], "this run")


def test_the_card_has_the_images_above_what_comes_back():
    recording = lesson("stacked").recording
    drawn = np.asarray(picture(recording.frames[-1], recording.static, recording.static_arrays))
    scale = 420 // (10 * 10)
    expected = 255 - recording.static_arrays["images"][1].reshape(8, 8)
    assert np.array_equal(drawn[: 8 * scale : scale, 10 * scale : 18 * scale : scale], expected)
    below = 255 - recording.frames[-1].arrays["reconstructions"][1].reshape(8, 8)
    assert np.array_equal(drawn[10 * scale :: scale, 10 * scale : 18 * scale : scale], below)
