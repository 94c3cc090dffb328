"""Registers the in-browser pieces of assets/components as Streamlit components."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "components"
IMPORT = re.compile(r'import \{ \w+(?:, \w+)* \} from "(\./\w+\.js|\.\./shared/\w+\.js)";')
IMPORT_LINE = re.compile(r"^[ \t]*import\b.*\n?", re.MULTILINE)


def bundle(folder: Path) -> str:
    """The piece's index.js behind the modules that it imports, each once and after its own: Streamlit takes one module.

    A module may import others of its folder and of ../shared; those of ../shared import nothing.
    """
    folder = folder.resolve()
    written: dict[Path, str] = {}

    def write(path: Path, importers: tuple[Path, ...] = ()) -> None:
        if path in importers:
            raise ValueError(f"{path} imports itself by way of {importers[-1].name}")
        if path in written:
            return
        source = path.read_text("utf-8")
        for line in IMPORT_LINE.findall(source):
            found = IMPORT.fullmatch(line.strip())
            module = found and (folder / found[1]).resolve()
            if path.parent != folder or not module or not module.is_file():
                raise ValueError(f"{path}: this import cannot be resolved: {line.strip()}")
            write(module, (*importers, path))
        written[path] = IMPORT_LINE.sub("", source)

    write(folder / "index.js")
    *modules, index = written.values()
    return "\n".join([*(re.sub(r"^export ", "", module, flags=re.MULTILINE) for module in modules), index])


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
