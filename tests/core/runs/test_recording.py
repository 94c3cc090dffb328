import json

import numpy as np
import pytest
import safetensors.numpy

from core.runs.recording import KEY, MAX_FRAMES, Recording, RecordingError
from core.runs.wire import pack, unpack
from core.training.trainer import Frame
from tests.core.runs.toy import ToySettings


def recorded(steps, size=4, **changes) -> Recording:
    recording = Recording("toy", ToySettings().model_dump(), **changes)
    for step in steps:
        recording.add(Frame(step, {"loss": 1 / (1 + step)}, {"x": np.full(size, step, np.float16)}))
    return recording


def full_recording() -> Recording:
    return recorded(
        [0, 1, 5, 9],
        static={"classes": ["0", "1"], "note": "β"},
        static_arrays={"images": np.arange(12, dtype=np.uint8).reshape(3, 4).T},
        weights={"w": np.array(2.5, np.float32), "empty": np.zeros((0, 3)), "b": np.array([np.nan, -0.0])},
        meta={"command": "python -m core train toy seed=0"},
    )


# ---- thinning -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 239, 240, 241, 242, 480, 481, 1000, 2047, 5000])
@pytest.mark.parametrize("spacing", ["every step", "every 30", "irregular"])
def test_kept_frames_are_few_and_even_with_first_and_newest(count, spacing):
    gaps = {
        "every step": np.ones(count, int),
        "every 30": np.full(count, 30),
        "irregular": np.random.default_rng(count).integers(20, 41, count),
    }[spacing]
    steps = np.cumsum(gaps) - gaps[0]
    recording = recorded([])
    for step in steps.tolist():
        recording.add(Frame(step, {}, {}))
        assert recording.frames[0].step == 0
        assert recording.frames[-1].step == step
        assert len(recording.frames) <= MAX_FRAMES
    kept = [frame.step for frame in recording.frames]
    assert kept == sorted(set(kept))
    assert len(kept) >= min(count, MAX_FRAMES / 2.5)
    between = np.diff(kept)[:-1]  # the newest may be closer to its neighbour
    assert len(between) == 0 or between.max() <= 3 * between.min()


def test_bytes_are_bounded():
    recording = recorded(range(1000), size=5_000, max_bytes=200_000)  # 10 kB a frame
    assert recording.nbytes <= 200_000
    assert len(recording.frames) >= 9
    assert (recording.frames[0].step, recording.frames[-1].step) == (0, 999)


def test_first_and_newest_stay_even_over_the_byte_bound():
    recording = recorded(range(10), size=1000, max_bytes=1)
    assert [frame.step for frame in recording.frames] == [0, 9]


def test_a_frame_at_the_newest_step_replaces_it():
    recording = recorded([0, 4])
    recording.add(Frame(4, {"loss": 9.0}))
    assert [(f.step, f.scalars["loss"]) for f in recording.frames] == [(0, 1.0), (4, 9.0)]


def test_an_earlier_step_is_refused():
    with pytest.raises(ValueError, match="step 3 comes after step 4"):
        recorded([0, 4, 3])


# ---- message and file -----------------------------------------------------------------------------------------------


def test_message_round_trip():
    recording = full_recording()
    assert Recording.from_message(*unpack(pack(*recording.to_message()))) == recording


def test_file_round_trip(tmp_path):
    recording = full_recording()
    recording.save(tmp_path / "run.safetensors")
    loaded = Recording.load(tmp_path / "run.safetensors")
    assert loaded == recording
    assert loaded.frames[1].scalars == recording.frames[1].scalars
    assert loaded.frames[1].arrays["x"].dtype == np.float16
    assert loaded.weights["w"].shape == ()
    assert [path.name for path in tmp_path.iterdir()] == ["run.safetensors"]


def test_empty_recording_round_trip():
    assert Recording.from_bytes(recorded([]).to_bytes()) == recorded([])


def test_full_recording_round_trip():
    recording = recorded(range(0, 9000, 7))
    assert Recording.from_bytes(recording.to_bytes()) == recording


@pytest.mark.parametrize(
    "change",
    [
        {"trainer": "vae"},
        {"settings": {}},
        {"meta": {}},
        {"static": {}},
        {"weights": {}},
        {"static_arrays": {"images": np.zeros((4, 3), np.int16)}},
    ],
)
def test_equality_sees_every_difference(change):
    other = full_recording()
    vars(other).update(change)
    assert other != full_recording()


