"""The page in a real browser: its dials move what it says, and nothing that is not its own runs."""

from __future__ import annotations

import base64
import csv
import re
from pathlib import Path

import pytest

from sim.analysis.answers_by_dial import key_of
from sim.analysis.said import about
from sim.pages.between import interpolated
from sim.pages.charts import DARK_BLUE, DARK_INK, DARK_PAPER
from sim.pages.parts import partners
from sim.sweeps.answers import answers_of
from tests.pages.browser import chromium, complaints, look, needed, opened, requested, tree, until
from tests.pages.tiny import EVIL_BUNDLE, HOSTILE

pytestmark = pytest.mark.slow

WIDTHS = (360, 768, 1280)
PAPER = 717
"""Width of A4 between the margins of a browser, in pixels of CSS."""
CONTRAST = 4.5
"""The least contrast of text with its ground (WCAG 2.2, AA)."""


@pytest.fixture(scope="module")
def downloads(tmp_path_factory) -> Path:
    """Where the browser saves."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(downloads):
    """One browser for all tests here."""
    needed()
    with chromium(downloads) as driver:
        yield driver


@pytest.fixture
def live(browser, page):
    """The page as it opens."""
    opened(browser, page)
    return browser


@pytest.fixture(scope="module")
def answers(page):
    """What the page is made of."""
    return answers_of(page.parent / "results" / "tiny")


def said(driver) -> str:
    return driver.find_element("css selector", "[role=status]").text


def denied(answers, bundle: int, reading: int, others: float, own: float) -> str:
    key = key_of("year", answers.answer)
    return about(float(interpolated(answers, key, (bundle, reading), others, own)[answers.year]))


def input_of(driver, name: str, value: str = ""):
    chosen = f"input[name={name}]" + (f"[value='{value}']" if value else "")
    return driver.find_element("css selector", chosen)


def click(driver, name: str, value: str = "") -> None:
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", found := input_of(driver, name, value))
    found.click()


def test_keys_turn_the_dial_to_what_the_table_says(live, answers):
    from selenium.webdriver.common.keys import Keys

    dial = input_of(live, "others")
    moves = [(Keys.HOME, 0.0), (Keys.END, 10.0), (Keys.ARROW_LEFT, 9.5), (Keys.ARROW_RIGHT, 10.0)]
    for key, at in moves:
        dial.send_keys(key)
        assert f"would deny {denied(answers, 1, 0, at, at)} million" in said(live)
        assert f"Dial of all partners {at:.1f}, China {at:.1f}" in said(live)
        assert dial.get_attribute("aria-valuetext") == f"{at:g} of 10"


@pytest.mark.parametrize(
    ("bundle", "reading", "others", "own"),
    [(0, 0, 0, 0), (1, 0, 5, 10), (0, 1, 10, 5), (1, 1, 10, 10), (1, 1, 0, 10), (1, 1, 7.5, 3.5)],
)
def test_the_address_gives_a_setting_and_the_page_what_the_table_says(
    browser, page, answers, bundle, reading, others, own
):
    opened(browser, page, f"#bundle={bundle}&reading={reading}&others={others}&own={own}&tied=0")
    assert f"would deny {denied(answers, bundle, reading, others, own)} million" in said(browser)
    assert answers.readings[reading] in said(browser)
    assert answers.bundles[bundle] in said(browser)


def test_the_mouse_turns_the_dial_and_parts_the_largest_buyer_from_the_others(live, answers):
    from selenium.webdriver import ActionChains

    own, tied = input_of(live, "own"), input_of(live, "tied")
    assert tied.is_selected()
    live.execute_script("arguments[0].scrollIntoView({block: 'center'})", own)
    ActionChains(live).move_to_element_with_offset(own, own.size["width"] // 2 - 2, 0).click().perform()
    assert not tied.is_selected()
    assert f"would deny {denied(answers, 1, 0, 5, 10)} million" in said(live)
    click(live, "tied")
    assert own.get_property("value") == "5"
    assert f"would deny {denied(answers, 1, 0, 5, 5)} million" in said(live)


def test_bundles_and_readings_are_chosen_and_kept_in_the_address(live, answers, page):
    click(live, "bundle", "0")
    click(live, "reading", "1")
    assert f"up to 2321: would deny {denied(answers, 0, 1, 5, 5)} million" in said(live)
    address = until(lambda: "bundle=0&reading=1" in live.current_url and live.current_url)
    opened(live, page, "#" + address.partition("#")[2])
    assert f"up to 2321: would deny {denied(answers, 0, 1, 5, 5)} million" in said(live)


@pytest.mark.parametrize("state", ["#others=1e9&own=-4&bundle=77&reading=x&tied=2", "#others=NaN&nonsense=1", "#%00"])
def test_a_wrong_address_does_no_harm(browser, page, state):
    opened(browser, page, state)
    assert re.search(r"would deny [\d,]+ million", said(browser))
    assert complaints(browser) == []


def test_nothing_is_asked_for_and_nothing_complained_of(live):
    requested(live)
    complaints(live)
    live.refresh()
    until(lambda: live.execute_script("return document.body.classList.contains('live')"))
    input_of(live, "others").send_keys("1")
    assert requested(live) == set()
    assert complaints(live) == []


def test_names_that_would_do_harm_are_text(live):
    assert live.title == HOSTILE
    assert live.find_element("css selector", "h1").text == HOSTILE
    assert EVIL_BUNDLE in said(live)
    assert live.execute_script("return document.images.length") == 0


def test_the_policy_blocks_requests_and_scripts_that_are_not_its_own(live, page):
    inject = "const s = document.createElement('script'); s.textContent = 'window.broken = 1'; document.body.append(s);"
    live.execute_script(inject)
    assert live.execute_script("return window.broken") is None
    ask = "const done = arguments[0]; fetch(location.href).then(() => done('got it'), (error) => done(error.message));"
    assert live.execute_async_script(ask) == "Failed to fetch"
    (page.parent / "eval.js").write_text("window.evil = 1", encoding="utf-8")
    live.execute_script("const s = document.createElement('script'); s.src = 'eval.js'; document.head.append(s);")
    blocked = until(lambda: [text for text in complaints(live) if "Content Security Policy" in text])
    assert live.execute_script("return window.evil") is None
    assert len(blocked) >= 2


def test_a_screen_reader_is_told_names_and_values(live):
    found = tree(live)
    assert ("slider", "Dial of all partners", "5") in found
    assert any(role == "slider" and name == "Own dial of China" for role, name, _ in found)
    assert any(role == "checkbox" and name == "moves with the others" for role, name, _ in found)
    assert {name for role, name, _ in found if role == "radio"} == {
        "up to 2321",
        EVIL_BUNDLE,
        "own notices",
        "dial only",
    }
    images = [name for role, name, _ in found if role in ("image", "img")]
    assert len(images) == 6
    assert all(re.search(r"\d", name) for name in images)
    assert [role for role, _, _ in found].count("status") == 1


def test_the_tab_key_stops_at_what_can_be_used_and_nowhere_else(live):
    from selenium.webdriver.common.keys import Keys

    live.find_element("css selector", "body").send_keys(Keys.TAB)
    stops = []
    for _ in range(14):
        stops.append(live.execute_script("return document.activeElement.outerHTML.slice(0, 60)"))
        live.switch_to.active_element.send_keys(Keys.TAB)
    assert [stop for stop in stops if re.match(r'<div(?! class="scroll")', stop)] == []
    assert stops[0].startswith('<input type="range" id="others"')


def test_the_table_of_a_chart_says_what_the_chart_shows(live, answers):
    click(live, "reading", "1")
    for fold in live.find_elements("css selector", "details summary"):
        live.execute_script("arguments[0].parentNode.open = true", fold)
    rows = live.find_elements("xpath", "//section[h2='What a notch of the dial is worth']//tbody/tr")
    shown = {
        row.find_element("tag name", "th").text: [c.text for c in row.find_elements("tag name", "td")] for row in rows
    }
    for dial in (0.0, 5.0, 10.0, 6.5):
        assert shown[f"{dial:.1f}"] == [denied(answers, 1, reading, dial, dial) for reading in (0, 1)]


def test_charts_out_of_sight_follow_when_the_dial_rests(live, answers):
    from selenium.webdriver.common.keys import Keys

    live.execute_script("window.scrollTo(0, 0)")
    input_of(live, "others").send_keys(Keys.HOME)
    key = partners(answers)[0].key
    shown = "return Bokeh.documents[0].get_model_by_name('partners').data[arguments[0]][arguments[1]]"
    expected = float(partners(answers)[0].values[answers.year, 1, 0, 0, 0])
    until(lambda: abs(live.execute_script(shown, key, answers.year) - expected) < 1.0)


def test_a_dial_does_not_draw_axes_anew(live, answers):
    """They cost most of a chart, and every key would pay for them."""
    from selenium.webdriver.common.keys import Keys

    live.execute_script(f"{INSIDE} charts().flat().forEach((text) => (text.stood = true)); window.scrollTo(0, 0)")
    input_of(live, "others").send_keys(Keys.HOME)
    until(lambda: "others=0&" in live.current_url)  # the address comes last
    live.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    stand = live.execute_script(f"{INSIDE} return charts().map((texts) => texts.filter((text) => text.stood).length)")
    assert len(stand) == 6
    assert min(stand) > 5


def test_the_numbers_of_a_setting_are_saved_as_csv(live, answers, downloads):
    click(live, "reading", "1")
    link = live.find_element("id", "csv")
    live.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()
    file = until(lambda: next(iter(downloads.glob("tiny*.csv")), None))
    with file.open(encoding="utf-8", newline="") as opened_file:
        rows = list(csv.DictReader(opened_file))
    key = key_of("year", "goods.denied")
    (row,) = [r for r in rows if r["series"] == key and r["period"] == str(answers.years[answers.year])]
    value = interpolated(answers, key, (1, 1), 5.0, 5.0)[answers.year]
    assert float(row["usd_million"]) == pytest.approx(value, abs=0.05)
    assert (row["bundle"], row["reading"], row["dial_of_all"]) == (EVIL_BUNDLE, "dial only", "5.0")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_any_width_and_can_be_read_on_either_ground(live, page, width, dark):
    look(live, width, dark)
    until(lambda: live.execute_script("return innerWidth") == width)
    assert live.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    drawn = live.execute_script("return [...document.querySelectorAll('.drawn')].map((chart) => chart.offsetWidth)")
    assert 0 < max(drawn) <= PAPER, "what is printed is cut at the right"
    faint = live.execute_script(COLOURS)
    assert min(_contrast(text, ground) for text, ground in faint) >= CONTRAST
    clip = {"x": 0, "y": 0, "width": width, "height": 4000, "scale": 1}
    shot = live.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    name = f"page-{width}-{'dark' if dark else 'light'}.png"
    (page.parent / name).write_bytes(base64.b64decode(shot["data"]))
    look(live, 1280, False)


COLOURS = """
const ground = getComputedStyle(document.body).backgroundColor;
return ['body', '.small', 'figcaption', '.answer b', 'th', 'td', 'a'].map(
  (query) => [getComputedStyle(document.querySelector(query)).color, ground]);
