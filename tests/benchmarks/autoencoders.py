"""Steps a second of our trainers of images against the same model in a plain PyTorch loop.

    python -m tests.benchmarks.autoencoders [--quick] [--threads N] [--rounds N] [case …]

A case is named by its name or the beginning of it, as `conv`; none named: all of them.
- ours: the trainer's step(), as it runs behind the page.
- plain: PyTorch's own modules, losses, backward, torch.optim.Adam as it comes (`plain_…`); the examples are one
  tensor in memory and of the same float type, a batch is an index into it, each epoch in a new order.
Interleaved: each round trains both for a moment each, in one process with the same threads; one ratio a round. With one
thread, as without --threads, seconds are those of the processor in this process, so that others don't count.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from core.__main__ import fields, make_trainer
from core.settings import trainer_spec
from core.settings.base import SettingsError
from core.training.trainer import Trainer
from tests.benchmarks import plain_gan, plain_loops
from tests.benchmarks.support import arguments, ratios, spread, table
from tests.benchmarks.training import steps_a_second

MOMENT = 0.1  # seconds that a way trains in a round


@dataclass(frozen=True)
class Case:
    """A trainer with its settings, and the plain loop that it is measured beside."""

    title: str
    trainer: str
    fields: str  # as `python -m core train` takes them
    plain: Callable[[Trainer], Iterator[None]]
    wanted: float = 1.25  # of ours ÷ plain; 1 where nearly all of a step is PyTorch's own convolutions or cells


CASES = {
    "linear-plane": Case("plane 3-2, all 1,000 points a step", "linear_ae", "", plain_loops.linear),
    "linear-digits-all": Case(
        "digits 64-8, all 1,500 images a step", "linear_ae", "dataset=digits latent_dim=8", plain_loops.linear
    ),
    "linear-digits": Case(
        "digits 64-8, 128 images a step",
        "linear_ae",
        "dataset=digits latent_dim=8 batch_size=128",
        plain_loops.linear,
    ),
    "linear-bent": Case(
        "digits 64-64-8 tanh, 128 images a step",
        "linear_ae",
        "dataset=digits latent_dim=8 batch_size=128 hidden=64 activation=tanh",
        plain_loops.linear,
    ),
    "stacked-digits": Case("digits 64-32-8 selu, 128 images a step", "stacked_ae", "", plain_loops.stacked),
    "stacked-tied": Case(
        "digits 64-32-8 selu, tied, 128 images a step", "stacked_ae", "preset=tied", plain_loops.stacked
    ),
    "stacked-mnist": Case(
        "MNIST 784-100-30 selu, 128 images a step", "stacked_ae", "preset=lecture", plain_loops.stacked
    ),
    "pretraining-digits": Case(
        "8 copies, digits 64-24-24-12 sigmoid, 30 % of the pixels off, 128 images a step",
        "pretraining",
        "pretraining=20000",
        plain_loops.pretraining,
    ),
    "pretraining-whole": Case(
        "8 copies, the same without pixels off",
        "pretraining",
        "pretraining=20000 corruption=0",
        plain_loops.pretraining,
    ),
    "conv-digits": Case(
        "digits, strided and transposed, 64 images a step", "conv_ae", "", plain_loops.convolutional, wanted=1
    ),
    "conv-pooling": Case(
        "digits, pooling and unpooling, 64 images a step",
        "conv_ae",
        "preset=switches",
        plain_loops.convolutional,
        wanted=1,
    ),
    "conv-mnist": Case(
        "MNIST, 16 maps, strided and transposed, 64 images a step",
        "conv_ae",
        "preset=mnist30",
        plain_loops.convolutional,
        wanted=1,
    ),
    "recurrent-lstm": Case(
        "digits in rows, LSTM 32-8-32, 64 images a step", "recurrent_ae", "", plain_loops.recurrent, wanted=1
    ),
    "recurrent-gru": Case(
        "digits in rows, GRU 32-8-32, 64 images a step", "recurrent_ae", "preset=gru", plain_loops.recurrent, wanted=1
    ),
    "recurrent-mnist": Case(
        "MNIST in rows, LSTM 100-30-100, 32 images a step",
        "recurrent_ae",
        "preset=lecture",
        plain_loops.recurrent,
        wanted=1,
    ),
    "denoising-gaussian": Case(
        "digits 64-96 relu, Gaussian noise, 128 images a step", "denoising_ae", "", plain_loops.denoising
    ),
    "denoising-off": Case(
        "digits 64-96 relu, half the pixels off, 128 images a step",
        "denoising_ae",
        "preset=off",
        plain_loops.denoising,
    ),
    "denoising-field": Case(
        "points 2-64-64 tanh, Gaussian noise, 512 points a step", "denoising_ae", "preset=field", plain_loops.denoising
    ),
    "denoising-mnist": Case(
        "MNIST 784-512 relu, dropout, 128 images a step",
        "denoising_ae",
        "dataset=mnist corruption=dropout layers=512 learning_rate=3e-3",
        plain_loops.denoising,
    ),
    "sparse-digits": Case(
        "digits 64-40-100 sparse, KL, 128 images a step", "sparse_ae", "preset=kl", plain_loops.sparse
    ),
    "sparse-mnist": Case(
        "MNIST 784-100-300 sparse, KL, 128 images a step", "sparse_ae", "preset=lecture", plain_loops.sparse
    ),
    "sparse-patches": Case(
        "patches 144-144 sparse, KL, 256 patches a step", "sparse_ae", "preset=edges", plain_loops.sparse
    ),
    "dcgan": Case("faces of 32×32, 32 a step", "dcgan", "examples=320", plain_gan.faces, wanted=1),
    "progan": Case("fully grown, 32 a step", "progan", "growing=false examples=320", plain_gan.faces, wanted=1),
    "stylegan": Case("faces of 32×32 by styles, 32 a step", "stylegan", "examples=320", plain_gan.faces, wanted=1),
}


def ours(trainer: Trainer) -> Iterator[None]:
    """A generator that trains one step at each turn, as the plain loops are."""
    while True:
        yield trainer.step()


def compare(case: Case, rounds: int, clock: Callable[[], float]) -> None:
    """Interleave the two ways and print their table. Raises SettingsError where the data cannot be had."""
    spec = trainer_spec(case.trainer)
    settings = spec.parse(fields(case.fields.split()))
    ways = {name: way(make_trainer(spec, settings)) for name, way in (("ours", ours), ("plain", case.plain))}
    for steps in ways.values():
        steps_a_second(steps, MOMENT, clock)  # the first steps set things up
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, steps in ways.items():
            rates[name].append(steps_a_second(steps, MOMENT, clock))
    rows = [(f"{name}, steps/s", spread(values, ".0f")) for name, values in rates.items()]
    ratio = spread(ratios(rates["ours"], rates["plain"]))
    table(case.title, [*rows, ("ours ÷ plain", ratio, f"≥ {case.wanted:g}")])


def chosen(names: list[str]) -> list[Case]:
    """The cases whose names begin so. Ends the program at a name that none begins with."""
    for name in names:
        if not any(known.startswith(name) for known in CASES):
            raise SystemExit(f"{name}: no such case; there are {', '.join(CASES)}")
    return [case for known, case in CASES.items() if not names or known.startswith(tuple(names))]


def main() -> None:
    """Run it."""
    grammar = arguments(__doc__, threads=1, rounds=50)
    grammar.add_argument("case", nargs="*", help=f"the beginning of a name; there are {', '.join(CASES)}")
    asked = grammar.parse_args()
    cases = chosen(asked.case)
    torch.set_num_threads(asked.threads)
    rounds, clock = 5 if asked.quick else asked.rounds, time.process_time if asked.threads == 1 else time.perf_counter
    print(f"torch {torch.__version__}, {asked.threads} threads, {os.cpu_count()} cores")
    for case in cases:
        try:
            compare(case, rounds, clock)
        except SettingsError as error:
            print(f"\n{case.title}\n  left out: {error}")


if __name__ == "__main__":
    main()