def test_a_setting_that_is_younger_than_the_file_has_its_default():
    older = recorded([0])
    del older.settings["rate"]
    assert Recording.from_bytes(older.to_bytes()) == recorded([0])


def test_unsavable_values_are_refused():
    with pytest.raises(ValueError, match="JSON compliant"):
        recorded([0], meta={"bad": float("nan")}).to_bytes()
    diverged = recorded([0])
    diverged.add(Frame(3, {"loss": float("inf")}))
    with pytest.raises(ValueError, match="loss is inf at step 3: such values are not JSON compliant"):
        diverged.to_bytes()


def test_failed_save_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="JSON compliant"):
        recorded([0], meta={"bad": float("inf")}).save(tmp_path / "run.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_frames_that_differ_come_back_as_they_were():
    """Another number, a whole one, another shape, another type, an array that came later."""
    recording = recorded([0, 1])
    recording.add(Frame(2, {"loss": 0.5, "modes": 8}, {"x": np.zeros((2, 2), np.float16)}))
    recording.add(Frame(3, {"modes": 7.5}, {"x": np.zeros(4, np.uint8), "y": np.array(1.5)}))
    loaded = Recording.from_bytes(recording.to_bytes())
    assert loaded == recording
    assert [{name: type(value) for name, value in frame.scalars.items()} for frame in loaded.frames[2:]] == [
        {"loss": float, "modes": int},
        {"modes": float},
    ]


def test_the_names_of_arrays_and_numbers_stand_in_a_file_once():
    few, many = (len(recorded(range(count), size=1).to_bytes()) for count in (20, 120))
    assert many - few < 100 * 32  # bytes: a step, a float64, a float16, and two indices


def test_a_file_of_the_first_version_is_read():
    assert Recording.from_bytes(file_by_frame()) == full_recording()


# ---- malformed files ------------------------------------------------------------------------------------------------


def file_with(header_changes=None, array_changes=None, text=None, metadata=None) -> bytes:
    """A file of `full_recording`, with its JSON header and arrays changed."""
    data = full_recording().to_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(json.loads(data[8 : 8 + length])["__metadata__"][KEY])
    return _file(header, safetensors.numpy.load(data), header_changes, array_changes, metadata or {KEY: text})


def file_by_frame(header_changes=None, array_changes=None) -> bytes:
    """The same as a file of the first version."""
    header, arrays = full_recording().to_message()
    arrays = {name: np.ascontiguousarray(array).reshape(array.shape) for name, array in arrays.items()}
    header |= {"format": "explorer-recording", "version": 1}
    return _file(header, arrays, header_changes, array_changes, {KEY: None})


def _file(header, arrays, header_changes, array_changes, metadata) -> bytes:
    arrays = arrays | (array_changes or {})
    header = header | {"arrays": sorted(arrays)} | (header_changes or {})
    return safetensors.numpy.save(arrays, {key: text or json.dumps(header) for key, text in metadata.items()})


def rows(*steps, **scalars):
    return {"frames": [{"step": step, "scalars": scalars} for step in steps]}


X = np.zeros(1, np.float32)
ROWS = [["scalars", "loss", [0, 1, 2, 3]], ["arrays", "x", [0, 1, 2, 3]]]
MALFORMED = {
    "empty": (b"", "not a safetensors file"),
    "text": (b"hello, this is not a recording", "not a safetensors file"),
    "pickle": (b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00}\x94.", "not a safetensors file"),
    "truncated": (full_recording().to_bytes()[:-4], "not a safetensors file"),
    "no metadata": (safetensors.numpy.save({"x": X}), "expected the metadata key 'recording'"),
    "other metadata": (file_with(metadata={"format": "pt"}), "expected the metadata key 'recording'"),
    "not JSON": (file_with(text="{"), "'recording' is not JSON"),
    "deep JSON": (file_with(text="[" * 100_000), "'recording' is not JSON"),
    "NaN": (file_with({"meta": {"a": float("nan")}}), "'recording' is not JSON"),
    "not an object": (file_with(text="[1]"), "'recording' is not a JSON object"),
    "other format": (file_with({"format": "video"}), "expected the format explorer-recording 2, found video 2"),
    "newer version": (
        file_with({"version": 9}),
        "expected the format explorer-recording 2, found explorer-recording 9",
    ),
    "no settings": (file_with({"settings": None}), "settings is not a JSON object"),
    "no facts": (file_with({"static": []}), "static is not a JSON object"),
    "trainer is a list": (file_with({"trainer": ["toy"]}), "trainer is not a name"),
    "unknown trainer": (file_with({"trainer": "unknown"}), "unknown: no such trainer; allowed: "),
    "setting out of range": (file_with({"settings": {"rate": 99}}), "rate=99: allowed is a number from 0 to 10"),
    "unknown setting": (file_with({"settings": {"colour": 1}}), "colour: no such setting"),
    "no frames": (file_by_frame({"frames": None}), "frames is not a list"),
    "too many frames": (file_by_frame(rows(*range(241))), "241 frames, allowed are 240"),
    "frame without step": (file_by_frame({"frames": [{"scalars": {}}]}), "frame 0 has no whole-number step"),
    "frame without scalars": (
        file_by_frame({"frames": [{"step": 1}]}),
        "frame 0 has no whole-number step and named scalars",
    ),
    "fractional step": (file_by_frame(rows(0.5)), "frame 0 has no whole-number step"),
    "repeated step": (file_by_frame(rows(0, 1, 1, 2)), "steps do not increase: 1 after 1"),
    "falling steps": (file_by_frame(rows(0, 5, 1, 2)), "steps do not increase: 1 after 5"),
    "text scalar": (file_by_frame(rows(0, 1, 2, 3, loss="1")), "frame 0: loss is not a finite number"),
    "array of no frame": (file_by_frame(array_changes={"4/x": X}), "array '4/x' belongs to no frame; there are 4"),
    "array of no name": (file_by_frame(array_changes={"0/": X}), "array '0/' belongs to no frame"),
    "array elsewhere": (file_by_frame(array_changes={"other/x": X}), "array 'other/x' belongs to no frame"),
    "array missing": (file_with({"arrays": ["0/x", "9/x"]}), "not those that its metadata lists"),
    "array unlisted": (file_with({"arrays": []}), "not those that its metadata lists"),
    "no steps": (file_with({"steps": None}), "steps and columns are not lists"),
    "no columns": (file_with({"columns": 3}), "steps and columns are not lists"),
    "column of no row": (file_with(array_changes={"columns/2": X}), "its columns are not those of the table"),
    "row without column": (file_with({"columns": ROWS * 2}), "its columns are not those of the table"),
    "odd row": (file_with({"columns": [ROWS[0], ["arrays", "x"]]}), "row 1 of the columns is not a kind, a name and"),
    "odd kind": (file_with({"columns": [["step", "x", []], ROWS[1]]}), "row 0 of the columns is not a kind"),
    "frame out of range": (file_with({"columns": [ROWS[0], ["arrays", "x", [4]]]}), "row 1 of the columns is not"),
    "frames too few": (file_with({"steps": [0]}), "row 0 of the columns is not a kind"),
    "column too long": (file_with({"columns": [["scalars", "loss", [0]], ROWS[1]]}), "shape (4,) for 1 frames"),
    "column of one number": (file_with(array_changes={"columns/0": np.array(1.0)}), "shape () for 4 frames"),
    "column of pictures": (file_with(array_changes={"columns/0": np.ones((4, 2))}), "column 0 holds no numbers"),
    "column of letters": (file_with(array_changes={"columns/0": np.ones(4, np.uint8)}), "column 0 holds no numbers"),
    "infinite number": (file_with(array_changes={"columns/0": np.full(4, np.inf)}), "loss is not a finite number"),
    "falling steps of columns": (file_with({"steps": [0, 5, 1, 2]}), "steps do not increase: 1 after 5"),
    "odd dtype of a column": (
        file_with(array_changes={"columns/1": np.zeros((4, 4), np.uint64)}),
        "array '0/x' has dtype uint64",
    ),
    "odd dtype": (file_by_frame(array_changes={"0/x": np.zeros(1, np.uint64)}), "array '0/x' has dtype uint64"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_files_are_refused_in_one_line(name, tmp_path):
    data, message = MALFORMED[name]
    path = tmp_path / "bad.safetensors"
    path.write_bytes(data)
    with pytest.raises(RecordingError) as caught:
        Recording.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_overflowing_scalar_is_refused():
    header, _ = recorded([0]).to_message()
    header |= {"format": "explorer-recording", "version": 1, "arrays": []}
    text = json.dumps(header).replace('"loss": 1.0', '"loss": 1e999')
    with pytest.raises(RecordingError, match="frame 0: loss is not a finite number"):
        Recording.from_bytes(safetensors.numpy.save({}, {KEY: text}))


def test_missing_file():
    with pytest.raises(RecordingError, match=r"nowhere.safetensors: cannot be read \(No such file or directory\)"):
        Recording.load("nowhere.safetensors")
