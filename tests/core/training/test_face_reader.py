"""Training the reader: what spoils its faces, what it minimises, and the files it writes."""

import json
import math

import numpy as np
import pytest
import torch
from safetensors import safe_open

from core.data.faces import ATTRIBUTES, TRAIN_FACES, faces
from core.training import face_measures, face_reader
from core.training.face_reader import accuracies, loss, spoiled, train
from core.training.face_reading import BALD, SHIPPED, SPOILED, Reading, load_reader, network, outputs_of, pixels

DRAWN = faces(range(12), 32)


def told_exactly(attributes, sure=30.0):
    """Outputs that tell the truth, and are sure of it: [N, K] by name."""
    outputs = {}
    for attribute in ATTRIBUTES:
        true = torch.from_numpy(attributes[attribute.name].astype(np.float32))[:, None]
        if attribute.kind == "choice":
            true = (true == torch.arange(outputs_of(attribute))).float() * sure
        elif attribute.kind == "flag":
            true = (2 * true - 1) * sure
        outputs[attribute.name] = true
    return outputs


def test_faces_are_spoiled_no_more_than_is_said():
    x = pixels(DRAWN.images).repeat(50, 1, 1, 1)
    y, amounts = spoiled(x, torch.Generator().manual_seed(0))
    blur, noise = amounts.T
    assert y.shape == x.shape
    assert amounts.min() >= 0
    assert amounts.max() <= 1
    assert float((blur == 0).float().mean()) == pytest.approx(0.5, abs=0.1)
    assert float(noise.mean()) == pytest.approx(0.5, abs=0.05)
    # on a wall of one colour nothing is left to blur: what changes it is the tint, and the noise around that
    wall = torch.full((600, 3, 32, 32), 0.5)
    y, amounts = spoiled(wall, torch.Generator().manual_seed(1))
    assert y.std((2, 3)).mean(1) == pytest.approx(face_reader.NOISE * amounts[:, 1], rel=0.1, abs=1e-6)
    most = 0.5 * face_reader.TINT + face_reader.LIGHT
    assert (y.mean((2, 3)) - 0.5).abs().max() < most + 0.02


def test_the_loss_is_0_for_the_truth_and_by_hand_for_a_mistake():
    attributes = DRAWN.attributes
    n, amounts = len(DRAWN.images), torch.rand(12, 2, generator=torch.Generator().manual_seed(2))
    told = told_exactly(attributes) | {SPOILED: amounts}
    assert float(loss(told, attributes, amounts)) == pytest.approx(0, abs=1e-6)
    wrong = told | {"smile": told["smile"] + 0.5}
    assert float(loss(wrong, attributes, amounts)) == pytest.approx(0.25 * 3)  # of the variance 1/3
    wrong = told | {"hair_style": torch.zeros(n, 5), "glasses": torch.zeros(n, 1)}
    assert float(loss(wrong, attributes, amounts)) == pytest.approx(math.log(5) + math.log(2), abs=1e-5)
    wrong = told | {SPOILED: amounts + torch.tensor([0.1, 0])}
    assert float(loss(wrong, attributes, amounts)) == pytest.approx(12 * 0.01, rel=1e-4)


def test_the_hair_colour_of_bald_heads_is_not_learned():
    attributes = DRAWN.attributes | {"hair_style": np.where(np.arange(12) < 9, BALD, BALD + 1).astype(np.uint8)}
    told = told_exactly(attributes) | {SPOILED: torch.zeros(12, 2)}
    told["hair_color"][:9] = -told["hair_color"][:9]
    assert float(loss(told, attributes, torch.zeros(12, 2))) == pytest.approx(0, abs=1e-6)


def test_training_meets_new_faces_at_every_step_and_learns(monkeypatch):
    met, losses = [], []
    monkeypatch.setattr(face_reader, "faces", lambda indices, side: met.extend(indices) or faces(indices, side))
    monkeypatch.setattr(face_reader, "loss", lambda *given: losses.append(loss(*given)) or losses[-1])
    model = train(12, seed=1)
    assert len(set(met)) == len(met) == 12 * face_reader.BATCH
    assert min(met) >= TRAIN_FACES
    assert losses[-1] < 0.9 * losses[0]
    monkeypatch.undo()
    again = train(12, seed=1)
    assert all(torch.equal(p, q) for p, q in zip(model.parameters(), again.parameters(), strict=True))


def test_accuracies_by_hand():
    attributes = DRAWN.attributes
    values = {name: array.copy() for name, array in attributes.items()}
    values["smile"] += np.float32(0.2)
    values["glasses"][:3] = 1 - values["glasses"][:3]
    values["hair_color"][attributes["hair_style"] == BALD] = 4  # of no weight
    found = accuracies(Reading(values, {}), attributes)
    assert found["glasses"] == pytest.approx({"accuracy": 0.75, "guessing": 0.6})
    assert found["hair_color"]["accuracy"] == 1
    assert found["smile"]["mean_error"] == found["smile"]["rms_error"] == pytest.approx(0.2)
    assert found["smile"]["r2"] == pytest.approx(1 - 0.04 / attributes["smile"].var(), rel=1e-5)


def test_the_command_writes_what_it_measured(tmp_path, monkeypatch):
    for module in (face_reader, face_measures):
        monkeypatch.setattr(module, "REFERENCE", 100)
    monkeypatch.setattr(face_measures, "OTHERS", 100)
    monkeypatch.setattr(face_measures, "COUNTS", (50,))
    out = tmp_path / "reader.safetensors"
    face_reader.main(["--steps", "3", "--seed", "2", "--out", str(out)])
    facts = json.loads(out.with_suffix(".json").read_text("utf-8"))
    assert facts["command"] == f"python -m core.training.face_reader --steps 3 --seed 2 --out {out}"
    with safe_open(out, "numpy") as file:
        assert file.metadata() == {"command": facts["command"], "seed": "2", "steps": "3"}
    reader, beside = load_reader(out)
    drawn = faces(range(100), 32, "test")
    assert facts["attributes"]["32"] == accuracies(reader.read(drawn.images), drawn.attributes)
    assert facts["attributes"]["spoiled"].keys() == facts["attributes"]["64"].keys()
    assert facts["floors"]["64"]["50"]["sets"] == 2
    assert beside["mean.32"] == pytest.approx(reader.features(drawn.images).mean(0), abs=1e-4)
    assert facts["parameters"] == sum(p.numel() for p in network().parameters())
    assert facts["test_faces"] == 100


def test_the_shipped_reader_names_its_command():
    facts = json.loads(SHIPPED.with_suffix(".json").read_text("utf-8"))
    options = f"--steps {facts['steps']} --seed {facts['seed']} --out assets/checkpoints/reader.safetensors"
    assert facts["command"] == f"python -m core.training.face_reader {options}"
    with safe_open(SHIPPED, "numpy") as file:
        assert file.metadata() == {name: str(facts[name]) for name in ("command", "seed", "steps")}
    assert facts["test_faces"] == face_measures.REFERENCE
    assert facts["parameters"] == sum(p.numel() for p in network().parameters())
