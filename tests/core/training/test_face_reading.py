"""Reading attributes: what goes into the network and what its outputs mean, and files that are no reader."""

import json
import time

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from core.data.base import DataError
from core.data.faces import ATTRIBUTES, BY_NAME, faces
from core.training.face_reading import BALD, SHIPPED, Reader, load_reader, network, pixels, shows

OF_NONE = {"hair_style": np.array([BALD, BALD + 1, BALD], np.uint8)}


def test_pixels_are_in_order_and_from_minus_one_to_one():
    images = np.zeros((2, 32, 32, 3), np.uint8)
    images[1, 3, 5] = (255, 51, 0)
    x = pixels(images)
    assert x.shape == (2, 3, 32, 32)
    assert x[1, :, 3, 5].tolist() == pytest.approx([1, -0.6, -1])
    assert (x[0] == -1).all()


def test_larger_faces_are_averaged():
    images = np.random.RandomState(0).randint(0, 256, (1, 64, 64, 3)).astype(np.uint8)
    block = images[0, 2:4, 6:8].astype(float).mean((0, 1))
    assert pixels(images)[0, :, 1, 3].numpy() == pytest.approx(block / 127.5 - 1, abs=1e-6)


@pytest.mark.parametrize("shape", [(32, 32, 3), (1, 16, 16, 3), (1, 32, 64, 3), (1, 3, 32, 32)])
def test_other_shapes_are_named(shape):
    with pytest.raises(ValueError, match=r"faces of shape .*; expected uint8 \(N, S, S, 3\)"):
        pixels(np.zeros(shape, np.uint8))
    with pytest.raises(ValueError, match="type float64"):
        pixels(np.zeros((1, 32, 32, 3)))


def test_a_bald_head_shows_no_hair_colour():
    assert shows("hair_color", OF_NONE).tolist() == [False, True, False]
    assert shows("glasses", OF_NONE).all()


def test_a_reading_is_what_the_heads_say():
    """With weights of 0 only the last biases speak."""
    model = network()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        bias = dict(zip(model.heads, model.to_heads.bias.split(list(model.heads.values())), strict=True))
        bias["hair_color"][2] = np.log(3)
        bias["glasses"][:] = -np.log(3)
        bias["smile"][:] = 0.4
        bias["tilt"][:] = -7
    told = Reader(model).read(np.zeros((3, 32, 32, 3), np.uint8))
    assert told.values["hair_color"].tolist() == [2, 2, 2]
    assert told.confidence["hair_color"] == pytest.approx(3 / (3 + 4))
    assert told.values["glasses"].tolist() == [0, 0, 0]
    assert told.confidence["glasses"] == pytest.approx(0.75)
    assert told.values["smile"] == pytest.approx(0.4)
    assert told.values["tilt"].tolist() == [-1, -1, -1]
    assert set(told.values) == set(BY_NAME)
    assert set(told.confidence) == {a.name for a in ATTRIBUTES if a.kind != "number"}


def test_faces_are_read_alike_in_parts_and_whole(monkeypatch):
    images, reader = faces(range(7), 32).images, Reader(network())
    whole = reader.features(images)
    monkeypatch.setattr("core.training.face_reading.CHUNK", 3)
    assert reader.features(images) == pytest.approx(whole, abs=1e-5)


# ---- files ----------------------------------------------------------------------------------------------------------


def test_files_that_are_no_reader_say_so_on_one_line(tmp_path):
    path = tmp_path / "other.safetensors"
    first = "model.layers.0.weight"
    shape = r"layers\.0\.weight: expected an array of shape \(16, 3, 3, 3\), found "
    cases = {
        shape + r"\(2,\)": {first: np.zeros(2, np.float32)},
        shape + "nothing": {first: None},
        "mean.32: expected finite numbers": {"mean.32": np.array([np.nan])},
        first + ": expected finite numbers": {first: np.zeros((16, 3, 3, 3), np.int64)},
    }
    whole = load_file(SHIPPED)
    for message, changes in cases.items():
        save_file({name: array for name, array in (whole | changes).items() if array is not None}, path)
        with pytest.raises(DataError, match=r"^other\.safetensors: .*" + message) as raised:
            load_reader(path)
        assert "\n" not in str(raised.value)


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "other.safetensors"
    with pytest.raises(DataError, match=r"^other\.safetensors: cannot be read"):
        load_reader(path)
    path.write_bytes(b"no such format")
    with pytest.raises(DataError, match=r"^other\.safetensors: not a safetensors file"):
        load_reader(path)


# ---- the one that is shipped ----------------------------------------------------------------------------------------


def test_the_shipped_reader_reads_as_well_as_its_facts_say():
    """On 1,000 of the 5,000 test faces: within what so many can differ by."""
    known = json.loads(SHIPPED.with_suffix(".json").read_text("utf-8"))["attributes"]["32"]
    drawn = faces(range(1000), 32, "test")
    told = load_reader()[0].read(drawn.images)
    for attribute in ATTRIBUTES:
        name, fact = attribute.name, known[attribute.name]
        if attribute.kind == "number":
            error = np.sqrt(np.square(told.values[name] - drawn.attributes[name]).mean())
            assert error == pytest.approx(fact["rms_error"], rel=0.15), name
            assert fact["r2"] > 0.85, name
        else:
            there = shows(name, drawn.attributes)
            right = (told.values[name] == drawn.attributes[name])[there].mean()
            assert right == pytest.approx(fact["accuracy"], abs=0.015), name
            assert fact["accuracy"] > 0.95, name


def test_the_shipped_reader_is_small_and_reads_500_faces_in_a_moment():
    """Seconds of a core, so that whoever else computes does not matter."""
    assert SHIPPED.stat().st_size < 300_000
    reader, images = load_reader()[0], faces(range(500), 32, "test").images
    reader.features(images)
    seconds = []
    for _ in range(5):
        started = time.process_time()
        reader.features(images)
        seconds.append(time.process_time() - started)
    assert min(seconds) < 0.15
