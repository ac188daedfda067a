"""Many series as a few hundred kilobytes of text: 16 bits a number, differences of neighbours, deflated, base64."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.common.axes import Array

STEPS = 65_534
"""Parts of a series' range; half of one is the error of a number."""
NO_NUMBER = 65_535


def packed(series: Mapping[str, Array]) -> dict[str, Any]:
    """Series by key, (period, bundle, reading, others, own), as a page unpacks them.

    `blocks` gives for each where it begins, how many periods it has, and its lowest value and step; `packed` are all
    numbers one after the other as differences modulo 2^16, first all high bytes, then all low ones.
    """
    blocks, numbers, at = {}, [], 0
    for key, values in series.items():
        low, step = _scale(values)
        blocks[key] = {"at": at, "periods": len(values), "low": low, "step": step}
        flat = np.ascontiguousarray(values).ravel()
        steps = np.round(np.nan_to_num((flat - low) / step)).astype(np.uint16)
        numbers.append(np.where(np.isfinite(flat), steps, np.uint16(NO_NUMBER)))
        at += flat.size
    every = np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.uint16)
    moves = np.diff(every, prepend=np.uint16(0)).astype(np.uint16)
    halves = np.concatenate([(moves >> 8).astype(np.uint8), (moves & 255).astype(np.uint8)])
    return {"blocks": blocks, "packed": base64.b64encode(zlib.compress(halves.tobytes(), 9)).decode()}


def _scale(values: Array) -> tuple[float, float]:
    """The lowest number and the step of a series, in few digits; a series of one value has a step of 1."""
    sound = values[np.isfinite(values)]
    if not sound.size:
        return 0.0, 1.0
    low = float(np.floor(sound.min() * 1000) / 1000)
    step = float(f"{(float(sound.max()) - low) / STEPS * (1 + 1e-6):.9g}")
    return low, step or 1.0
