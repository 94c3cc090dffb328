"""Text from outside, made harmless for Markdown."""

from __future__ import annotations


def plain(text: str) -> str:
    """The text with nothing left that Markdown would take for a sign."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+-.!|<>~$:^&" else c for c in text)