"""


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of two CSS colours."""
    lights = []
    for colour in (one, other):
        parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


CHARTS = "Bokeh.documents[0].roots()"


def test_charts_can_be_read_in_the_dark_too(live):
    look(live, 1280, True)
    colour = f"return {CHARTS}[0].below[0].axis_label_text_color"
    until(lambda: str(live.execute_script(colour)).lower() == "#f0f0f0")
    look(live, 1280, False)
    until(lambda: str(live.execute_script(colour)).lower() == "#111111")


def test_paper_is_light_whatever_the_screen_is(live):
    """As soon as a browser says that it will print: it waits for no frame."""
    look(live, 1280, True)
    until(lambda: _colours(live) & DARK)
    live.execute_script("document.querySelector('h1').scrollIntoView()")
    assert _colours(live, "beforeprint") & DARK == set()
    assert "dark" not in live.find_element("css selector", "body").get_attribute("class")
    live.execute_script("dispatchEvent(new Event('afterprint'))")
    until(lambda: _colours(live) & DARK)
    look(live, 1280, False)
    until(lambda: not _colours(live) & DARK)


DARK = {colour.upper() for colour in (DARK_INK, DARK_BLUE, DARK_PAPER)}
"""Colours that are drawn with on a dark ground only."""


def _colours(driver, event: str = "none") -> set[str]:
    """The colours of what charts draw, right after an event, as '#F0F0F0'."""
    found = driver.execute_script(DRAWN_IN, event)
    assert len(found) > 5
    return {
        "#" + "".join(f"{int(part):02X}" for part in re.findall(r"\d+", colour)[:3])
        if "(" in colour
        else colour[:7].upper()
        for colour in found
    }


