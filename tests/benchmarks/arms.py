"""Trains the arms of a measured comparison over seeds and keeps what is printed, a JSON line a run.

    python -m tests.benchmarks.arms progan growing full_size --seeds 5 --steps 2500 --every 250 --out FILE [--jobs 2]

The arms are presets of the trainer. A run whose command stands in FILE already is not trained again: an interrupted
measurement goes on, and more seeds or arms come behind. core/ui/measured_runs.py reads such files.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.__main__ import command_line
from core.settings import trainer_spec
from tests.benchmarks.support import ROOT


def commands(trainer: str, presets: Sequence[str], seeds: int, steps: int, every: int) -> list[str]:
    """What trains each arm with each seed, on one thread: the same numbers come again."""
    spec = trainer_spec(trainer)
    settings = [spec.parse({"preset": preset, "seed": seed}) for preset in presets for seed in range(seeds)]
    return [command_line(spec, one, steps, every, None, 1) for one in settings]


def line(command: str, printed: str) -> str:
    """A run as the file holds it: all frames that its command printed, without the summary."""
    lines = [json.loads(text) for text in printed.splitlines()]
    return json.dumps({"command": command, "frames": [frame for frame in lines if "summary" not in frame]})


def train(command: str) -> str:
    """The line of that command's run. Ends here where it does not come to its end."""
    done = subprocess.run([sys.executable, *shlex.split(command)[1:]], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{command}: exit status {done.returncode}")
    return line(command, done.stdout)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trainer")
    parser.add_argument("presets", nargs="+")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--every", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    asked = parser.parse_args()
    asked.out.touch()
    there = {json.loads(text)["command"] for text in asked.out.read_text("utf-8").splitlines()}
    every = commands(asked.trainer, asked.presets, asked.seeds, asked.steps, asked.every)
    with ThreadPoolExecutor(asked.jobs) as jobs, asked.out.open("a", encoding="utf-8") as file:
        for text in jobs.map(train, [command for command in every if command not in there]):
            print(text, file=file, flush=True)


if __name__ == "__main__":
    main()
