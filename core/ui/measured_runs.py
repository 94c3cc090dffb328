"""Runs that were trained once for a comparison, a JSON line a run, shipped with the commands that train them again.

A line is {"command": …, "frames": [{"step": 0, "frechet": …, …}, …]}: what `python -m core train` printed, but for its
summary. `tests/benchmarks/arms.py` writes such files.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core.settings import trainer_spec
from core.settings.base import Preset, Settings


@dataclass(frozen=True, eq=False)
class Run:
    """One of them."""

    command: str
    settings: Settings
    frames: Sequence[dict[str, float]]  # scalars by name, `step` among them

    @staticmethod
    def of(record: dict[str, Any]) -> Run:
        """What a line holds. Raises SettingsError where there are no such settings any more."""
        trainer, *words = shlex.split(record["command"])[4:]  # behind `python -m core train`
        fields = dict(word.split("=", 1) for word in words if "=" in word)
        return Run(record["command"], trainer_spec(trainer).parse(fields), record["frames"])


@dataclass(frozen=True, eq=False)
class Arm:
    """The runs with one preset, which differ in nothing but the seed."""

    preset: Preset
    runs: Sequence[Run]  # [S], seeds in rising order

    @property
    def seeds(self) -> list[int]:
        """[S]."""
        return [run.settings.seed for run in self.runs]

    def scalars(self, name: str) -> np.ndarray:
        """A scalar in all frames of all runs: [S, T]."""
        return np.array([[frame[name] for frame in run.frames] for run in self.runs], float)


@cache
def read_runs(path: Path) -> tuple[Run, ...]:
    """All runs in that file."""
    return tuple(Run.of(json.loads(line)) for line in path.read_text("utf-8").splitlines())


def arms(path: Path, presets: Sequence[Preset]) -> list[Arm]:
    """The runs of each of these presets. An arm is told by the fields that any of the presets changes."""
    varied = {name for preset in presets for name in preset.changes}
    found = []
    for preset in presets:
        runs = [run for run in read_runs(path) if _changes(run.settings, varied) == preset.changes]
        found.append(Arm(preset, sorted(runs, key=lambda run: run.settings.seed)))
    return found


def _changes(settings: Settings, names: set[str]) -> dict[str, Any]:
    """Those of these fields that do not have their default."""
    return {name: value for name, value in settings.model_dump(exclude_defaults=True).items() if name in names}
