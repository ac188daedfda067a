"""Where two engines' tables differ, and whether two worlds earn the same."""

SKIPPED = ("dial", "ratio")


def differences(a: dict, b: dict, tolerance: float = 1e-9, path: str = "", scale: float = 1.0) -> list[str]:
    """Leaves of `a` that `b` gives otherwise, beyond a tolerance relative to the leaf or to `scale`."""
    found = []
    for key, value in a.items():
        here = f"{path}.{key}"
        if isinstance(value, dict):
            found += differences(value, b.get(key, {}), tolerance, here, scale)
        else:
            other = b.get(key, 0.0)
            if not abs(value - other) <= tolerance * max(scale, abs(value), abs(other)):
                found.append(f"{here}: {value!r} against {other!r}")
    return found


def earns_otherwise(a: dict, b: dict) -> bool:
    """Whether the receipts of some month differ between two runs of the reference, USD million."""
    ours, theirs = a["total"]["receipts"], b["total"]["receipts"]
    return any(abs(musd - theirs[month]) > 1e-6 for month, musd in ours.items())
