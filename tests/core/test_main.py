"""The command line: what it lists, what it prints, what it keeps, and one line for everything that goes wrong."""

import json
import math
import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.__main__ import main
from core.data import mnist
from core.runs.recording import Recording
from core.settings import TRAINERS, TrainerSpec, trainer_spec
from core.settings.base import controls_of
from core.settings.faces import FaceGANSettings
from core.training import face_report
from core.training.vae import VAETrainer
from tests.core.training.test_face_gan import ToyTrainer

ROOT = Path(__file__).resolve().parents[2]
TINY = ["width=8", "depth=1", "batch_size=8"]


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """No data folder, an empty cache, nothing that listens; torch's number of threads as before."""
    threads = torch.get_num_threads()
    monkeypatch.delenv("EXPLORER_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name, family in list(mnist.FAMILIES.items()):
        monkeypatch.setitem(mnist.FAMILIES, name, replace(family, url="http://127.0.0.1:1/"))
    yield
    torch.set_num_threads(threads)


def strict(text: str):
    """JSON as the standard has it: without NaN and Infinity."""

    def refuse(word):
        raise AssertionError(f"{word} in {text}")

    return json.loads(text, parse_constant=refuse)


@pytest.fixture
def run(capsys):
    """Runs a command in this process: (exit status, its JSON lines, its standard error)."""

    def run(*words: str) -> tuple[int, list[dict], str]:
        try:
            status = main(list(words))
        except SystemExit as end:
            status = end.code
        out, err = capsys.readouterr()
        return status, [strict(line) for line in out.splitlines()], err

    return run


# ---- trainers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", TRAINERS.values(), ids=TRAINERS)
def test_trainers_lists_every_field_with_default_range_and_help(capsys, spec):
    assert main(["trainers"]) == 0
    text = capsys.readouterr().out
    assert f"{spec.name}: {spec.title}" in text
    for control in controls_of(spec.settings):
        assert f"  {control.name}={control.default}    {control.allowed}. {control.help}" in text.splitlines()
    for preset in spec.presets:
        own = text.partition(f"{spec.name}: {spec.title}")[2].splitlines()
        line = next(line for line in own if line.startswith(f"  preset={preset.name} "))
        assert all(f"{name}={value}" in line for name, value in preset.changes.items())


# ---- train ----------------------------------------------------------------------------------------------------------


def test_train_prints_a_line_a_frame_and_a_summary(run):
    status, lines, err = run("train", "vae", *TINY, "--steps", "6", "--every", "2")
    assert status == 0
    *frames, summary = lines
    assert [line["step"] for line in frames] == [0, 2, 4, 6]
    assert all("summary" not in line and math.isfinite(line["test_elbo"]) for line in frames)
    assert (summary["summary"], summary["step"]) == (True, 6)
    assert summary["seconds"] > 0
    assert summary["steps_per_second"] > 0
    assert "step 6 of 6" in err


def test_the_summary_measures_all_images(run):
    _, lines, _ = run("train", "vae", *TINY, "seed=4", "--steps", "3")
    trainer = VAETrainer(trainer_spec("vae").parse({"width": 8, "depth": 1, "batch_size": 8, "seed": 4}))
    for _ in range(3):
        trainer.step()
    for name, value in trainer.evaluate().items():
        assert lines[-1][name] == pytest.approx(value, rel=1e-4)


def test_the_last_step_has_a_frame_where_the_spacing_does_not_fit(run):
    _, lines, _ = run("train", "vae", *TINY, "--steps", "5", "--every", "3")
    assert [line["step"] for line in lines[:-1]] == [0, 3, 5]


def test_a_first_frame_may_stand_before_the_others_and_is_part_of_the_command(run, tmp_path):
    out = tmp_path / "run.safetensors"
    _, lines, _ = run("train", "vae", *TINY, "--steps", "6", "--every", "3", "--first", "2", "--out", str(out))
    assert [line["step"] for line in lines[:-1]] == [0, 2, 3, 6]
    assert "--steps 6 --every 3 --first 2 --threads" in Recording.load(out).meta["command"]


def test_without_steps_it_trains_the_planned_number(run):
    _, lines, _ = run("train", "vae", *TINY, "steps=40")
    assert [line["step"] for line in lines[:-1]] == list(range(0, 41, 2))


def test_the_same_seed_prints_the_same_numbers(run):
    first, again, other = (run("train", "vae", *TINY, f"seed={seed}", "--steps", "3")[1][:-1] for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_fields_may_stand_before_and_after_the_options(run):
    before = run("train", "vae", *TINY, "beta=4", "--steps", "2")[1][:-1]
    after = run("train", "vae", "--steps", "2", *TINY, "beta=4")[1][:-1]
    assert before == after


def test_a_preset_is_a_start_that_further_fields_override(run, tmp_path):
    out = tmp_path / "run.safetensors"
    assert run("train", "vae", "preset=collapse", "beta=3", "seed=9", "--steps", "1", "--out", str(out))[0] == 0
    settings = Recording.load(out).settings
    assert settings == trainer_spec("vae").parse({"preset": "collapse", "beta": 3, "seed": 9}).model_dump()


def test_weights_can_be_left_out(run, tmp_path):
    out = tmp_path / "run.safetensors"
    assert run("train", "vae", *TINY, "--steps", "2", "--without-weights", "--out", str(out))[0] == 0
    recording = Recording.load(out)
    assert recording.weights == {}
    assert recording.frames[-1].step == 2


def test_a_recording_can_keep_some_arrays_only(run, tmp_path):
    out = tmp_path / "run.safetensors"
    words = ["train", "gan2d", "seeds=2", "g_width=4", "d_width=4", "--steps", "2", "--every", "1", "--out", str(out)]
    assert run(*words, "--arrays", "seed_w1,mode_*")[0] == 0
    recording = Recording.load(out)
    assert [set(frame.arrays) for frame in recording.frames] == [{"seed_w1", "mode_shares"}] * 3
    assert "w1" in recording.frames[0].scalars
    status, _, errors = run(*words, "--arrays", "seed_w1,color")
    assert status == 2
    assert errors.startswith("core: --arrays color: no such array; there are gradients, mesh, mode_shares, points, ")
    assert errors.count("\n") == 1


def test_what_the_optimizer_remembers_can_be_left_out_and_begins_anew(run, tmp_path):
    out = tmp_path / "run.safetensors"
    assert run("train", "vae", *TINY, "--steps", "2", "--without-optimizer", "--out", str(out))[0] == 0
    recording = Recording.load(out)
    settings = trainer_spec("vae").parse(recording.settings)
    trained, fresh = VAETrainer(settings), VAETrainer(settings)
    for trainer in (trained, fresh):
        trainer.step()
    trained.load(recording.weights)
    assert trained.observe().scalars["test_kl"] == pytest.approx(recording.frames[-1].scalars["test_kl"])
    remembered = {name: array for name, array in trained.state().items() if name.startswith("optimizer.")}
    assert remembered.keys() == fresh.state().keys() - recording.weights.keys()
    assert all((array == 0).all() for array in remembered.values())


def test_of_a_generator_the_average_alone_can_be_kept(run, tmp_path):
    out = tmp_path / "run.safetensors"
    words = ["train", "dcgan", "channels=8", "examples=100", "batch_size=8", "--steps", "2", "--averaged"]
    assert run(*words, "--without-optimizer", "--out", str(out))[0] == 0
    assert {name.split(".")[0] for name in Recording.load(out).weights} == {"averaged", "discriminator"}
    status, lines, errors = run("train", "vae", *TINY, "--steps", "2", "--averaged")
    assert (status, lines) == (2, [])
    assert errors == "core: --averaged: this trainer keeps no average of a generator\n"


@pytest.mark.parametrize("also", [[], ["--without-optimizer"]])
def test_weights_may_be_kept_in_half_precision_and_are_those_that_the_end_shows(run, tmp_path, also):
    whole, half = tmp_path / "whole.safetensors", tmp_path / "half.safetensors"
    words = ["train", "vae", *TINY, "--steps", "4", "--every", "2"]
    before = run(*words, "--out", str(whole))[1]
    lines = run(*words, "--half", *also, "--out", str(half))[1]
    assert lines[:-2] == before[:-2]  # rounded only at the end
    kept, exact = Recording.load(half).weights, Recording.load(whole).weights
    assert any("optimizer." in name for name in kept) == (not also)
    for name, array in kept.items():
        of_optimizer = "optimizer." in name
        assert array.dtype == (exact[name].dtype if of_optimizer else np.float16)
        assert np.array_equal(array, exact[name] if of_optimizer else exact[name].astype(np.float16))
    trainer = VAETrainer(trainer_spec("vae").parse(Recording.load(half).settings))
    trainer.load(kept)
    trainer.step_count = 4
    assert trainer.evaluate() == {name: lines[-1][name] for name in trainer.evaluate()}
    assert trainer.observe().scalars == Recording.load(half).frames[-1].scalars


def test_out_keeps_frames_weights_and_the_command_that_repeats_them(run, tmp_path):
    out = tmp_path / "run.safetensors"
    words = ["train", "vae", "preset=warmup", *TINY, "seed=5", "--steps", "6", "--every", "3", "--threads", "1"]
    _, lines, _ = run(*words, "--out", str(out))
    recording = Recording.load(out)
    assert [(frame.step, frame.scalars) for frame in recording.frames] == [
        (line["step"], {name: value for name, value in line.items() if name != "step"}) for line in lines[:-1]
    ]
    assert recording.meta["summary"] == lines[-1]
    trainer = VAETrainer(trainer_spec("vae").parse(recording.settings))
    trainer.load(recording.weights)
    assert trainer.observe().scalars["test_kl"] == pytest.approx(recording.frames[-1].scalars["test_kl"])

    again = tmp_path / "again.safetensors"
    command = recording.meta["command"].split()
    assert command[:4] == ["python", "-m", "core", "train"]
    run(*command[3:], "--out", str(again))
    repeated = Recording.load(again)
    assert repeated.settings == recording.settings
    assert [frame.scalars for frame in repeated.frames] == [frame.scalars for frame in recording.frames]
    assert all(np.array_equal(array, repeated.weights[name]) for name, array in recording.weights.items())


def test_threads_are_taken(run):
    run("train", "vae", *TINY, "--steps", "1", "--threads", "2")
    assert torch.get_num_threads() == 2


def test_a_small_model_uses_one_thread_and_a_large_one_no_more_than_there_are_cores(run, tmp_path, monkeypatch):
    monkeypatch.setattr("core.__main__.cores", lambda: 2)
    out = tmp_path / "run.safetensors"
    for threads, words in ((1, TINY), (2, ["width=1024", "depth=2", "batch_size=128"])):
        run("train", "vae", *words, "--steps", "1", "--out", str(out))
        assert torch.get_num_threads() == threads
        assert Recording.load(out).meta["command"].endswith(f"--threads {threads}")


GAN = ["g_width=4", "g_depth=1", "d_width=4", "d_depth=1", "batch_size=8"]
ALL_OF_GAN2D = [
    ["world=grid", "latent_dim=3", "latent=uniform", "g_activation=tanh", "d_activation=elu", "seeds=2", "ema=0.9"],
    ["world=ring", "ring_modes=5", "packing=2", "minibatch=discrimination", "unroll=1", "r1=0.1"],
    ["world=points", "points=0 0 1 1 2 2 1 0 0 1 -1 -1 -2 0 0 -2", "label_smoothing=0.1", "instance_noise=0.1"],
    [
        "loss=wasserstein",
        "weight_clipping=true",
        "clip=0.1",
        "optimizer_d=rmsprop",
        "optimizer_g=sgd",
        "lr_d=0.01",
        "lr_g=0.02",
    ],
    [
        "loss=wasserstein_gp",
        "gp_weight=1",
        "k_d=2",
        "k_g=3",
        "beta1=0",
        "beta2=0.9",
        "halves=true",
        "steps=4",
        "seed=3",
    ],
]


def test_every_setting_of_the_gan_trainer_is_among_these():
    named = {word.partition("=")[0] for words in [GAN, *ALL_OF_GAN2D] for word in words}
    assert named == {control.name for control in controls_of(trainer_spec("gan2d").settings)}


@pytest.mark.parametrize("words", ALL_OF_GAN2D, ids=lambda words: words[0])
def test_the_gan_trainer_takes_every_setting_and_its_command_repeats_it(run, tmp_path, words):
    out = tmp_path / "run.safetensors"
    status, lines, _ = run("train", "gan2d", *GAN, *words, "--steps", "2", "--every", "1", "--out", str(out))
    assert status == 0
    assert [line["step"] for line in lines] == [0, 1, 2, 2]
    command = shlex.split(Recording.load(out).meta["command"])
    again = run(*command[3:])[1]
    assert again[:-1] == lines[:-1]


# ---- what goes wrong ------------------------------------------------------------------------------------------------

WRONG = [
    ([], "command"),
    (["paint"], "paint"),
    (["train"], "trainer"),
    (["train", "gan"], "gan: no such trainer; allowed: " + ", ".join(TRAINERS)),
    (["train", "vae", "speed=1"], "speed: no such setting; allowed: dataset, learning_rate"),
    (["train", "vae", "latent_dim=99"], "latent_dim=99: allowed is a whole number from 2 to 32"),
    (["train", "vae", "beta=abc"], "beta=abc: allowed is a number from 0 to 20"),
    (["train", "vae", "beta=nan"], "beta=nan: allowed is a number from 0 to 20"),
    (["train", "vae", "optimizer=lion"], "optimizer=lion: allowed is one of adam, rmsprop, sgd"),
    (["train", "vae", "dataset=imagenet"], "dataset=imagenet: allowed is one of digits, mnist, fashion_mnist"),
    (["train", "vae", "beta"], "beta: expected field=value"),
    (["train", "vae", "--steps", "5", "beta"], "beta: expected field=value"),
    (["train", "gan2d", "label_smoothing=0.1", "loss=hinge"], "label_smoothing=0.1: only with losses that have labels"),
    (
        ["train", "gan2d", "world=points", "points=1 2 3"],
        "points=1 2 3: 3 numbers, so the last x has no y; allowed is 8",
    ),
    (["train", "gan2d", "ring_modes=3", "world=grid"], "ring_modes=3: only with world=ring"),
    (["train", "vae", "preset=magic"], "preset=magic: no such preset of vae; allowed: balance, collapse"),
    (["train", "vae", "dataset=fashion_mnist"], "Fashion-MNIST is not on this machine and could not be downloaded"),
    (["train", "vae", "--steps", "0"], "0: allowed is a whole number from 1"),
    (["train", "vae", "--steps", "-5"], "--steps"),
    (["train", "vae", "--every", "x"], "x: allowed is a whole number from 1"),
    (["train", "vae", "--threads", "1.5"], "1.5: allowed is a whole number from 1"),
    (["train", "vae", "--fast"], "--fast"),
    (["train", "vae", "--out", "nowhere/run.safetensors"], "the folder nowhere does not exist"),
    (["train", "vae", "--out", "."], "a folder; allowed is the name of a file"),
    (["trainers", "vae"], "vae"),
]


@pytest.mark.parametrize(
    ("words", "named"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_bad_command_is_one_line_that_names_it_with_exit_status_2(run, words, named):
    status, lines, err = run(*words)
    assert status == 2
    assert lines == []
    assert err.startswith("core: ")
    assert err.count("\n") == 1
    assert named in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [[], ["train", "vae", "beta=abc"], ["train", "vae", "--out", "nowhere/run"]])
def test_bad_commands_end_alike_from_a_shell_and_before_torch_is_loaded(words):
    script = "import sys\nfrom core.__main__ import main\ntry:\n    status = main(sys.argv[1:])\n"
    script += "except SystemExit as end:\n    status = end.code\nassert 'torch' not in sys.modules\nsys.exit(status)"
    for command in (["-m", "core"], ["-c", script]):
        done = subprocess.run([sys.executable, *command, *words], cwd=ROOT, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.startswith("core: ")


def test_a_run_from_a_shell_prints_json_only_on_standard_output(tmp_path):
    command = [sys.executable, "-m", "core", "train", "vae", *TINY, "--steps", "2", "--threads", "1"]
    environment = os.environ | {"PYTHONWARNINGS": "default"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0
    assert [strict(line)["step"] for line in done.stdout.splitlines()] == [0, 1, 2, 2]


@pytest.mark.parametrize("every", ["1", "10"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_a_diverged_run_names_loss_and_step_and_keeps_the_last_good_frame(run, tmp_path, every, optimizer):
    out = tmp_path / "run.safetensors"
    words = ["train", "vae", *TINY, "learning_rate=10", f"optimizer={optimizer}", "--steps", "300", "--every", every]
    status, lines, err = run(*words, "--out", str(out))
    assert status == 1
    message = err.splitlines()[-1]
    assert "Traceback" not in err
    assert message.startswith("core: ")
    assert " became " in message
    assert " at step " in message
    broke_at = int(message.partition(" at step ")[2].partition(";")[0])
    recording = Recording.load(out)
    assert lines[-1]["summary"] is True
    assert lines[-1]["step"] == recording.frames[-1].step == lines[-2]["step"] < broke_at
    for frame in recording.frames:
        assert all(math.isfinite(value) for value in frame.scalars.values())
    assert all(np.isfinite(array).all() for name, array in recording.weights.items() if name.startswith("model."))


def test_the_message_of_a_diverged_run_names_the_loss_that_broke_first(run):
    """Between two frames it is the loss of a step that is found first."""
    _, _, err = run("train", "vae", *TINY, "learning_rate=10", "--steps", "300", "--every", "300")
    name = err.splitlines()[-1].removeprefix("core: ").partition(" became ")[0]
    assert name in ("reconstruction", "kl")


def test_an_out_file_that_cannot_be_written_is_one_line(run, tmp_path, monkeypatch):
    def refuse(self, path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Recording, "save", refuse)
    status, lines, err = run("train", "vae", *TINY, "--steps", "1", "--out", str(tmp_path / "run"))
    assert status == 2
    assert lines[-1]["summary"] is True
    assert "Permission denied" in err.splitlines()[-1]


# ---- report ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def painted(run, tmp_path, monkeypatch):
    """The recording of a toy that paints faces of one colour each."""
    spec = TrainerSpec("toy_faces", "Toy", FaceGANSettings, "tests.core.training.test_face_gan:ToyTrainer")
    monkeypatch.setitem(TRAINERS, "toy_faces", spec)
    out = tmp_path / "toy.safetensors"
    fields = ("examples=40", "batch_size=8", "seed=3")
    assert run("train", "toy_faces", *fields, "--steps", "2", "--out", str(out))[0] == 0
    return out


def test_a_report_is_written_beside_the_recording(run, painted, monkeypatch):
    monkeypatch.setattr(face_report, "SETS", 2)
    assert main(["report", str(painted)]) == 0
    facts = strict(painted.with_suffix(".json").read_text("utf-8"))
    recording = Recording.load(painted)
    assert (facts["command"], facts["seed"], facts["steps"]) == (recording.meta["command"], 3, 2)
    trained, untrained = (ToyTrainer(FaceGANSettings(**recording.settings)) for _ in range(2))
    trained.load(recording.weights)
    expected = face_report.report(trained, untrained)
    assert {name: facts[name] for name in expected} == pytest.approx(expected, abs=1e-4)


def test_a_recording_that_cannot_be_reported_on_is_one_line(run, painted, tmp_path):
    other, bare = tmp_path / "vae.safetensors", tmp_path / "bare.safetensors"
    run("train", "vae", *TINY, "--steps", "1", "--out", str(other))
    recording = Recording.load(painted)
    recording.weights = {}
    recording.save(bare)
    cases = {
        other: "vae makes no faces",
        bare: "generator.unused: expected an array of shape (2,), found nothing",
        tmp_path / "none.safetensors": "cannot be read (No such file or directory)",
    }
    for path, reason in cases.items():
        status, lines, err = run("report", str(path))
        assert (status, lines) == (2, [])
        assert err.splitlines() == [f"core: {path}: {reason}"]
        assert not path.with_suffix(".json").exists()
