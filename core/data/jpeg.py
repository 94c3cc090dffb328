"""What JPEG needs for grey images, counted in the ways that matter where images are tiny."""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image

START_OF_SCAN = 0xDA


@dataclass(frozen=True)
class Rate:
    """Bytes an image and the error, all images side by side in one file."""

    file: float  # the one file's bytes, its header shared by all images
    scan: float  # of these, the coded pixels alone: what a decoder that knows the tables would need
    alone: float  # each image as a file of its own
    psnr: float  # dB


def rate(images: np.ndarray, quality: int) -> Rate:
    """JPEG at that quality (1 to 95), with Huffman tables made for the file: uint8 [N, side, side] → Rate."""
    n, side = len(images), images.shape[-1]
    data = encode(mosaic(images), quality)
    decoded = tiles_of(np.asarray(Image.open(BytesIO(data))), side)[:n]
    mse = float(np.square((decoded.astype(float) - images) / 255).mean())
    alone = sum(len(encode(image, quality)) for image in images)
    return Rate(len(data) / n, scan_bytes(data) / n, alone / n, -10 * math.log10(mse))


def mosaic(images: np.ndarray) -> np.ndarray:
    """Images side by side in a near-square, paper where there is none: uint8 [N, side, side] → uint8 [H, W]."""
    n, side = len(images), images.shape[-1]
    columns = math.ceil(math.sqrt(n))
    rows = math.ceil(n / columns)
    tiles = np.zeros((rows * columns, side, side), np.uint8)
    tiles[:n] = images
    return tiles.reshape(rows, columns, side, side).swapaxes(1, 2).reshape(rows * side, columns * side)


def tiles_of(board: np.ndarray, side: int) -> np.ndarray:
    """The mosaic cut up again: uint8 [H, W] → uint8 [rows · columns, side, side]."""
    rows, columns = (length // side for length in board.shape)
    return board.reshape(rows, side, columns, side).swapaxes(1, 2).reshape(-1, side, side)


def encode(image: np.ndarray, quality: int) -> bytes:
    """A grey image uint8 [H, W] as a JPEG file."""
    out = BytesIO()
    Image.fromarray(image).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def scan_bytes(data: bytes) -> int:
    """Bytes of a JPEG file from behind the scan's own header to the end marker (ITU T.81, B.1)."""
    at = 2  # behind the start of the image
    while data[at + 1] != START_OF_SCAN:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return len(data) - at - 2
