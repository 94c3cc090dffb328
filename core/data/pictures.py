"""Pictures that somebody uploads, as faces are: square, and small."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageOps

from core.data.base import DataError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")  # and no others: Pillow's rarer readers are not for files of strangers
MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000  # a small file may unpack to far more than memory holds


def read_picture(content: bytes, side: int) -> np.ndarray:
    """The middle square of a picture, turned as its camera says, on white where it is clear: uint8 [side, side, 3].

    Raises DataError, one line that says what is allowed.
    """
    if len(content) > MOST_BYTES:
        raise DataError(f"The file has {len(content):,} bytes; allowed are {MOST_BYTES:,}.")
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise DataError(f"The picture has {width:,} × {height:,} pixels; allowed are {MOST_PIXELS:,} in all.")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except DataError:
        raise
    except Exception:  # readers of damaged files raise whatever they stumble over
        raise DataError(f"The file is no picture that can be read; allowed are {', '.join(FORMATS)}.") from None
    white = Image.new("RGBA", upright.size, "white")
    whole = Image.alpha_composite(white, upright).convert("RGB")
    return np.asarray(ImageOps.fit(whole, (side, side), Image.Resampling.BOX))
