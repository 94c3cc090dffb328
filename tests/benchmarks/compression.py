"""What a code of k numbers keeps of an image: stacked autoencoders, PCA, and JPEG at the same bytes.

    python -m tests.benchmarks.compression [--dataset digits] [--seeds 3]

Writes assets/compression/<dataset>.safetensors, which the lesson on stacked autoencoders draws. All on held-out images.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

import numpy as np
import safetensors.numpy
import torch

from core.data.images import load_images, to_unit
from core.data.jpeg import rate
from core.models.pca import PCA
from core.models.quantiser import Quantiser
from core.objectives.reconstruction import mean_squared_error, psnr
from core.settings.stacked_ae import StackedAESettings, with_code
from core.training.stacked_ae import StackedAETrainer
from tests.benchmarks.support import ROOT

FOLDER = ROOT / "assets" / "compression"
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
QUALITIES = (1, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95)
BASES = {"digits": {}, "mnist": {"dataset": "mnist", "layers": "100-30", "steps": 1500}}


def of_autoencoder(settings: StackedAESettings) -> tuple[float, float]:
    """PSNR with the code as it is, and with a byte a number, in dB, after the planned steps."""
    trainer = StackedAETrainer(settings)
    for _ in range(settings.steps):
        trainer.step()
    scalars = trainer.evaluate()
    return scalars["test_psnr"], scalars["byte_psnr"]


def of_pca(dataset: str, sizes: Sequence[int]) -> np.ndarray:
    """The same of PCA's codes: [sizes, 2]."""
    data = load_images(dataset)
    train, test = (torch.from_numpy(to_unit(x)) for x in (data.train_images, data.test_images))
    pca, rows = PCA(train), []
    for k in sizes:
        codes, quantiser = pca.encode(test, k), Quantiser(pca.encode(train, k))
        kept = (codes, quantiser.from_bytes(quantiser.to_bytes(codes)))
        rows.append([psnr(float(mean_squared_error(pca.decode(code), test.double())), 1.0) for code in kept])
    return np.array(rows)


def of_jpeg(dataset: str) -> np.ndarray:
    """Bytes an image (in one file, of these the scan, each in a file of its own) and PSNR: [qualities, 4]."""
    images = load_images(dataset).test_images
    rates = [rate(images, quality) for quality in QUALITIES]
    return np.array([[one.file, one.scan, one.alone, one.psnr] for one in rates])


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", choices=BASES, default="digits")
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    base, measured = StackedAESettings(**BASES[asked.dataset]), []
    for k in SIZES:
        runs = [of_autoencoder(with_code(base, k).model_copy(update={"seed": seed})) for seed in range(asked.seeds)]
        measured.append(runs)
        print(k, np.round(np.array(runs), 2).tolist(), flush=True)
    arrays = {
        "sizes": np.array(SIZES),
        "autoencoder": np.array(measured),  # [sizes, seeds, 2]
        "pca": of_pca(asked.dataset, SIZES),
        "jpeg": of_jpeg(asked.dataset),
    }
    command = f"python -m tests.benchmarks.compression --dataset {asked.dataset} --seeds {asked.seeds}"
    meta = {"command": command, "settings": json.dumps(base.model_dump())}
    FOLDER.mkdir(exist_ok=True)
    safetensors.numpy.save_file(arrays, FOLDER / f"{asked.dataset}.safetensors", meta)


if __name__ == "__main__":
    main()
