"""The trainers from a terminal: `python -m core trainers`, `python -m core train vae latent_dim=2 --steps 500`."""

from __future__ import annotations

import argparse
import fnmatch
import importlib
import json
import shlex
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.runs.recording import Recording, RecordingError
from core.runs.threads import cores, use_threads
from core.settings import TRAINERS, TrainerSpec, trainer_spec
from core.settings.base import Settings, SettingsError, controls_of, shorten
from core.training.trainer import AVERAGED, GENERATOR, OPTIMIZER, Diverged, Trainer, half

FRAMES = 20  # printed where --every is not given


class Parser(argparse.ArgumentParser):
    """argparse, with errors as one line and without the usage block."""

    def error(self, message: str):
        print(f"core: {message}", file=sys.stderr)
        raise SystemExit(2)


def parser() -> Parser:
    """The command line's grammar."""
    main = Parser(prog="python -m core", description=__doc__)
    commands = main.add_subparsers(dest="command", required=True)
    commands.add_parser("trainers", help="every trainer with its fields, defaults and ranges")
    train = commands.add_parser("train", help="train, one JSON object a frame on standard output")
    train.add_argument("trainer")
    train.add_argument("fields", nargs="*", default=[], metavar="field=value", help="preset=NAME starts from a preset")
    train.add_argument("--steps", type=positive, help="optimisation steps (default: the planned number)")
    train.add_argument("--every", type=positive, help="steps between frames (default: 20 frames in all)")
    train.add_argument("--first", type=positive, help="a step before that with a frame of its own: the run's beginning")
    train.add_argument("--out", type=Path, help="write the recording, with the final weights, to this file")
    left_out = train.add_mutually_exclusive_group()
    left_out.add_argument("--without-weights", action="store_true", help="leave the weights out of the recording")
    left_out.add_argument(
        "--without-optimizer", action="store_true", help="leave out what the optimizer remembers: two thirds of most"
    )
    train.add_argument(
        "--averaged",
        action="store_true",
        help="of a generator and its average keep the average alone, which is what is shown and measured",
    )
    train.add_argument(
        "--half",
        action="store_true",
        help="round the final weights to half precision, for a recording of half the size",
    )
    train.add_argument("--arrays", type=patterns, help="keep only these arrays of a frame: names as seed_*,mode_shares")
    train.add_argument("--threads", type=positive, help="processor threads (default: what the model can use)")
    report = commands.add_parser("report", help="measure a recording's generator of faces, in a JSON file beside it")
    report.add_argument("recording", type=Path)
    return main


