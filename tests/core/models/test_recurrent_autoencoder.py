"""The recurrent autoencoder: cells by their equations, sizes, orders of rows, and what is fed back."""

import numpy as np
import pytest
import torch

from core.models.layers import recurrent
from core.models.recurrent_autoencoder import RecurrentAutoencoder, walk

T, W, H, K = 5, 3, 4, 2


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def make(cell="lstm", feedback=False, output="linear", order=range(T), writing=None, seed=0) -> RecurrentAutoencoder:
    order = list(order)
    return RecurrentAutoencoder(W, H, K, cell, feedback, output, order, writing or order, generator(seed))


def images(n=6):
    return torch.rand(n, T * W, generator=generator(1))


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def by_hand(layer, inputs) -> list[np.ndarray]:
    """The cells' equations, step by step: hidden units, and an LSTM's cells, of inputs [T, N, I]."""
    wi, wh, bi, bh = (p.detach().double().numpy() for p in layer.parameters())
    hidden = cell = np.zeros((inputs.shape[1], layer.hidden_size))
    states = []
    for x in inputs.double().numpy():
        from_input, from_self = x @ wi.T + bi, hidden @ wh.T + bh
        if isinstance(layer, torch.nn.LSTM):  # Hochreiter and Schmidhuber 1997; Gers et al. 2000
            i, f, g, o = np.split(from_input + from_self, 4, axis=1)
            cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
            hidden = sigmoid(o) * np.tanh(cell)
            states.append((hidden, cell))
        else:  # Cho et al. 2014, the reset after the matrix
            (ri, zi, ni), (rh, zh, nh) = np.split(from_input, 3, axis=1), np.split(from_self, 3, axis=1)
            r, z = sigmoid(ri + rh), sigmoid(zi + zh)
            hidden = (1 - z) * np.tanh(ni + r * nh) + z * hidden
            states.append((hidden,))
    return [np.stack(part) for part in zip(*states, strict=True)]


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_a_layer_does_what_the_equations_say_at_every_step(cell):
    layer = recurrent(cell, W, H, generator())
    for p in layer.parameters():  # biases that differ, too
        p.data += 0.3 * torch.randn(p.shape, generator=generator(2))
    inputs = torch.randn(7, 3, W, generator=generator(3))
    expected = by_hand(layer, inputs)
    assert layer(inputs)[0].detach().numpy() == pytest.approx(expected[0], abs=1e-6)
    walked = walk(layer, inputs)
    assert len(walked) == (2 if cell == "lstm" else 1)
    for found, values in zip(walked, expected, strict=True):
        assert found.detach().numpy() == pytest.approx(values, abs=1e-6)


def test_a_layer_starts_with_orthogonal_matrices_and_does_not_forget():
    layer = recurrent("lstm", 8, H, generator())
    for matrix in layer.weight_hh_l0.detach().split(H):
        assert torch.allclose(matrix @ matrix.T, torch.eye(H), atol=1e-6)
    bound = (6 / (8 + H)) ** 0.5
    assert 0.9 * bound < layer.weight_ih_l0.abs().max() <= bound
    bias = (layer.bias_ih_l0 + layer.bias_hh_l0).tolist()
    assert bias == [0] * H + [1] * H + [0] * 2 * H  # input, forget, cell, output


def test_the_seed_alone_decides_the_first_weights():
    state = torch.get_rng_state()
    first, again, other = (make(seed=seed).writer.weight_hh_l0 for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("feedback", [False, True])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_states_are_those_of_encoding_and_of_decoding_by_itself(cell, feedback):
    model, x = make(cell, feedback, output="sigmoid"), images()
    states = model.states(x)
    parts = ["hidden", "cell"] if cell == "lstm" else ["hidden"]
    assert set(states) == {f"{layer}_{part}" for layer in ("reader", "coder", "writer") for part in parts}
    assert states["reader_hidden"].shape == (6, T, H)
    assert torch.allclose(states["coder_hidden"][:, -1], model.encode(x), atol=1e-6)
    rows = torch.sigmoid(model.last(states["writer_hidden"])).flatten(1)
    assert torch.allclose(rows, model.decode(model.encode(x)), atol=1e-6)


def test_writing_by_itself_feeds_each_row_back_by_hand():
    model, x = make(feedback=True, output="sigmoid"), images()
    code = model.encode(x)
    cell = torch.nn.LSTMCell(K + W, H)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in model.writer.state_dict().items()})
    row, state, rows = torch.zeros(len(x), W), None, []
    for _ in range(T):
        state = cell(torch.cat([code, row], dim=1), state)
        row = torch.sigmoid(state[0] @ model.last.weight.T + model.last.bias)
        rows.append(row)
    assert torch.allclose(model.decode(code), torch.cat(rows, dim=1), atol=1e-6)


def test_a_forced_row_knows_the_true_rows_before_it_and_no_other():
    model, x = make(feedback=True), images(1).requires_grad_()
    code = torch.zeros(1, K)
    for t in range(T):
        row = model.forced(code, x)[0, t * W : (t + 1) * W].sum()
        (gradient,) = torch.autograd.grad(row, x, allow_unused=True)
        assert (gradient.view(T, W).abs().sum(1) > 0).tolist() == [s < t for s in range(T)]


def test_forced_by_what_it_writes_it_writes_the_same():
    model, x = make(feedback=True), images()
    code = model.encode(x)
    alone = model.decode(code)
    assert torch.allclose(model.forced(code, alone), alone, atol=1e-6)
    assert not torch.allclose(model.forced(code, x), alone, atol=1e-3)


def test_the_code_after_so_many_rows_is_that_of_the_rows_alone():
    model, x = make(), images()
    codes = model.prefix_codes(x)
    assert codes.shape == (T + 1, 6, K)
    assert (codes[0] == 0).all()
    assert torch.equal(codes[-1], model.encode(x))
    other = x.clone()
    other.view(6, T, W)[:, 3:] = 9
    assert torch.equal(model.prefix_codes(other)[3], codes[3])
    assert not torch.allclose(model.prefix_codes(other)[4], codes[4], atol=1e-3)


def test_rows_are_read_and_written_in_the_order_asked_for_and_put_in_their_places():
    shuffled = [2, 0, 4, 1, 3]
    plain, mixed = make(), make(order=shuffled)
    x = images()
    moved = x.view(6, T, W)[:, shuffled].flatten(1)  # what the shuffled one reads, from above
    assert torch.equal(mixed.encode(x), plain.encode(moved))
    code = plain.encode(x)
    assert torch.equal(mixed.decode(code).view(6, T, W)[:, shuffled], plain.decode(code).view(6, T, W))
    backwards = make(feedback=True, writing=list(range(T))[::-1])
    upright = make(feedback=True)
    assert torch.equal(backwards.decode(code).view(6, T, W).flip(1), upright.decode(code).view(6, T, W))
