import gzip
import re
import struct

import numpy as np
import pytest

from core.data.base import DataError
from core.data.idx import read_idx
from tests.core.data.idx_files import idx_bytes

IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
LABELS = np.array([7, 0, 255], np.uint8)
WHOLE = idx_bytes(IMAGES)
PACKED = gzip.compress(WHOLE, mtime=0)  # without the time of day: tests are named by what they are given


@pytest.mark.parametrize("name", ["x-idx3-ubyte", "x-idx3-ubyte.gz"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(("kind", "array"), [("images", IMAGES), ("labels", LABELS)])
def test_reads_what_was_written_whatever_its_name(tmp_path, name, pack, kind, array):
    path = tmp_path / name
    path.write_bytes(pack(idx_bytes(array)))
    read = read_idx(path, kind)
    assert read.dtype == np.uint8
    np.testing.assert_array_equal(read, array)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is truncated: 0 bytes, expected a header of 16"),
        (WHOLE[:3], "is truncated: 3 bytes, expected a header of 16"),
        (WHOLE[:12], "is truncated: 12 bytes, expected a header of 16"),
        (WHOLE[:-1], "is truncated: 39 bytes, expected 40 for images of shape [2, 3, 4]"),
        (WHOLE + b"!", "has trailing bytes: 41 bytes, expected 40 for images of shape [2, 3, 4]"),
        (PACKED[:-12], "is truncated: expected a whole gzip file, but it ends early"),
        (PACKED[:-8] + b"\0" * 8, "is corrupt: expected a whole gzip file (CRC check failed"),
        (PACKED[:10] + b"\xff" * 20, "is corrupt: expected a whole gzip file (Error -3"),
        (PACKED + b"more", "is corrupt: expected a whole gzip file (Not a gzipped file"),
        (b"<html>moved</html>", ": magic number 0x3c68746d, expected 0x00000803 (IDX images)"),
        (idx_bytes(LABELS), ": magic number 0x00000801 (IDX labels), expected 0x00000803 (IDX images)"),
        (WHOLE.replace(b"\x08\x03", b"\x0d\x03", 1), ": magic number 0x00000d03, expected 0x00000803 (IDX images)"),
        (idx_bytes(IMAGES[:0]), "holds no images: its shape is [0, 3, 4], expected at least one"),
        (struct.pack(">4I", 0x803, *[2**32 - 1] * 3), "is truncated: 16 bytes, expected 79,228,162,"),
    ],
)
def test_malformed_images(tmp_path, data, message):
    path = tmp_path / "bad-images"
    path.write_bytes(data)
    with pytest.raises(
        DataError, match=re.escape(str(path) + (message if message[0] == ":" else f" {message}"))
    ) as error:
        read_idx(path, "images")
    assert "\n" not in str(error.value)


def test_images_where_labels_are_expected(tmp_path):
    path = tmp_path / "bad-labels"
    path.write_bytes(WHOLE)
    with pytest.raises(DataError, match=r"0x00000803 \(IDX images\), expected 0x00000801 \(IDX labels\)"):
        read_idx(path, "labels")


def test_no_such_file(tmp_path):
    with pytest.raises(DataError, match="absent cannot be read: No such file or directory"):
        read_idx(tmp_path / "absent", "images")
