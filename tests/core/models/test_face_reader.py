"""The network that reads faces: shapes, size, and that its heads are told apart."""

import torch

from core.models.face_reader import FEATURES, FaceReader

HEADS = {"hair": 5, "glasses": 1, "smile": 1}


def make(seed=0):
    return FaceReader(HEADS, torch.Generator().manual_seed(seed))


def test_each_attribute_has_its_outputs_in_the_order_of_the_heads():
    model, x = make(), torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    features = model.features(x)
    assert features.shape == (4, FEATURES)
    told = model(x)
    assert {name: tuple(output.shape) for name, output in told.items()} == {n: (4, k) for n, k in HEADS.items()}
    whole = features @ model.to_heads.weight.T + model.to_heads.bias
    assert torch.allclose(torch.cat([told["hair"], told["glasses"], told["smile"]], 1), whole, atol=1e-6)


def test_it_is_small():
    by_hand = (27 + 1) * 16 + (144 + 1) * 32 + (288 + 1) * 48 + (432 + 1) * 48 + (768 + 1) * 64 + 65 * 7
    assert sum(p.numel() for p in make().parameters()) == by_hand <= 100_000


def test_its_first_weights_come_from_the_generator_alone():
    torch.manual_seed(5)
    a = make(3)
    torch.manual_seed(6)
    b, c = make(3), make(4)
    assert all(torch.equal(p, q) for p, q in zip(a.parameters(), b.parameters(), strict=True))
    assert not torch.equal(a.layers[0].weight, c.layers[0].weight)
