"""Measures what pretraining gains with few labels and with many: the same autoencoders, other classifiers.

    python -m core.training.label_curve preset=deep seed=0 --out assets/pretraining/digits.safetensors

Fields are those of `python -m core train pretraining`; the labels are COUNTS. The autoencoders do not depend on them,
so they are trained once, and each row is what a run with so many labels comes to at its last planned step.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from core.settings import trainer_spec
from core.settings.pretraining import PretrainingSettings
from core.training.classifiers import ARMS
from core.training.pretraining import PretrainingTrainer

COUNTS = (10, 20, 50, 100, 200, 500, 1000)


def label_curve(settings: PretrainingSettings, counts: Sequence[int] = COUNTS) -> dict[str, np.ndarray]:
    """The accuracies on the test images for n in `counts`: counts [T], and for each arm float32 [T, S]."""
    first = PretrainingTrainer(settings)
    while first.step_count < settings.pretraining:
        first.step()
    rows = []
    for n in counts:
        trainer = PretrainingTrainer(settings.model_copy(update={"labels": n}))
        trainer.load(first.state())
        trainer.step_count = first.step_count
        while trainer.step_count < settings.steps:
            trainer.step()
        rows.append(trainer.accuracies(trainer.test, trainer.test_labels))
        print(f"{n} labels: {', '.join(f'{a} {v:.3f}' for a, v in zip(ARMS, rows[-1].mean(1), strict=True))}")
    return {"counts": np.array(counts)} | dict(zip(ARMS, np.stack(rows, axis=1).astype(np.float32), strict=True))


def main(arguments: list[str] | None = None) -> None:
    """Measure and write the file."""
    grammar = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    grammar.add_argument("fields", nargs="*", metavar="field=value")
    grammar.add_argument("--out", type=Path, required=True)
    options = grammar.parse_args(arguments)
    torch.set_num_threads(1)
    settings = trainer_spec("pretraining").parse(dict(word.partition("=")[::2] for word in options.fields))
    words = [*options.fields, "--out", options.out.as_posix()]
    metadata = {
        "command": shlex.join(["python", "-m", "core.training.label_curve", *words]),
        "settings": json.dumps(settings.model_dump()),
    }
    save_file(label_curve(settings), options.out, metadata)


if __name__ == "__main__":
    sys.exit(main())
