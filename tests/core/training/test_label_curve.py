"""The curve over the number of labels is made of the runs that it stands for."""

import json

import numpy as np
import pytest
from safetensors import safe_open

from core.settings.pretraining import PretrainingSettings
from core.training import label_curve
from core.training.pretraining import PretrainingTrainer

FIELDS = ["seeds=5", "width=12", "latent_dim=6", "pretraining=10", "steps=25", "seed=3"]


def test_each_row_is_the_end_of_a_run_with_so_many_labels(tmp_path):
    out = tmp_path / "curve.safetensors"
    label_curve.main([*FIELDS, "--out", str(out)])
    with safe_open(out, "numpy") as file:
        metadata, arrays = file.metadata(), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    assert metadata["command"] == f"python -m core.training.label_curve {' '.join(FIELDS)} --out {out}"
    settings = PretrainingSettings(**json.loads(metadata["settings"]))
    assert settings == PretrainingSettings(seeds=5, width=12, latent_dim=6, pretraining=10, steps=25, seed=3)
    assert arrays["counts"].tolist() == [10, 20, 50, 100, 200, 500, 1000]
    for row, n in enumerate(arrays["counts"]):
        trainer = PretrainingTrainer(settings.model_copy(update={"labels": int(n)}))
        for _ in range(settings.steps):
            trainer.step()
        scalars = trainer.evaluate()
        for arm in ("scratch", "frozen", "finetuned"):
            assert arrays[arm][row].shape == (5,)
            assert float(np.mean(arrays[arm][row])) == pytest.approx(scalars[f"accuracy_{arm}"], abs=1e-6)
