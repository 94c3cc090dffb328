"""The convolutional autoencoder: maps of the chosen image, a second run on the same clock, the panels of its own."""

import pytest

from core.runs.wire import unpack
from core.ui.catalog import lesson
from tests.pages.lesson import beside_of, messages, run_until, session_of, show, texts

PAGE = "autoencoders/convolutional"


def heads(tab):
    """What the pieces with pictures are told."""
    pieces = [piece.proto for piece in tab.get("bidi_component")]
    return [unpack(piece.bytes)[0] for piece in pieces if piece.component_name == "explorer_pictures"]


def rows(tab):
    """All rows of pictures on the page."""
    return [row for head in heads(tab) for row in head["rows"]]


def arrays(tab):
    return {row["array"] for row in rows(tab)}


def test_every_layer_is_a_row_of_maps_of_the_chosen_image(visit):
    tab = visit(PAGE)
    assert arrays(tab) == {"images", "reconstructions", "down1 0", "down2 0", "code 0", "up0 0", "up1 0"}
    assert "Down 2: 16 maps of 2×2" in [row["title"] for row in rows(tab)]
    tab.number_input(key="image").set_value(4).run()
    assert {"down1 4", "up1 4"} < arrays(tab)
    assert arrays(tab) <= lesson("convolutional").recording.frames[-1].arrays.keys() | {"images"}


@pytest.mark.parametrize(("rival", "changed"), [("dense", "architecture"), ("upsampled", "grow")])
def test_a_rival_stands_beside_it_on_the_same_clock(visit, rival, changed):
    tab = visit(PAGE, beside=rival)
    beside, session = beside_of(tab), session_of(tab)
    assert beside.recorded
    assert getattr(beside.settings, changed) != getattr(session.settings, changed)
    assert (f"convolutional-{rival}", "convolutional") in [(head["clock"], head["leader"]) for head in heads(tab)]
    drawn = unpack(messages(tab)["charts"])[0]["charts"]
    assert [chart["clock"] for chart in drawn].count(beside.lesson.name) == 2
    counts = [run.static[0]["parameters"] for run in (session, beside)]
    assert all(f"{count:,}" in texts(tab) for count in counts)
    assert abs(counts[0] - counts[1]) < 0.4 * counts[0]


def test_a_dense_network_has_no_maps(visit):
    tab = visit(PAGE, preset="dense")
    assert "A dense network has no maps" in texts(tab)
    assert arrays(tab) == {"images", "reconstructions"}


def test_places_are_measured_where_they_are_remembered(visit):
    tab = visit(PAGE, panel="Places")
    assert "Nothing goes past the code here" in tab.info[0].value
    tab.button(key="preset switches").click().run()
    run_until(tab, lambda session: session.latest is not None and "fixed" in session.latest.arrays, "a frame")
    tab.run()
    assert {"fixed", "foreign"} < arrays(tab)
    assert "192 choices among four cells, up to 384 bits" in texts(tab)


def test_examples_by_hand_are_there(visit):
    tab = visit(PAGE)
    show(tab, "Pooling by hand")
    assert "pooling" in messages(tab)
    show(tab, "Transposed convolution by hand")
    assert unpack(messages(tab)["transposed"])[0]["answer"] is None