def positive(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{shorten(text)}: allowed is a whole number from 1")
    return int(text)


def patterns(text: str) -> list[str]:
    """Names of arrays, in which * stands for anything."""
    return text.split(",")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    grammar = parser()
    options, later = grammar.parse_known_args(arguments)
    if options.command == "train" and not any(word.startswith("-") for word in later):
        options.fields += later  # fields may also stand after the options, which argparse alone does not take
    elif later:
        grammar.error(f"unrecognized arguments: {shorten(' '.join(later))}")
    try:
        if options.command == "trainers":
            return list_trainers()
        if options.command == "report":
            return report(options.recording)
        return train(options)
    except (SettingsError, RecordingError, OSError) as error:
        return fail(str(error), 2)


def fail(message: str, status: int) -> int:
    """Say on one line why it ends here."""
    print(f"core: {message}", file=sys.stderr)
    return status


def list_trainers() -> int:
    """Print every trainer with its fields and presets."""
    for spec in TRAINERS.values():
        print(f"{spec.name}: {spec.title}")
        for control in controls_of(spec.settings):
            print(f"  {control.name}={control.default}    {control.allowed}. {control.help}")
        for preset in spec.presets:
            changes = " ".join(f"{name}={value}" for name, value in preset.changes.items())
            print(f"  preset={preset.name}    {preset.title}: {changes or 'the defaults'}")
    return 0


def train(options: argparse.Namespace) -> int:
    """Train as asked, printing frames; a diverged run ends with status 1 and its recording up to there."""
    spec = trainer_spec(options.trainer)
    settings = spec.parse(fields(options.fields))
    steps = options.steps or settings.steps
    every = options.every or max(1, steps // FRAMES)
    if options.out and not options.out.parent.is_dir():
        raise SettingsError(f"--out {options.out}: the folder {options.out.parent} does not exist")
    if options.out and options.out.is_dir():
        raise SettingsError(f"--out {options.out}: a folder; allowed is the name of a file")
    trainer = make_trainer(spec, settings)
    if options.averaged:
        averaged_alone(trainer.state())  # an error now, not when it is trained
    threads = options.threads or min(cores(), trainer.most_threads)
    use_threads(threads)
    facts, arrays = trainer.static()
    meta = {"command": command_line(spec, settings, steps, every, options.first, threads)}
    recording = Recording(spec.name, settings.model_dump(), facts, arrays, meta=meta)
    status = 0
    started = time.perf_counter()
    record(recording, trainer, options.arrays)
    try:
        for _ in range(steps):
            trainer.step()
            if options.half and trainer.step_count == steps:
                trainer.load(in_half(trainer.state()))  # so that what is measured is what is kept
            if trainer.step_count % every == 0 or trainer.step_count in (options.first, steps):
                record(recording, trainer, options.arrays)
                print(f"step {trainer.step_count} of {steps}", file=sys.stderr)
    except Diverged as error:
        status = fail(f"{error}; a smaller learning rate usually helps", 1)
    seconds = time.perf_counter() - started
    summary = {
        "summary": True,
        "step": recording.frames[-1].step,
        **(trainer.evaluate() if status == 0 else recording.frames[-1].scalars),
        "seconds": round(seconds, 3),
        "steps_per_second": round(trainer.step_count / seconds, 1),
    }
    print(json.dumps(summary))
    if options.out:
        recording.meta["summary"] = summary
        if options.without_weights:
            recording.weights = {}
        if options.without_optimizer:
            recording.weights = {k: v for k, v in recording.weights.items() if OPTIMIZER not in k}
        if options.averaged:
            recording.weights = averaged_alone(recording.weights)
        if options.half:
            recording.weights = in_half(recording.weights)
        recording.save(options.out)
    return status


def in_half(state: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Weights as float16, which `load` takes too. What optimizers remember stays: its squares would be lost."""
    return {k: half(v) if v.dtype == np.float32 and OPTIMIZER not in k else v for k, v in state.items()}


def averaged_alone(state: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Without the generator whose average is there. Raises SettingsError where nothing is averaged."""
    if not any(name.startswith(AVERAGED) for name in state):
        raise SettingsError("--averaged: this trainer keeps no average of a generator")
    return {name: value for name, value in state.items() if not name.startswith(GENERATOR)}


def report(path: Path) -> int:
    """Write what a recorded generator of faces is worth to a JSON file of the recording's name, and print it."""
    from core.training import face_report
    from core.training.face_gan import FaceGANTrainer

    recording = Recording.load(path)
    spec = trainer_spec(recording.trainer)
    trained, untrained = (make_trainer(spec, spec.parse(recording.settings)) for _ in range(2))
    if not isinstance(trained, FaceGANTrainer):
        raise SettingsError(f"{path}: {spec.name} makes no faces")
    use_threads(1)
    try:
        trained.load(recording.weights)
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from error
    trained.step_count = recording.frames[-1].step
    untrained.prepare(trained.step_count)  # grown as far as the trained one: the same networks, with first weights
    facts = {
        "command": recording.meta["command"],
        "seed": recording.settings["seed"],
        "steps": trained.step_count,
        **face_report.report(trained, untrained),
        **trained.report(),
    }
    text = json.dumps(facts, indent=1)
    path.with_suffix(".json").write_text(text + "\n", "utf-8")
    print(text)
    return 0


def fields(words: list[str]) -> dict[str, str]:
    """["beta=4", …] as a dict. Raises SettingsError for a word that is not field=value."""
    pairs = [word.partition("=") for word in words]
    for name, equals, _ in pairs:
        if not equals:
            raise SettingsError(f"{shorten(name)}: expected field=value")
    return {name: value for name, _, value in pairs}


def make_trainer(spec: TrainerSpec, settings: Settings) -> Trainer:
    """Import torch and the trainer, and build it. Raises SettingsError where its data cannot be had."""
    module, name = spec.location.split(":")
    trainer_class = getattr(importlib.import_module(module), name)
    from core.data.base import DataError

    try:
        return trainer_class(settings)
    except DataError as error:
        raise SettingsError(str(error)) from error


def record(recording: Recording, trainer: Trainer, names: list[str] | None) -> None:
    """Keep a frame (of its arrays those named) and the weights that go with it, and print the frame's numbers.

    Raises Diverged, nothing kept; SettingsError for a name that no array has.
    """
    frame, state = trainer.snapshot()
    recording.add(replace(frame, arrays=named(frame.arrays, names)))
    recording.weights = state
    print(json.dumps({"step": frame.step, **frame.scalars}), flush=True)


def named(arrays: Mapping[str, np.ndarray], names: list[str] | None) -> Mapping[str, np.ndarray]:
    """The arrays with these names, all where none are given. Raises SettingsError for a name that fits none."""
    if names is None:
        return arrays
    for name in names:
        if not fnmatch.filter(arrays, name):
            raise SettingsError(f"--arrays {shorten(name)}: no such array; there are {', '.join(sorted(arrays))}")
    return {name: array for name, array in arrays.items() if any(fnmatch.fnmatchcase(name, n) for n in names)}


def command_line(spec: TrainerSpec, settings: Settings, steps: int, every: int, first: int | None, threads: int) -> str:
    """The command that repeats this run."""
    given = settings.model_dump(exclude_defaults=True) | {"seed": settings.seed}
    words = [shlex.quote(f"{name}={value}") for name, value in given.items()]
    words += ["--steps", steps, "--every", every, *(["--first", first] if first else []), "--threads", threads]
    return " ".join(["python -m core train", spec.name, *map(str, words)])


if __name__ == "__main__":
    raise SystemExit(main())
