"""A page in a real browser: its bytes, how long it takes to stand, how long a redraw takes, and what it asks for.

    python benchmarks/page.py results/report.html

The redraws and the second start are on a processor that the browser slows four times, as a telephone's is. A redraw is
timed at the top of the page, where the dials are, and with each chart that moves in the middle of the screen.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.pages.browser import PATIENCE, chromium, complaints, look, opened, requested

SLOWED, STARTS = 4, 5
SCREEN = 1280
"""Pixels across: a screen on which the first chart is in sight beside the dials."""
PLACES = ("others", "chart-curve", "chart-notch", "chart-channels")
"""What is in the middle of the screen: the dial itself, and charts."""
REDRAW = """
const place = arguments[0], done = arguments[1], dial = document.querySelector('#others'), taken = [];
document.getElementById(place).scrollIntoView({ block: 'center' });
const turn = (n) => {
  if (n === 10) return done(taken);
  dial.value = n + 0.5;
  const before = performance.now();
  dial.dispatchEvent(new Event('input', { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => {
    taken.push(performance.now() - before);
    setTimeout(turn, 1000, n + 1);
  }));
};
setTimeout(turn, 1000, 0);
"""
"""Turns the dial ten times; milliseconds from the key until the frame that shows it is painted, at rest between."""
STOOD = "return performance.now()"


def starts(driver: Any, page: Path) -> list[float]:
    """Milliseconds from opening the page to its charts standing, several times over; the first one is the coldest."""
    found = []
    for _ in range(STARTS):
        opened(driver, page)
        found.append(float(driver.execute_script(STOOD)))
    return found


def slowed(driver: Any, times: int) -> None:
    """Slow the processor so many times."""
    driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": times})


def main(page: Path) -> None:
    """Print what a page costs."""
    whole = page.read_bytes()
    print(f"bytes {len(whole):,}, deflated {len(gzip.compress(whole)):,}")
    with tempfile.TemporaryDirectory() as folder, chromium(Path(folder)) as driver:
        driver.set_script_timeout(PATIENCE)
        look(driver, SCREEN, dark=False)
        for times in (1, SLOWED):
            slowed(driver, times)
            taken = starts(driver, page)
            print(f"processor slowed {times} times: stands after {taken[0]:,.0f} ms (best {min(taken):,.0f})")
            for place in PLACES:
                redraws = driver.execute_async_script(REDRAW, place)
                said = f"a redraw {statistics.median(redraws):,.0f} ms (worst {max(redraws):,.0f})"
                print(f"  {said} with {place} in the middle, load {os.getloadavg()[0]:.1f}", flush=True)
        print(f"requests {len(requested(driver))}, warnings {len(complaints(driver))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
