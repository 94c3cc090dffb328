"""Registers the in-browser pieces of assets/components as Streamlit components."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "components"
IMPORT = re.compile(r'^import \{[^}]*\} from "(\.\./shared/\w+\.js)";\n', re.MULTILINE)


def bundle(folder: Path) -> str:
    """The piece's index.js with the shared modules it imports written in front: Streamlit takes one module."""
    source = (folder / "index.js").read_text("utf-8")
    shared = [(folder / path).read_text("utf-8") for path in dict.fromkeys(IMPORT.findall(source))]
    exported = [re.sub(r"^export ", "", text, flags=re.MULTILINE) for text in shared]
    return "\n".join([*exported, IMPORT.sub("", source)])


@cache
def piece(name: str):
    """The in-browser piece of that name, ready to be mounted."""
    folder = FOLDER / name
    return st.components.v2.component(
        f"explorer_{name}",
        html=(folder / "index.html").read_text("utf-8"),
        css=(folder / "style.css").read_text("utf-8"),
        js=bundle(folder),
    )