INSIDE = """
const inside = (node) => [...node.querySelectorAll('*')].flatMap(
  (e) => [e, ...(e.shadowRoot ? inside(e.shadowRoot) : [])]);
const charts = () => [...document.querySelectorAll('.chart')].map(
  (chart) => inside(chart).filter((e) => e.tagName === 'text'));
"""
"""`charts()`: the texts that each chart draws."""
DRAWN_IN = f"""
dispatchEvent(new Event(arguments[0]));
{INSIDE}
const drawn = [...document.querySelectorAll('.chart')].flatMap(inside).filter((e) => e.ownerSVGElement);
const colours = drawn.flatMap((e) => [e.getAttribute('fill'), e.getAttribute('stroke')]);
return [...new Set(colours)].filter((c) => c && c !== 'none');
"""


def test_no_text_of_a_chart_lies_on_another(live):
    """Once a chart has found its width. Each text stands twice in what Bokeh draws; the same words are one."""
    for width in WIDTHS:
        look(live, width, False)
        until(lambda w=width: live.execute_script("return innerWidth") == w)
        until(lambda: _on_each_other(live) == [])


def _on_each_other(driver) -> list[tuple[str, str]]:
    """The texts of a chart that lie on another one."""
    found = []
    for chart in driver.execute_script(TEXTS):
        assert len(chart) > 5
        for n, (text, *box) in enumerate(chart):
            for other, *there in chart[n + 1 :]:
                apart = box[2] <= there[0] or there[2] <= box[0] or box[3] <= there[1] or there[3] <= box[1]
                found += [] if apart or text == other else [(text, other)]
    return found


TEXTS = f"""
{INSIDE}
return charts().map((texts) => texts.map((e) => {{
  const box = e.getBoundingClientRect();
  return [e.textContent, box.left + 0.5, box.top + 0.5, box.right - 0.5, box.bottom - 0.5];
}}));
"""
