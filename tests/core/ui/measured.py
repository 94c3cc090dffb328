"""Measured runs for tests: made up, but in the form in which real ones are shipped."""

import json

from core.__main__ import command_line
from core.settings import trainer_spec

FLOORS = {"frechet_floor": 2.0, "coverage_floor": 0.99}


def record(trainer, preset, seed, frames, **fields):
    """A line of a file as a dict; frames: (step, Fréchet distance, work)."""
    spec = trainer_spec(trainer)
    settings = spec.parse({"preset": preset, "seed": seed} | fields)
    told = [
        {"step": step, "frechet": frechet, "coverage": 1 / frechet, "work": work} | FLOORS
        for step, frechet, work in frames
    ]
    return {"command": command_line(spec, settings, frames[-1][0], 250, None, 1), "frames": told}


def file_of(path, records):
    """That file."""
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return path
