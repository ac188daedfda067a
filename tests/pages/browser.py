"""A real Chromium without a window, driven over files with the network off."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60.0
"""Seconds after which something that does not happen counts as failed, on a machine that does much else."""
FLAGS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND")
PROGRAMS = ("chromium", "chromedriver")


def missing() -> list[str]:
    """The programs that are not here."""
    return [name for name in PROGRAMS if not shutil.which(name)]


def needed() -> None:
    """Skip where there is no browser; fail where one must be, on the machine that integrates."""
    if lacking := missing():
        said = f"no {' and no '.join(lacking)} here; Debian has them in the packages chromium and chromium-driver"
        if os.environ.get("CI") == "true" or os.environ.get("DIAL_BROWSER") == "required":
            pytest.fail(said)
        pytest.skip(said)


@contextmanager
def chromium(downloads: Path) -> Iterator[Any]:
    """A browser that resolves no name, keeps a log of its console and requests, and saves into a folder."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    os.environ["SE_OFFLINE"] = "true"
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        driver.execute_cdp_cmd("Network.enable", {})
        offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
        yield driver
    finally:
        driver.quit()


def until(true: Callable[[], Any]) -> Any:
    """Wait until something is true; returns it."""
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, "does not happen"
        time.sleep(0.05)
    return found


def opened(driver: Any, page: Path, state: str = "") -> None:
    """Open a page from disk, in a state of its address, and wait until it is alive."""
    driver.get("about:blank")
    driver.get(f"{page.as_uri()}{state}")
    until(lambda: driver.execute_script("return document.body.classList.contains('live') && history.state"))


def requested(driver: Any) -> set[str]:
    """The addresses that were asked for since the last time, files and built-in pages apart."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    return {url for url in urls if not url.startswith(("file:", "about:", "blob:"))}


def complaints(driver: Any) -> list[str]:
    """What the console warned of since the last time."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]


def look(driver: Any, width: int, dark: bool) -> None:
    """Give the page a width, and a light or a dark ground."""
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def tree(driver: Any) -> list[tuple[str, str, str]]:
    """What a screen reader is told: (role, name, value text) of everything that is not ignored."""
    found = []
    for node in driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]:
        if not node.get("ignored"):
            role, name = (str(node.get(key, {}).get("value", "")) for key in ("role", "name"))
            said = {p["name"]: str(p["value"].get("value", "")) for p in node.get("properties", [])}
            found.append((role, name, said.get("valuetext", "") or str(node.get("value", {}).get("value", ""))))
    return found
