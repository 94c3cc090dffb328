import gzip
import hashlib
import socket
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data import download, mnist
from core.data.images import DataError, available, load_images
from tests.core.data.idx_files import idx_bytes, write_family

# The 10,000 real test digits, where they are to be had; the small files stand in for them elsewhere.
SHARED = Path(__file__).parents[4] / "shared" / "data"
FOLDERS = ["small", *([SHARED] if (SHARED / "mnist").is_dir() else [])]


def fails(name="mnist"):
    """The one line with which loading fails."""
    with pytest.raises(DataError) as error:
        load_images(name)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.fixture
def given(tmp_path, monkeypatch):
    """A folder that EXPLORER_DATA names."""
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "given"))
    return tmp_path / "given"


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("mark", ["-", "."])
def test_four_files_are_taken_as_published(given, name, packed, mark):
    arrays = write_family(given / name, packed=packed, mark=mark)
    data = load_images(name)
    np.testing.assert_array_equal(data.train_images, arrays["train", "images"])
    np.testing.assert_array_equal(data.train_labels, arrays["train", "labels"])
    np.testing.assert_array_equal(data.test_images, arrays["t10k", "images"])
    np.testing.assert_array_equal(data.test_labels, arrays["t10k", "labels"])
    assert (data.name, data.side, len(data.classes)) == (name, 28, 10)
    assert "60 to train, 20 held out" in data.note
    assert available(name) == str(given / name)


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_the_t10k_pair_alone_is_split(folder, given, monkeypatch):
    if folder == "small":
        write_family(given / "mnist", parts=["t10k"])
    else:
        monkeypatch.setenv("EXPLORER_DATA", str(folder))
    data = load_images("mnist")
    count = len(data.train_images) + len(data.test_images)
    assert len(data.test_images) == count // 10
    assert f"{count:,} images only (the t10k files): {count * 9 // 10:,} to train, {count // 10:,} held" in data.note
    images, labels = mnist._read_pair(Path(available("mnist")), mnist._find(Path(available("mnist"))), "t10k")
    train, test = mnist.split(count, count // 10)
    assert sorted([*train, *test]) == list(range(count))
    np.testing.assert_array_equal(data.test_images, images[test])
    np.testing.assert_array_equal(data.train_labels, labels[train])
    if count == 10_000:  # the genuine files: the digests that are published for the unpacked ones
        digests = [hashlib.sha256(idx_bytes(array)).hexdigest() for array in (images, labels)]
        assert digests == [
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ]
        assert data.test_labels[:10].tolist() == [0, 2, 6, 2, 9, 8, 7, 0, 2, 0]


def test_loaded_once_a_folder_and_read_only(given, tmp_path, monkeypatch):
    write_family(given / "mnist")
    data = load_images("mnist")
    assert load_images("mnist") is data
    assert not any(a.flags.writeable for a in (data.train_images, data.train_labels, data.test_images))
    write_family(tmp_path / "other" / "mnist", parts=["t10k"])
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "other"))
    assert len(load_images("mnist").train_images) == 18


def test_published_files_are_preferred_and_a_relative_folder_works(given, monkeypatch):
    write_family(given / "mnist")
    for path in mnist._find(given / "mnist").values():
        path.with_suffix("").write_bytes(b"not read")
    monkeypatch.chdir(given.parent)
    monkeypatch.setenv("EXPLORER_DATA", "given")
    assert len(load_images("mnist").train_images) == 60


@pytest.mark.parametrize(
    ("absent", "message"),
    [
        ("t10k-labels-idx1-ubyte.gz", "has t10k-images-idx3-ubyte.gz but not t10k-labels-idx1-ubyte.gz, expected both"),
        ("t10k-images-idx3-ubyte.gz", "has t10k-labels-idx1-ubyte.gz but not t10k-images-idx3-ubyte.gz, expected both"),
        (
            "train-labels-idx1-ubyte.gz",
            "has train-images-idx3-ubyte.gz but not train-labels-idx1-ubyte.gz, expected both",
        ),
        ("t10k-*", "holds no t10k-images-idx3-ubyte.gz, expected the t10k pair at least"),
    ],
)
def test_half_a_data_set_is_not_passed_over(given, absent, message):
    write_family(given / "mnist")
    for path in (given / "mnist").glob(absent):
        path.unlink()
    assert fails() == f"{given / 'mnist'} {message}"


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("t10k-images-idx3-ubyte.gz", np.zeros((20, 28, 27)), "has images of 28×27 pixels, expected 28×28"),
        ("t10k-labels-idx1-ubyte.gz", np.arange(20) % 11, "has a label 10, expected 0 to 9"),
        ("t10k-labels-idx1-ubyte.gz", np.zeros(19), "has 19 labels, expected one for each of 20 images"),
        (
            "train-labels-idx1-ubyte.gz",
            np.zeros((60, 28, 28)),
            ": magic number 0x00000803 (IDX images), expected 0x00000801 (IDX labels)",
        ),
    ],
)
def test_malformed_files(given, name, array, message):
    write_family(given / "mnist")
    path = given / "mnist" / name
    path.write_bytes(gzip.compress(idx_bytes(array)))
    assert fails() == f"{path}{'' if message[0] == ':' else ' '}{message}"


