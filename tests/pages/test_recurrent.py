"""The recurrent autoencoder's page: what the reading piece is given, and the panels of its own."""

import numpy as np
import pytest

from core.runs.wire import unpack
from core.ui.catalog import lesson
from tests.pages.lesson import charts, messages, run_until, session_of, show, texts, warnings

PAGE = "autoencoders/recurrent"
FEEDBACK = {"decoder": "feedback"}


def test_the_reading_piece_is_given_the_images_and_the_orders_of_their_rows(visit):
    tab = visit(PAGE, image="3")
    header, arrays = unpack(messages(tab)["reading"])
    assert header == {"clock": "recurrent", "selected": 3, "feedback": False}
    assert arrays["images"].shape == (297, 64)
    assert arrays["reading"].tolist() == arrays["writing"].tolist() == list(range(8))
    assert unpack(messages(tab)["pictures"])[0]["selected"] == 3


def test_rows_written_backwards_are_told_to_the_piece(visit):
    tab = visit(PAGE, order="reversed", **FEEDBACK)
    header, arrays = unpack(messages(tab)["reading"])
    assert header["feedback"]
    assert arrays["writing"].tolist() == list(range(8))[::-1]


def test_another_image_is_chosen_by_its_number(visit):
    tab = visit(PAGE)
    tab.number_input(key="image").set_value(7).run()
    assert unpack(messages(tab)["reading"])[0]["selected"] == 7


def test_the_prefix_is_that_of_the_trained_network(visit):
    tab = visit(PAGE, panel="Prefix", image="2", rows_read="3")
    answer = session_of(tab).ask("prefix", image=2)
    header, arrays = unpack(messages(tab)["pictures"])  # the panel's, below those of the stage
    assert header["selected"] == 3
    assert np.array_equal(arrays["pixels"], answer["pixels"])
    image = lesson("recurrent").recording.static_arrays["images"][2].reshape(8, 8)
    seen = arrays["seen"].reshape(9, 8, 8)
    assert np.array_equal(seen[3, :3], image[:3])
    assert not seen[3, 3:].any()
    assert f"After 3 of 8 rows this image comes back with an MSE of {answer['mse'][3]:.4f}" in texts(tab)
    own = charts(tab)["prefix"]["data"][1]
    assert own["y"] == pytest.approx(answer["mse"].tolist())
    tab.slider(key="rows_read").set_value(8).run()
    assert unpack(messages(tab)["pictures"])[0]["selected"] == 8


def test_the_slider_ends_at_the_number_of_rows(visit):
    tab = visit(PAGE, panel="Prefix", rows_read="28")
    assert tab.slider(key="rows_read").max == 8
    assert not tab.exception


def test_both_errors_are_shown_where_rows_are_fed_back(visit):
    tab = visit(PAGE, panel="Teacher forcing", teacher_forcing="true", **FEEDBACK)
    run_until(tab, lambda session: session.latest is not None, "a frame")
    tab.run()
    header, _ = unpack(messages(tab)["charts"])
    assert [line["scalar"] for line in header["charts"][0]["lines"]] == ["test_mse", "forced_test_mse"]
    frame = session_of(tab).latest
    free, forced = (trace["y"] for trace in charts(tab)["rows"]["data"])
    assert free == pytest.approx(frame.arrays["row_errors"].tolist())
    assert forced == pytest.approx(frame.arrays["forced_row_errors"].tolist())
    assert "trained on **true rows**" in texts(tab)


def test_a_writer_that_is_given_the_code_alone_has_nothing_to_force(visit):
    tab = visit(PAGE)
    assert tab.toggle(key="teacher_forcing").disabled
    show(tab, "Teacher forcing")
    assert any("given the code alone" in info.value for info in tab.info)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"cell": "rnn"}, "cell=rnn: allowed is one of lstm, gru"),
        ({"teacher_forcing": "true"}, "teacher_forcing=true: only where the writer is given the row before"),
        ({"image": "10"}, "image=10: allowed is a whole number from 0 to 9"),
    ],
)
def test_an_address_that_cannot_be_taken_is_said(visit, address, said):
    tab = visit(PAGE, **address)
    assert any(said in warning for warning in warnings(tab))
    assert not tab.exception
