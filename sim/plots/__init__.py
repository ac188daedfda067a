"""Figures: each function takes numbers and returns a matplotlib Figure; one saves them. No pyplot, no global style."""

from __future__ import annotations

import logging
from importlib import import_module

NO_CACHE = (
    "mkdir -p failed for path",
    "%s is not a writable directory",
    "Matplotlib created a temporary cache directory",
)
"""What matplotlib says where it may keep nothing: in a container, or of a user without a home."""


def _worth_saying(record: logging.LogRecord) -> bool:
    """Whether what matplotlib logs while it is loaded is of use to who asked for a figure."""
    return not str(record.msg).startswith(NO_CACHE)


def _quietly_loaded() -> None:
    """Load matplotlib without a word on where it keeps its list of fonts: it finds a place, and the figures stand."""
    logger = logging.getLogger("matplotlib")
    logger.addFilter(_worth_saying)
    try:
        _without_help()
    finally:
        logger.removeFilter(_worth_saying)


def _without_help() -> None:
    """Load matplotlib's artists without the tables of settings that it writes into their help texts.

    They take a third of the time of loading matplotlib, in every command that draws. Whoever wants to read them has
    them by importing matplotlib first.
    """
    from matplotlib import artist as artists

    written = artists.kwdoc
    artists.kwdoc = lambda artist: ""
    try:
        import_module("matplotlib.figure")
    finally:
        artists.kwdoc = written


_quietly_loaded()