def test_too_few_to_hold_some_out(given):
    (given / "mnist").mkdir(parents=True)
    for name, array in (("images-idx3", np.zeros((9, 28, 28))), ("labels-idx1", np.zeros(9))):
        (given / "mnist" / f"t10k-{name}-ubyte").write_bytes(idx_bytes(array))
    assert fails().endswith("holds 9 images, expected at least 10 to hold some out")


def test_the_cache_is_used_when_the_given_folder_has_none(given, cache):
    given.mkdir()
    write_family(cache / "mnist")
    assert available("mnist") == str(cache / "mnist")
    assert len(load_images("mnist").train_images) == 60


def test_download_reports_progress_and_is_kept(published, cache):
    reports = []
    assert available("mnist") is None
    data = load_images("mnist", lambda *report: reports.append(report))
    assert len(data.train_images) == 60
    fractions = [fraction for fraction, _ in reports]
    assert fractions == sorted(fractions)
    assert fractions[0] > 0
    assert fractions[-1] == 1
    assert reports[-1][1] == "Downloading MNIST: 0.1 of 0.1 MB"
    for path in published.iterdir():
        path.unlink()
    assert available("mnist") == str(cache / "mnist")
    assert load_images("mnist") is data


def test_a_download_cut_short_goes_on(published, cache):
    (published / "t10k-labels-idx1-ubyte.gz").rename(published / "later")
    assert "(t10k-labels-idx1-ubyte.gz: the server answered 404)" in fails()
    assert available("mnist") is None
    (published / "later").rename(published / "t10k-labels-idx1-ubyte.gz")
    (published / "train-images-idx3-ubyte.gz").unlink()  # already in the cache, and not asked for again
    assert len(load_images("mnist").train_images) == 60


def test_another_file_than_published_is_refused(published, cache):
    (published / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx_bytes(np.ones(60))))
    assert "(train-labels-idx1-ubyte.gz: not the published file, its SHA-256 differs; it was not kept)" in fails()
    assert [path.name for path in (cache / "mnist").iterdir()] == ["train-images-idx3-ubyte.gz"]


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_offline_says_where_was_looked_and_what_to_do(name, given, cache):
    start = time.monotonic()
    message = fails(name)
    assert time.monotonic() - start < 5
    family = mnist.FAMILIES[name]
    assert message == (
        f"{family.title} is not on this machine and could not be downloaded: looked in EXPLORER_DATA "
        f"({given / name}), in the cache ({cache / name}) and at http://127.0.0.1:1/ "
        f"(train-images-idx3-ubyte.gz: no connection (ConnectionError)); connect to the internet, or set "
        f"EXPLORER_DATA to a folder that holds {name}/ with the IDX files"
    )


def test_a_server_that_never_answers(monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        monkeypatch.setitem(mnist.FAMILIES, "mnist", replace(mnist.FAMILIES["mnist"], url=url))
        message = fails()
    assert "looked in EXPLORER_DATA (not set)" in message
    assert "no answer within 0.2 s" in message


def test_a_cache_that_cannot_be_written(published, cache):
    cache.write_text("a file, not a folder")
    assert "cannot be stored" in fails()


def test_unknown_name():
    assert fails("cifar") == "no image data set is called 'cifar'; there are digits, patches, mnist, fashion_mnist"


def test_digests_are_those_published():
    """The table as a whole, against a slip of the keyboard: each digest once, 64 hexadecimal digits."""
    digests = [digest for family in mnist.FAMILIES.values() for digest, _ in family.files.values()]
    assert len(set(digests)) == 8
    assert all(len(bytes.fromhex(digest)) == 32 for digest in digests)
    assert [sum(size for _, size in f.files.values()) for f in mnist.FAMILIES.values()] == [11_594_722, 30_878_645]
