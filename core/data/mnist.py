"""MNIST and Fashion-MNIST, the real files: where they are looked for, how they are downloaded and split."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.data.base import DataError, ImageData, split
from core.data.download import Progress, fetch
from core.data.families import FAMILIES, Family
from core.data.idx import AXES, Kind, read_idx

__all__ = ["FAMILIES", "Family", "download", "locate", "read"]

SIDE = 28
PARTS = ("train", "t10k")


def given_dir() -> Path | None:
    """The folder named by EXPLORER_DATA, None if it is not set."""
    given = os.environ.get("EXPLORER_DATA")
    return Path(given).expanduser().resolve() if given else None


def cache_dir() -> Path:
    """The user's cache, where downloads are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("explorer", appauthor=False))


def locate(family: Family) -> Path | None:
    """The folder on this machine that holds the files, None if they have to be downloaded.

    One file is enough in EXPLORER_DATA: what is missing beside it is `read`'s to report, and better said than
    passed over. The cache counts once it has all four, since a download may have been cut short.
    """
    given = given_dir()
    if given and _find(given / family.name):
        return given / family.name
    cached = cache_dir() / family.name
    return cached if len(_find(cached)) == len(family.files) else None


def download(family: Family, progress: Progress | None = None) -> Path:
    """Download what the cache lacks; the folder. Raises DataError that says where was looked and what to do."""
    given, folder = given_dir(), cache_dir() / family.name
    try:
        fetch(family.title, family.url, family.files, folder, progress)
    except DataError as error:
        looked = f"EXPLORER_DATA ({given / family.name if given else 'not set'})"
        raise DataError(
            f"{family.title} is not on this machine and could not be downloaded: looked in {looked}, in the cache "
            f"({folder}) and at {family.url} ({error}); connect to the internet, or set EXPLORER_DATA to a folder "
            f"that holds {family.name}/ with the IDX files"
        ) from error
    return folder


@lru_cache(maxsize=4)
def read(family: Family, folder: Path) -> ImageData:
    """The data set in a folder. Raises DataError for a missing half of a pair or a malformed file.

    With the t10k pair alone, a tenth of it is held out. At random, not the last ones as stored: of MNIST's t10k
    the first 5,000 are cleaner and easier than the last 5,000.
    """
    files = _find(folder)
    train, test = (_read_pair(folder, files, part) for part in PARTS)
    if test is None:
        raise DataError(f"{folder} holds no {_names('t10k', 'images')[0]}, expected the t10k pair at least")
    (images, labels), count = test, len(test[0])
    if train:
        note = f"split as published: {len(train[0]):,} to train, {count:,} held out."
    else:
        held_out = count // 10
        if not held_out:
            raise DataError(f"{files['t10k', 'images']} holds {count} images, expected at least 10 to hold some out")
        fit, rest = split(count, held_out)
        train, test = (images[fit], labels[fit]), (images[rest], labels[rest])
        note = (
            f"{count:,} images only (the t10k files): {len(fit):,} to train, {held_out:,} held out "
            "by a fixed random split."
        )
    return ImageData(
        family.name, *train, *test, family.classes, f"{family.title} ({family.what}, {SIDE}×{SIDE} pixels), {note}"
    )


def _names(part: str, kind: Kind) -> list[str]:
    """File names in use for one file: as published first, then unpacked, then as some mirrors spell it."""
    return [f"{part}-{kind}{mark}idx{AXES[kind]}-ubyte{gz}" for mark in "-." for gz in (".gz", "")]


def _find(folder: Path) -> dict[tuple[str, Kind], Path]:
    """The files of a folder by (part, kind). os.path.isfile: a folder that may not be entered holds none."""
    found = {}
    for part in PARTS:
        for kind in AXES:
            paths = (folder / name for name in _names(part, kind))
            path = next(filter(os.path.isfile, paths), None)
            if path:
                found[part, kind] = path
    return found


def _read_pair(folder: Path, files: dict, part: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Images [N, 28, 28] and labels [N] of "train" or "t10k"; None if neither is there."""
    have = [kind for kind in AXES if (part, kind) in files]
    if not have:
        return None
    for kind in AXES:
        if kind not in have:
            raise DataError(f"{folder} has {files[part, have[0]].name} but not {_names(part, kind)[0]}, expected both")
    images, labels = (read_idx(files[part, kind], kind) for kind in AXES)
    if images.shape[1:] != (SIDE, SIDE):
        height, width = images.shape[1:]
        raise DataError(f"{files[part, 'images']} has images of {height}×{width} pixels, expected {SIDE}×{SIDE}")
    if labels.max() > 9:
        raise DataError(f"{files[part, 'labels']} has a label {labels.max()}, expected 0 to 9")
    if len(images) != len(labels):
        raise DataError(
            f"{files[part, 'labels']} has {len(labels):,} labels, expected one for each of {len(images):,} images"
        )
    return images, labels
