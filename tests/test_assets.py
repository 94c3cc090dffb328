"""What is shipped is genuine: every recording can be made again by the command that it carries."""

import json
import math
import shlex
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import load_file

from core.__main__ import main, make_trainer
from core.objectives.paired import paired_t_test
from core.runs.recording import Recording
from core.settings import dcgan, gan2d_presets, progan, trainer_spec, wgan
from core.settings.base import parse
from core.settings.dcgan import DCGANView
from core.settings.gan2d_presets import COLLAPSE
from core.settings.stacked_ae import StackedAESettings, with_code
from core.training.classifiers import ARMS
from core.training.face_gan import FaceGANTrainer
from core.training.label_curve import COUNTS
from core.training.trainer import Frame
from core.ui import changes, cures
from core.ui import label_curve as label_curves
from core.ui.catalog import lesson, stages
from core.ui.estimates import correlation, estimate
from core.ui.measured_runs import arms, read_runs
from tests.benchmarks.compression import SIZES, of_autoencoder, of_jpeg, of_pca

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
RECORDINGS = sorted((ASSETS / "recordings").glob("*.safetensors"))
AGAIN = 2  # frames of a recording that are trained again
SOON = 600  # steps: frames that come later would take minutes
CURES = sorted((ASSETS / "cures").glob("*.safetensors"))
WGANS = sorted((ASSETS / "wgan").glob("*.safetensors"))
LABEL_CURVES = sorted((ASSETS / "pretraining").glob("*.safetensors"))
MICROSCOPE = ASSETS / "microscope" / "discs.safetensors"
MEASURED = {ASSETS / "progan" / "full_size.jsonl": progan.ARMS, ASSETS / "dcgan" / "guidelines.jsonl": dcgan.ARMS}
every_recording = pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def _threads():
    """One thread, as the recordings were made with; a command may set others: they are put back."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1]


def rounded(fact: object) -> object:
    """Facts without the last digits of their numbers, which differ from processor to processor."""
    if isinstance(fact, float):
        return float(f"{fact:.9g}")
    if isinstance(fact, list):
        return [rounded(part) for part in fact]
    return {name: rounded(part) for name, part in fact.items()} if isinstance(fact, dict) else fact


def test_there_is_a_recording_for_every_lesson_and_no_other():
    assert {path.stem for path in RECORDINGS} == set(stages())


@every_recording
def test_the_command_of_a_recording_trains_its_first_frames_again(path, tmp_path, capsys):
    recorded = Recording.load(path)
    words = shlex.split(recorded.meta["command"])
    assert words[:4] == ["python", "-m", "core", "train"]
    assert int(option(words, "--steps")) == recorded.frames[-1].step
    assert int(option(words, "--threads")) >= 1
    soon = [frame for frame in recorded.frames[:AGAIN] if frame.step <= SOON]
    last = max(soon[-1].step, 1)
    words[words.index("--steps") + 1] = str(last)
    assert main([*words[3:], "--out", str(tmp_path / "again.safetensors")]) == 0
    capsys.readouterr()
    again = Recording.load(tmp_path / "again.safetensors")

    assert again.trainer == recorded.trainer
    assert again.settings == recorded.settings
    assert rounded(again.static) == rounded(recorded.static)
    steps = {frame.step: frame for frame in again.frames}
    for frame in soon:
        alike(steps[frame.step], frame)


@every_recording
def test_the_weights_of_a_recording_give_the_numbers_of_its_summary(path):
    recorded = Recording.load(path)
    spec = trainer_spec(recorded.trainer)
    trainer = make_trainer(spec, spec.parse(recorded.settings))
    trainer.load(recorded.weights)
    trainer.step_count = recorded.frames[-1].step
    summary = recorded.meta["summary"]
    assert summary["step"] == trainer.step_count
    measured = trainer.evaluate()
    assert measured == pytest.approx({name: summary[name] for name in measured}, rel=1e-3, abs=1e-3)


@every_recording
def test_the_last_frame_of_a_recording_is_that_of_its_weights(path):
    recorded = Recording.load(path)
    spec = trainer_spec(recorded.trainer)
    trainer = make_trainer(spec, spec.parse(recorded.settings))
    trainer.load(recorded.weights)
    trainer.step_count = recorded.frames[-1].step
    assert trainer.observe().scalars == pytest.approx(recorded.frames[-1].scalars, rel=1e-3, abs=1e-3)


def test_there_are_ten_runs_of_every_cure_and_no_others():
    names = {f"{world}-{preset.name}" for world in cures.WORLDS for preset in (COLLAPSE, *gan2d_presets.CURES)}
    assert {path.stem for path in CURES} == names


@pytest.mark.parametrize("path", CURES, ids=lambda path: path.stem)
def test_ten_runs_of_a_cure_are_those_of_its_preset_and_begin_as_they_would_now(path):
    """Training ten copies again would take minutes each; their first frame shows worlds, networks and measures."""
    recorded = Recording.load(path)
    world, _, preset = path.stem.partition("-")
    begins_as_now(recorded, {"preset": preset, "world": world})
    assert len(recorded.frames[-1].arrays["seed_modes"]) == 10


def begins_as_now(recorded, values):
    """The recording is of ten copies with these settings, to the end; its first frame is that of a new model."""
    spec = trainer_spec("gan2d")
    settings = spec.parse(values | {"seeds": 10, "seed": 0})
    assert recorded.settings == settings.model_dump()
    assert recorded.meta["command"].startswith("python -m core train gan2d ")
    assert recorded.frames[-1].step == settings.steps
    alike(make_trainer(spec, settings).observe(), recorded.frames[0])


def alike(now: Frame, then: Frame) -> None:
    """The frame shows what was recorded, but for rounding; it may show more."""
    assert now.scalars == pytest.approx(then.scalars, rel=1e-3, abs=1e-3)
    assert now.arrays.keys() >= then.arrays.keys()
    for name, array in then.arrays.items():
        assert now.arrays[name].dtype == array.dtype
        difference = np.abs(now.arrays[name].astype(float) - array.astype(float))
        assert difference.max() <= (2 if array.dtype == np.uint8 else 0.01), name


def test_the_recorded_microscope_is_that_of_its_preset_and_begins_as_it_would_now():
    recorded = Recording.load(MICROSCOPE)
    spec = trainer_spec("distances")
    settings = spec.parse({"preset": "microscope", "seeds": 10, "seed": 0})
    assert spec.parse(recorded.settings) == settings
    assert recorded.meta["command"].startswith("python -m core train distances ")
    trainer = make_trainer(spec, settings)
    for then in recorded.frames[:AGAIN]:
        while trainer.step_count < then.step:
            trainer.step()
        alike(trainer.observe(), then)


def test_the_recorded_gradient_vanishes_and_the_penalised_critic_keeps_its_slope_in_nine_of_ten_seeds():
    """Supports that do not overlap; from before the first step of D to after 2,000."""
    recorded = Recording.load(MICROSCOPE)
    first, last = recorded.frames[0], recorded.frames[-1]
    assert (first.step, last.step) == (0, 2000)
    assert last.scalars["js"] == pytest.approx(math.log(2), abs=1e-9)
    fallen = first.arrays["seed_grad_minimax"] / last.arrays["seed_grad_minimax"] >= 1e4
    slope = last.arrays["seed_slope_wasserstein_gp"]
    assert len(fallen) == len(slope) == 10
    assert (fallen & (slope >= 0.8) & (slope <= 1.2)).sum() >= 9


def test_there_are_ten_runs_of_every_way_to_set_the_switches_and_no_others():
    assert {path.stem for path in WGANS} == {*wgan.COMBINATIONS, wgan.RIVAL.name}


@pytest.mark.parametrize("path", WGANS, ids=lambda path: path.stem)
def test_ten_runs_of_a_way_to_set_the_switches_are_those_of_its_settings(path):
    recorded = Recording.load(path)
    begins_as_now(recorded, wgan.COMBINATIONS.get(path.stem, wgan.RIVAL.changes))
    assert all(len(recorded.frames[-1].arrays[name]) == 10 for name in ("seed_slope", "seed_estimate", "seed_w1"))


def test_there_is_a_curve_over_the_labels_for_every_data_set_that_the_lesson_names():
    assert {path.stem for path in LABEL_CURVES} == set(label_curves.MEASURED)


@pytest.mark.parametrize("path", LABEL_CURVES, ids=lambda path: path.stem)
def test_a_curve_over_the_labels_is_that_of_its_preset_over_at_least_five_seeds(path):
    curve = label_curves.label_curve(path.stem)
    words = shlex.split(curve.command)
    assert words[:3] == ["python", "-m", "core.training.label_curve"]
    assert option(words, "--out") == path.relative_to(ROOT).as_posix()
    fields = dict(word.split("=") for word in words[3 : words.index("--out")])
    assert curve.settings == trainer_spec("pretraining").parse(fields).model_dump()
    assert curve.settings["dataset"] == path.stem
    assert curve.arrays["counts"].tolist() == list(COUNTS)
    assert {curve.arrays[arm].shape for arm in ARMS} == {(len(COUNTS), curve.settings["seeds"])}
    assert curve.settings["seeds"] >= 5


def test_the_curve_on_digits_ends_where_the_recording_of_the_lesson_does():
    """The same seeds with 50 labels; and with 10, trained again from the recorded autoencoders."""
    curve, recording = label_curves.label_curve("digits").arrays, lesson("pretraining").recording
    last = recording.frames[-1].arrays
    for arm in ARMS:
        row = curve[arm][list(COUNTS).index(recording.settings["labels"])]
        assert last[f"seed_{arm}"].astype(float) == pytest.approx(row, abs=2e-3)

    spec = trainer_spec("pretraining")
    trainer = make_trainer(spec, spec.parse(recording.settings | {"labels": 10}))
    trainer.load({name: array for name, array in recording.weights.items() if name.startswith("model.")})
    trainer.step_count = trainer.settings.pretraining
    while trainer.step_count < trainer.settings.steps:
        trainer.step()
    found = trainer.accuracies(trainer.test, trainer.test_labels)
    for arm, values in zip(ARMS, found, strict=True):
        assert values == pytest.approx(curve[arm][0], abs=0.02), arm


def test_the_recorded_pretraining_gains_significantly_at_50_and_100_labels():
    for dataset in label_curves.MEASURED:
        curve = label_curves.label_curve(dataset).arrays
        for n in (50, 100):
            at = list(COUNTS).index(n)
            gain, error, p = paired_t_test(curve["finetuned"][at], curve["scratch"][at])
            assert gain > 2 * error, (dataset, n)
            assert p < 0.05, (dataset, n)
    assert lesson("pretraining").recording.meta["summary"]["p_value"] < 0.05


def test_the_measured_curves_of_compression_come_out_again():
    """All of PCA and JPEG, and one of the autoencoders: the others take minutes."""
    path = ASSETS / "compression" / "digits.safetensors"
    with safe_open(path, "numpy") as file:
        assert file.metadata()["command"] == "python -m tests.benchmarks.compression --dataset digits --seeds 3"
        settings = parse(StackedAESettings, json.loads(file.metadata()["settings"]))
    curves = load_file(path)
    assert curves["sizes"].tolist() == list(SIZES)
    assert of_pca("digits", SIZES) == pytest.approx(curves["pca"], abs=1e-3)
    assert of_jpeg("digits") == pytest.approx(curves["jpeg"], rel=1e-3)
    assert settings == StackedAESettings()
    again = of_autoencoder(with_code(settings, 8).model_copy(update={"seed": 1}))
    assert again == pytest.approx(curves["autoencoder"][SIZES.index(8), 1], abs=0.1)


@pytest.mark.parametrize("path", MEASURED, ids=lambda path: path.stem)
def test_measured_runs_differ_in_their_arm_and_their_seed_alone(path):
    found = arms(path, MEASURED[path])
    assert sum(len(arm.runs) for arm in found) == len(read_runs(path))
    assert len(set(found[0].seeds)) >= 3
    assert all(arm.seeds == found[0].seeds for arm in found)
    assert all(len({run.settings.model_copy(update={"seed": 0}) for run in arm.runs}) == 1 for arm in found)
    runs = [run for arm in found for run in arm.runs]
    free = {"seed", *(name for arm in found for name in arm.preset.changes)}
    free |= {name for run in runs for name in run.settings.inapplicable()}
    alike = [{name: value for name, value in run.settings if name not in free} for run in runs]
    assert alike == len(runs) * alike[:1]


@pytest.mark.parametrize("path", MEASURED, ids=lambda path: path.stem)
def test_measured_runs_went_to_their_end_and_were_measured_at_every_frame(path):
    """In between, a frame would have the work of its own step, and the quality of an earlier one."""
    for run in read_runs(path):
        words = shlex.split(run.command)
        assert words[:4] == ["python", "-m", "core", "train"]
        every = int(option(words, "--every"))
        assert every % FaceGANTrainer.measure_every == 0
        assert [frame["step"] for frame in run.frames] == list(range(0, int(option(words, "--steps")) + 1, every))


@pytest.mark.parametrize(
    ("path", "preset"),
    [(path, preset) for path, presets in MEASURED.items() for preset in presets],
    ids=lambda value: getattr(value, "stem", None) or value.name,
)
def test_a_measured_run_begins_as_it_would_now_and_its_clock_runs_as_now(path, preset):
    """Training it again would take minutes; the first frame shows data, networks and measures."""
    (arm,) = (arm for arm in arms(path, MEASURED[path]) if arm.preset == preset)
    run = arm.runs[0]
    trainer = make_trainer(trainer_spec(path.parent.name), run.settings)
    assert {"step": 0} | trainer.observe().scalars == pytest.approx(run.frames[0], rel=1e-3, abs=1e-3)
    if "work" in run.frames[0]:
        work = [trainer.work(frame["step"]) / 1e12 for frame in run.frames]
        assert work == pytest.approx([frame["work"] for frame in run.frames])


def test_the_assets_are_smaller_than_25_mb():
    sizes = {path: path.stat().st_size for path in ASSETS.rglob("*") if path.is_file()}
    assert len(sizes) > 10
    assert sum(sizes.values()) < 25e6, sorted(sizes, key=sizes.get)[-3:]


def test_every_picture_is_shown_somewhere():
    readers = [ROOT / "README.md", ROOT / "explorer.py"]
    for folder, kinds in {"core": ["py"], "pages": ["py"], "assets": ["md", "html", "css", "js"]}.items():
        readers += [path for kind in kinds for path in (ROOT / folder).rglob(f"*.{kind}")]
    text = "\n".join(path.read_text("utf-8") for path in readers if path.is_file())
    pictures = [path for kind in ("png", "jpg", "jpeg", "gif", "webp", "svg") for path in ASSETS.rglob(f"*.{kind}")]
    assert [path.name for path in pictures if path.name not in text] == []


def test_the_recorded_collapse_is_one_in_nine_of_ten_seeds():
    """At most two modes hold more than 2 % in 80 % of the frames after step 500, and the top mode changes."""
    recorded = Recording.load(ASSETS / "cures" / "ring-collapse.safetensors")
    late = np.stack([f.arrays["mode_shares"] for f in recorded.frames if f.step > 500]).astype(float)  # [T, S, K]
    assert len(late) >= 60
    few = ((late > 0.02).sum(-1) <= 2).mean(0)  # [S]
    changes = (np.diff([f.arrays["seed_top_mode"].astype(int) for f in recorded.frames], axis=0) != 0).sum(0)
    assert ((few >= 0.8) & (changes >= 4)).sum() >= 9


def test_the_recorded_cures_do_what_the_lesson_says():
    ends = {cure.name: cures.measured(cure.name, "ring").frames[-1].arrays for cure in gan2d_presets.CURES}
    whole = {name: end["seed_modes"] == 8 for name, end in ends.items()}
    shown = gan2d_presets.CURES[0].name
    assert (whole[shown] & (ends[shown]["seed_high_quality"] >= 0.85)).sum() >= 9
    assert sum(all_modes.sum() >= 8 for name, all_modes in whole.items() if name != shown) >= 3


def test_over_the_recorded_gradient_penalty_the_critics_loss_follows_the_distance():
    """Over all frames, also the one before training; and over ten more runs from their first frame of training on."""
    recording = lesson("wgan").beside(wgan.RIVAL.name).recording
    estimates = [estimate(recording.settings["loss"], frame.scalars) for frame in recording.frames]
    assert len(estimates) > 100
    assert correlation(estimates, [frame.scalars["w1"] for frame in recording.frames]) >= 0.9
    assert min(changes.correlations(changes.measured(wgan.RIVAL.name))) >= 0.9


def test_the_recorded_changes_do_what_the_lesson_says():
    ends = {name: changes.measured(name).frames[-1].arrays for name in (*wgan.COMBINATIONS, wgan.RIVAL.name)}
    assert min(ends["linear"]["seed_slope"]) > 6000
    assert max(changes.correlations(changes.measured("gan"))) < 0
    for name, end in ends.items():
        assert ("seed_at_clip" in end) == ("clipped" in name)
        if "clipped" in name:
            assert max(end["seed_slope"]) < 0.1
            assert min(end["seed_at_clip"]) > 0.1  # evenly spread weights would hardly ever lie there


def test_the_recorded_faces_get_glasses_by_arithmetic_and_keep_the_rest():
    """As the page opens: in 80 % of 200 trials, with 70 % of the other attributes as they were; not by chance."""
    recorded = lesson("dcgan").recording
    spec = trainer_spec("dcgan")
    trainer = make_trainer(spec, spec.parse(recorded.settings))
    trainer.load(recorded.weights)
    view = DCGANView()
    answer = trainer.arithmetic(view.addition, view.averaged, view.strength, recorded.settings["seed"])
    assert view.addition == "glasses"
    assert answer["succeeded"] >= 0.8
    assert answer["control"] < 0.2
    assert np.mean(list(answer["kept"].values())) >= 0.7
