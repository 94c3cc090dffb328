"""Measured runs are read from what their commands printed, and sorted into arms."""

import json

import pytest

from core.settings import progan, trainer_spec
from core.settings.base import SettingsError
from core.settings.dcgan import ARMS, GUIDELINES
from core.ui.measured_runs import Run, arms, read_runs
from tests.benchmarks import arms as tool
from tests.core.ui.measured import file_of, record

FRAMES = [(0, 300.0, 0.0), (250, 30.0, 0.5)]


def test_a_run_has_the_settings_that_its_command_names():
    told = record("dcgan", "relu", 3, FRAMES, channels=16)
    assert "preset" not in told["command"]
    run = Run.of(told)
    assert run.settings == trainer_spec("dcgan").parse({"preset": "relu", "seed": 3, "channels": 16})
    assert run.command == told["command"]
    assert [frame["step"] for frame in run.frames] == [0, 250]


def test_a_command_with_settings_that_are_no_more_is_refused():
    with pytest.raises(SettingsError, match="brush: no such setting"):
        Run.of({"command": "python -m core train dcgan brush=2 seed=0 --steps 250", "frames": []})


def test_arms_are_told_by_what_their_presets_change_and_have_their_seeds_in_order(tmp_path):
    records = [record("dcgan", arm.name, seed, FRAMES, channels=16) for seed in (4, 0) for arm in ARMS]
    found = arms(file_of(tmp_path / "runs.jsonl", records), ARMS)
    assert [arm.preset for arm in found] == list(ARMS)
    for arm in found:
        assert arm.seeds == [0, 4]
        assert {run.settings.model_copy(update={"seed": 0}) for run in arm.runs} == {
            trainer_spec("dcgan").parse({"preset": arm.preset.name, "channels": 16})
        }
        assert arm.scalars("frechet").tolist() == [[300, 30], [300, 30]]


def test_what_only_a_growing_network_has_does_not_tell_the_arms_apart(tmp_path):
    records = [record("progan", "growing", 1, FRAMES, stable=50), record("progan", "full_size", 1, FRAMES)]
    growing, full_size = arms(file_of(tmp_path / "runs.jsonl", records), progan.ARMS)
    assert growing.runs[0].settings.growing
    assert not full_size.runs[0].settings.growing


def test_an_arm_of_every_guideline_is_measured_against_all_five():
    assert {name for arm in ARMS for name in arm.changes} == set(GUIDELINES)
    assert [len(arm.changes) for arm in ARMS] == [0, 1, 1, 1, 1, 1]


def test_the_tool_asks_for_every_arm_with_every_seed():
    commands = tool.commands("dcgan", ["guidelines", "relu"], 2, 500, 250)
    assert commands == [
        f"python -m core train dcgan {fields} --steps 500 --every 250 --threads 1"
        for fields in ("seed=0", "seed=1", "leaky=False seed=0", "seed=1 leaky=False")
    ]


def test_the_tool_keeps_the_frames_that_a_command_prints(tmp_path):
    command = "python -m core train linear_ae seed=1 --steps 2 --every 1 --threads 1"
    path = tmp_path / "runs.jsonl"
    path.write_text(tool.train(command) + "\n", "utf-8")
    (run,) = read_runs(path)
    assert run.command == command
    assert [frame["step"] for frame in run.frames] == [0, 1, 2]
    assert all("mse" in frame and "summary" not in frame for frame in run.frames)
    assert json.loads(path.read_text("utf-8")).keys() == {"command", "frames"}


def test_the_tool_ends_where_a_command_does_not_come_to_its_end():
    with pytest.raises(SystemExit, match="linear_ae seed=no: exit status 2"):
        tool.train("python -m core train linear_ae seed=no")
