"""The image data sets by name: `load_images("digits")`."""

from __future__ import annotations

from core.data import digits, mnist, patches
from core.data.base import DataError, ImageData, to_unit
from core.data.download import Progress

__all__ = ["NAMES", "DataError", "ImageData", "available", "load_images", "to_unit"]

SHIPPED = {"digits": digits, "patches": patches}  # with scikit-learn: always there
NAMES = (*SHIPPED, *mnist.FAMILIES)


def load_images(name: str, progress: Progress | None = None) -> ImageData:
    """One of NAMES, loaded once a process; `progress(fraction, text)` is called if it has to be downloaded.

    Raises DataError, one line that says what to do, if the data set is not to be had or its files are malformed.
    """
    if name in SHIPPED:
        return SHIPPED[name].load()
    family = _family(name)
    # Looking for the folder is cheap and done each time, so a changed EXPLORER_DATA is noticed; reading is cached.
    return mnist.read(family, mnist.locate(family) or mnist.download(family, progress))


def available(name: str) -> str | None:
    """Where the data set lies on this machine, None if `load_images` would have to download it."""
    path = SHIPPED[name].source() if name in SHIPPED else mnist.locate(_family(name))
    return str(path) if path else None


def _family(name: str) -> mnist.Family:
    if name not in mnist.FAMILIES:
        raise DataError(f"no image data set is called {name!r}; there are {', '.join(NAMES)}")
    return mnist.FAMILIES[name]
