"""Uploaded pictures: what is taken of them, and what is refused, in one line."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.data import pictures
from core.data.base import DataError
from core.data.pictures import FORMATS, read_picture


def file(picture: Image.Image, format: str = "PNG", **options) -> bytes:
    out = BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("side", [32, 64])
def test_every_format_is_read(format, side):
    found = read_picture(file(Image.new("RGB", (90, 90), (200, 30, 90)), format), side)
    assert found.shape == (side, side, 3)
    assert found.dtype == np.uint8
    assert np.abs(found.astype(int) - (200, 30, 90)).max() < 12  # GIF and JPEG round


def test_the_middle_square_is_taken_and_averaged():
    wide = np.zeros((64, 192, 3), np.uint8)
    wide[:, :64] = 255  # beside the middle
    wide[:, 64:128:2] = 100
    found = read_picture(file(Image.fromarray(wide)), 32)
    assert (found == 50).all()


def test_what_is_clear_becomes_white():
    assert (read_picture(file(Image.new("RGBA", (40, 40), (9, 9, 9, 0))), 32) == 255).all()


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16", "LA"])
def test_other_modes_become_colours(mode):
    format = "JPEG" if mode == "CMYK" else "PNG"
    assert read_picture(file(Image.new(mode, (40, 40)), format), 32).shape == (32, 32, 3)


def test_a_camera_that_was_held_upright_is_believed():
    lying = np.zeros((40, 40, 3), np.uint8)
    lying[:, :20] = 255  # light on the left
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise: left comes up
    found = read_picture(file(Image.fromarray(lying), "PNG", exif=exif), 32)
    assert found[:14].min() == 255
    assert found[18:].max() == 0


CUT = file(Image.fromarray(np.random.default_rng(0).integers(0, 255, (80, 80, 3), dtype=np.uint8)))[:4000]


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<svg onload=alert(1)></svg>", CUT, file(Image.new("RGB", (40, 40)), "TIFF")],
    ids=["empty", "text", "markup", "cut off", "another format"],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(DataError) as refused:
        read_picture(content, 32)
    assert str(refused.value) == f"The file is no picture that can be read; allowed are {', '.join(FORMATS)}."


def test_large_files_and_large_pictures_are_refused_before_they_are_unpacked(monkeypatch):
    with pytest.raises(DataError, match=r"The file has 5,000,001 bytes; allowed are 5,000,000\."):
        read_picture(b"0" * 5_000_001, 32)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    with pytest.raises(DataError, match=r"The picture has 40 × 40 pixels; allowed are 1,000 in all\."):
        read_picture(FLAT, 32)


def test_a_bomb_is_refused_in_one_line():
    bomb = file(Image.new("1", (20_000, 20_000)))
    assert len(bomb) < 200_000
    with pytest.raises(DataError) as refused:
        read_picture(bomb, 32)
    assert "\n" not in str(refused.value)


FLAT = file(Image.new("RGB", (40, 40)))
