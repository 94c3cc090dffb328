"""Downloads with pooch: checked by SHA-256, kept only when whole, quick to say that there is no connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from core.data.base import DataError

TIMEOUT = 5  # seconds to connect, and between two pieces of a file
CHUNK = 1 << 16  # bytes

Progress = Callable[[float, str], None]  # (fraction done 0..1, a line to show): what st.progress takes


def fetch(title: str, url: str, files: Mapping[str, tuple[str, int]], folder: Path, progress: Progress | None) -> None:
    """Bring files (name → (SHA-256, bytes)) from below `url` into `folder`; those already there and right are kept.

    Raises DataError with the reason. Two processes may fetch at once: pooch writes elsewhere and moves into place.
    """
    import pooch  # here, not above: a process that needs no download need not load requests

    pooch.get_logger().setLevel("WARNING")  # its own lines would break into `progress`
    done, total = 0, sum(size for _, size in files.values())
    for name, (digest, size) in files.items():
        bar = _Bar(progress, title, done, total) if progress else False
        downloader = pooch.HTTPDownloader(progressbar=bar, chunk_size=CHUNK, timeout=TIMEOUT)
        try:
            pooch.retrieve(f"{url}{name}", f"sha256:{digest}", name, folder, downloader=downloader)
        except (OSError, ValueError) as error:  # OSError: all of requests' errors, and the disk's
            raise DataError(f"{name}: {_reason(error)}") from error
        done += size


def _reason(error: OSError | ValueError) -> str:
    from requests.exceptions import HTTPError, RequestException, Timeout

    match error:
        case HTTPError():
            return f"the server answered {error.response.status_code}"
        case Timeout():
            return f"no answer within {TIMEOUT} s"
        case RequestException():
            return f"no connection ({type(error).__name__})"
        case OSError():
            return f"cannot be stored: {error.strerror or error}"
    return "not the published file, its SHA-256 differs; it was not kept"


class _Bar:
    """A progress bar as pooch drives it, over one of several files."""

    total = 0  # bytes of this file; set by pooch

    def __init__(self, progress: Progress, title: str, before: int, of_all: int):
        self.progress, self.title, self.before, self.of_all = progress, title, before, of_all
        self.seen = 0

    def update(self, count: int) -> None:
        self.seen = min(self.seen + count, self.total)  # pooch counts whole chunks, so the last one is too many
        done = min(self.before + self.seen, self.of_all)
        text = f"Downloading {self.title}: {done / 1e6:.1f} of {self.of_all / 1e6:.1f} MB"
        self.progress(done / self.of_all, text)

    def reset(self) -> None:
        self.seen = 0  # pooch then updates by `total` at once

    def close(self) -> None:
        """Nothing to close."""
