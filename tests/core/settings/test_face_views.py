"""A face of one's own has the attributes that faces are drawn from."""

from core.data.faces import ATTRIBUTES
from core.settings.base import controls_of, parse_leniently
from core.settings.face_views import OwnFace


def test_its_controls_are_the_attributes():
    controls = controls_of(OwnFace)
    assert [control.name for control in controls] == [attribute.name for attribute in ATTRIBUTES]
    kinds = {"choice": "choice", "flag": "toggle", "number": "float"}
    for control, attribute in zip(controls, ATTRIBUTES, strict=True):
        assert control.kind == kinds[attribute.kind]
        assert control.label == attribute.label
        assert control.live
        if attribute.kind == "choice":
            assert control.choices == attribute.choices
        if attribute.kind == "number":
            assert (control.low, control.high) == (-1, 1)
            assert all(end in control.help for end in attribute.ends)


def test_a_bald_head_has_no_hair_colour_to_choose():
    own, problems = parse_leniently(OwnFace, {"hair_style": "bald", "hair_color": "black"})
    assert own.hair_color == OwnFace().hair_color
    assert problems == ["hair_color=black: a bald head shows none"]
    assert OwnFace(hair_style="bun", hair_color="black").inapplicable() == {}
