"""Figures: each function takes numbers and returns a matplotlib Figure; one saves them. No pyplot, no global style."""

from __future__ import annotations

from importlib import import_module

from matplotlib import artist as artists


def _without_help() -> None:
    """Load matplotlib's artists without the tables of settings that it writes into their help texts.

    They take a third of the time of loading matplotlib, in every command that draws. Whoever wants to read them has
    them by importing matplotlib first.
    """
    written = artists.kwdoc
    artists.kwdoc = lambda artist: ""
    try:
        import_module("matplotlib.figure")
    finally:
        artists.kwdoc = written


_without_help()
