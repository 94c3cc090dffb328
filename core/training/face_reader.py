"""Trains the network that reads attributes off faces, and measures how well it does.

    python -m core.training.face_reader --steps 4000 --seed 0 --out assets/checkpoints/reader.safetensors

Every step takes faces that were never drawn before, and spoils them a little: generated faces are not as clean as drawn
ones and are to be read as well. Beside the weights (half precision) the file keeps the mean and covariance of the
features of 5,000 real test faces; a JSON file of the same name tells its accuracy on them, attribute by attribute, and
the noise floors of the measures in `face_measures`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor
from torch.nn.functional import avg_pool2d, binary_cross_entropy_with_logits, cross_entropy

from core.data.faces import ATTRIBUTES, SIDES, TRAIN_FACES, faces
from core.models.face_reader import SIDE, FaceReader
from core.objectives.frechet import Gaussian
from core.training.face_measures import DIGITS, REFERENCE, floors
from core.training.face_pixels import to_pixels
from core.training.face_reading import (
    SPOILED,
    Reader,
    Reading,
    network,
    pixels,
    reader_of,
    shows,
    weights_of,
)
from core.training.optimizers import Optimizer

BATCH = 64
LEARNING_RATE = 2e-3  # at first; a cosine takes it to 0
NUMBER_VARIANCE = 1 / 3  # of what is uniform in −1…1
AMOUNT_VARIANCE = 1 / 12  # of what is uniform in 0…1
NOISE, TINT, LIGHT = 0.12, 0.08, 0.06  # what spoils a face at most: see `spoiled`


def spoiled(x: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Faces [N, 3, S, S] in −1…1 with blur, tint and noise, each by other amounts, and how much: [N, 2] in 0…1.

    Half of them are blurred, at most to the mean of 3 × 3 pixels; noise is normal with a standard deviation of at most
    NOISE; a colour's contrast changes by at most TINT of itself and its brightness by at most LIGHT.
    """

    def uniform(*shape: int) -> Tensor:
        return torch.rand(len(x), *shape, 1, 1, generator=generator)

    blur = (2 * uniform(1) - 1).relu()
    x = x + blur * (avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False) - x)
    x = x * (1 + TINT * (2 * uniform(3) - 1)) + LIGHT * (2 * uniform(3) - 1)
    noise = uniform(1)
    x = x + NOISE * noise * torch.randn(x.shape, generator=generator)
    return x, torch.cat([blur, noise], 1).flatten(1)


def loss(told: dict[str, Tensor], attributes: dict[str, np.ndarray], amounts: Tensor) -> Tensor:
    """Sum over the attributes: cross-entropies in nats, and the share of a number's variance that is not explained.

    told: [N, K] by name.   attributes: [N] by name.   amounts: [N, 2] of blur and noise, which are numbers, too: what
    features need not tell they forget, and a distance in them would not see it.
    A bald head has no hair colour to be told.
    """
    total = (told[SPOILED] - amounts).square().mean(0).sum() / AMOUNT_VARIANCE
    for attribute in ATTRIBUTES:
        output, wanted = told[attribute.name], torch.from_numpy(attributes[attribute.name])
        if attribute.kind == "number":
            total = total + (output[:, 0] - wanted).square().mean() / NUMBER_VARIANCE
        elif attribute.kind == "flag":
            total = total + binary_cross_entropy_with_logits(output[:, 0], wanted.float())
        else:
            there = torch.from_numpy(shows(attribute.name, attributes))
            total = total + cross_entropy(output[there], wanted[there].long())
    return total


def train(steps: int, seed: int) -> FaceReader:
    """Train a new network on BATCH fresh faces a step."""
    model, generator = network(seed), torch.Generator().manual_seed(seed)
    parameters = list(model.parameters())
    optimizer = Optimizer("adam", parameters)
    for step in range(steps):
        first = TRAIN_FACES + (seed * steps + step) * BATCH  # behind all that a generator may learn from
        drawn = faces(range(first, first + BATCH), SIDE)
        x, amounts = spoiled(pixels(drawn.images), generator)
        error = loss(model(x), drawn.attributes, amounts)
        rate = LEARNING_RATE * (1 + math.cos(math.pi * step / steps)) / 2
        optimizer.step(torch.autograd.grad(error, parameters), rate)
        if (step + 1) % 200 == 0:
            print(f"step {step + 1} of {steps}: loss {error.item():.3f}", file=sys.stderr)
    return model


def accuracies(reading: Reading, attributes: dict[str, np.ndarray]) -> dict[str, dict[str, float]]:
    """How well a reading tells the truth, attribute by attribute.

    Choices and flags: accuracy, the share told right of the faces that show them, beside that of always guessing the
    commonest. Numbers: R² (the explained share of the variance), and the mean and root mean square error.
    """
    found = {}
    for attribute in ATTRIBUTES:
        told, true = reading.values[attribute.name], attributes[attribute.name]
        if attribute.kind == "number":
            error = told - true
            found[attribute.name] = {
                "r2": round(float(1 - np.square(error).mean() / true.var()), DIGITS),
                "mean_error": round(float(np.abs(error).mean()), DIGITS),
                "rms_error": round(float(np.sqrt(np.square(error).mean())), DIGITS),
            }
        else:
            there = shows(attribute.name, attributes)
            found[attribute.name] = {
                "accuracy": round(float((told == true)[there].mean()), DIGITS),
                "guessing": max(attribute.shares),
            }
    return found


def described(reader: Reader) -> tuple[dict[str, np.ndarray], dict[str, dict]]:
    """What a reader makes of drawn test faces of both sides: (features' means and covariances, accuracies and floors).

    Also the accuracies on spoiled ones, of 32 × 32.
    """
    arrays, facts = {}, {"test_faces": REFERENCE, "attributes": {}, "floors": {}}
    for side in SIDES:
        drawn = faces(range(REFERENCE), side, "test")
        features = reader.features(drawn.images)
        reference = Gaussian.of(features)
        arrays |= {f"mean.{side}": reference.mean, f"covariance.{side}": reference.covariance}
        facts["attributes"][str(side)] = accuracies(reader.read_features(features), drawn.attributes)
        facts["floors"][str(side)] = floors(reader, side, reference)
        if side == SIDE:
            x, _ = spoiled(pixels(drawn.images), torch.Generator().manual_seed(0))
            facts["attributes"]["spoiled"] = accuracies(
                reader.read(to_pixels(x).reshape(drawn.images.shape)), drawn.attributes
            )
    return {name: array.astype(np.float32) for name, array in arrays.items()}, facts


def main(arguments: list[str] | None = None) -> None:
    """Train, measure, and write both files."""
    grammar = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    grammar.add_argument("--steps", type=int, default=4000, help=f"of {BATCH} faces each")
    grammar.add_argument("--seed", type=int, default=0)
    grammar.add_argument("--out", type=Path, required=True, help="the .safetensors file; the .json comes beside it")
    options = grammar.parse_args(arguments)
    torch.set_num_threads(1)
    words = [f"--steps {options.steps}", f"--seed {options.seed}", f"--out {options.out.as_posix()}"]
    made = {
        "command": " ".join(["python -m core.training.face_reader", *words]),
        "seed": options.seed,
        "steps": options.steps,
    }
    weights = weights_of(train(options.steps, options.seed))
    arrays, facts = described(reader_of(weights))  # as it is kept, in half precision
    save_file(weights | arrays, options.out, {name: str(value) for name, value in made.items()})
    made["parameters"] = sum(array.size for array in weights.values())
    options.out.with_suffix(".json").write_text(json.dumps(made | facts, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
