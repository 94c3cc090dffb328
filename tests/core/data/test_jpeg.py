"""JPEG's bytes: the mosaic, what is header and what is scan, and the error."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.data.images import load_images
from core.data.jpeg import encode, mosaic, rate, scan_bytes, tiles_of

IMAGES = load_images("digits").test_images[:50]


def test_a_mosaic_is_cut_up_into_the_same_images():
    board = mosaic(IMAGES)
    assert board.shape == (7 * 8, 8 * 8)
    assert np.array_equal(tiles_of(board, 8)[:50], IMAGES)
    assert not tiles_of(board, 8)[50:].any()
    assert np.array_equal(board[8:16, 16:24], IMAGES[10])


def test_the_scan_is_what_lies_between_its_header_and_the_end_marker():
    data = encode(mosaic(IMAGES), 50)
    start = data.index(b"\xff\xda")
    header = int.from_bytes(data[start + 2 : start + 4], "big") + 2
    assert data[-2:] == b"\xff\xd9"
    assert scan_bytes(data) == len(data[start + header : -2])
    assert 0 < len(data) - scan_bytes(data) < 700


def test_the_same_tables_for_more_pixels_change_the_scan_only():
    flat = [encode(np.full((64 * n, 64), 128, np.uint8), 50) for n in (1, 2)]
    assert len({len(data) - scan_bytes(data) for data in flat}) == 1


def test_the_error_is_that_of_the_decoded_file():
    found = rate(IMAGES, 40)
    decoded = np.asarray(Image.open(BytesIO(encode(mosaic(IMAGES), 40))), float)
    mse = ((tiles_of(decoded, 8)[:50] - IMAGES) ** 2).mean()
    assert found.psnr == pytest.approx(10 * np.log10(255**2 / mse), abs=1e-9)
    assert found.file * 50 == len(encode(mosaic(IMAGES), 40))
    assert found.scan < found.file < found.alone
    assert found.alone > 150  # a file each: nearly all of it is header


def test_more_quality_costs_more_bytes_and_brings_more():
    rates = [rate(IMAGES, quality) for quality in (5, 30, 60, 90)]
    for name in ("file", "scan", "alone", "psnr"):
        values = [getattr(one, name) for one in rates]
        assert values == sorted(values)
