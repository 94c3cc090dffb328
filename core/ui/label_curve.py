"""The gain over the number of labels: what was measured once, and shipped with the command that measures it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from safetensors import safe_open

from core.ui.catalog import ROOT

FOLDER = ROOT / "assets" / "pretraining"
MEASURED = ("digits", "mnist")  # data sets


@dataclass(frozen=True, eq=False)
class LabelCurve:
    """Accuracies for several numbers of labels."""

    settings: Mapping[str, Any]
    command: str
    arrays: Mapping[str, np.ndarray]  # counts [T]; scratch, frozen, finetuned [T, S]

    @property
    def classifier_steps(self) -> int:
        """Steps of each classifier."""
        return self.settings["steps"] - self.settings["pretraining"]


@cache
def label_curve(dataset: str) -> LabelCurve:
    """The measurement on that data set."""
    with safe_open(FOLDER / f"{dataset}.safetensors", "numpy") as file:
        metadata = file.metadata()
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (it is no dictionary)
    return LabelCurve(json.loads(metadata["settings"]), metadata["command"], arrays)
