"""The data sets in MNIST's format, as their authors published them.

Sources: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, 1998;
H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, arXiv 1708.07747, 2017.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.data.base import DIGITS


@dataclass(frozen=True, eq=False)  # eq=False: hashed by identity, so that `read` can be cached
class Family:
    """Four IDX files of one data set, as published."""

    name: str  # also the name of its folder
    title: str
    what: str
    classes: tuple[str, ...]
    url: str  # ends in a slash
    files: dict[str, tuple[str, int]]  # file name → (SHA-256 of the gzipped file, bytes)


# Digests and sizes as TensorFlow Datasets lists them (url_checksums/mnist.txt, fashion_mnist.txt). They also make the
# plain http of Fashion-MNIST's host safe. They are of the gzipped files as published: another gzip of the same images
# has other digests, so files in a folder of one's own are checked by their content alone.
FAMILIES = {
    "mnist": Family(
        name="mnist",
        title="MNIST",
        what="handwritten digits",
        classes=DIGITS,
        url="https://ossci-datasets.s3.amazonaws.com/mnist/",
        files={
            "train-images-idx3-ubyte.gz": (
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                9_912_422,
            ),
            "train-labels-idx1-ubyte.gz": (
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                28_881,
            ),
            "t10k-images-idx3-ubyte.gz": (
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                1_648_877,
            ),
            "t10k-labels-idx1-ubyte.gz": (
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                4_542,
            ),
        },
    ),
    "fashion_mnist": Family(
        name="fashion_mnist",
        title="Fashion-MNIST",
        what="pieces of clothing",
        classes=(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        url="http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        files={
            "train-images-idx3-ubyte.gz": (
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                26_421_880,
            ),
            "train-labels-idx1-ubyte.gz": (
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                29_515,
            ),
            "t10k-images-idx3-ubyte.gz": (
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                4_422_102,
            ),
            "t10k-labels-idx1-ubyte.gz": (
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                5_148,
            ),
        },
    ),
}
