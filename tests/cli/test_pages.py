"""Forms and reports in a browser: nothing is asked for, nothing scrolls sideways out of the keyboard's reach, contrast is AA."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from sample_papers import APPLICATION, CLEAN, RESULT, REVIEW, RISK_REVIEW

from pseudo.forms import render, sheets
from pseudo.model import Evidence
from pseudo.procedure.case import Case, Provision
from pseudo.procedure.performance import year_profile
from pseudo.procedure.terms import Stage
from pseudo.report import render_audit, render_performance

CHROMIUM = Path("/usr/bin/chromium")
FIGURE = Evidence(
    "minimum_class_size", 5, "subjects", "counted in the written file", "pseudokit docs/checks.md", "release", 100
)
CASE = Case(
    "2026-0007",
    Stage.MANAGEMENT,
    application=APPLICATION,
    risk_review=RISK_REVIEW,
    treatment_result=RESULT,
    review=REVIEW,
    provisions=(Provision("2026-12-01", "x"),),
    figures=(FIGURE,) * 12,
)
MEASURE = """
const channels = text => text.match(/[\\d.]+/g).map(Number);
const luminance = rgb => rgb.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
  .reduce((sum, v, n) => sum + v * [.2126, .7152, .0722][n], 0);
const ratio = (a, b) => { const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y); return (high + .05) / (low + .05); };
const behind = (element, view) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = channels(view.getComputedStyle(e).backgroundColor);
    if (colour.length < 4 || colour[3] > .5) return colour;
  }
  return [255, 255, 255];
};
const measured = frame => {
  const page = frame.contentDocument, view = frame.contentWindow, root = page.documentElement;
  let contrast = 21, unreachable = 0;
  for (const element of page.body.querySelectorAll('*')) {
    const style = view.getComputedStyle(element);
    if (['auto', 'scroll'].includes(style.overflowX) && element.scrollWidth > element.clientWidth && element.tabIndex < 0) unreachable++;
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || element.closest('svg')) continue;
    let opacity = 1;
    for (let e = element; e; e = e.parentElement) opacity *= Number(view.getComputedStyle(e).opacity);
    const back = behind(element, view), ink = channels(style.color).slice(0, 3).map((v, n) => v * opacity + back[n] * (1 - opacity));
    contrast = Math.min(contrast, ratio(ink, back));
  }
  return {excess: root.scrollWidth - frame.clientWidth, unreachable, contrast};
};
onload = () => { document.title = JSON.stringify([...document.querySelectorAll('iframe')].map(measured)); };
"""


@pytest.fixture(scope="module")
def pages():
    """Every form, and both reports in both languages."""
    made = [render(sheet, "html").decode() for sheet in sheets(CLEAN)]
    for lang in ("ko", "en"):
        made += [render_audit(CASE, CLEAN, [], lang), render_performance([CASE], year_profile("2025"), lang)]
    return made


def looked_at(pages, folder, width):
    """What the browser measures of each page in a frame of that width, and what it said on its console."""
    if not CHROMIUM.exists():
        pytest.skip("headless Chromium is not here: apt-get install chromium")
    frames = "".join(f'<iframe width="{width}" height="600" srcdoc="{html.escape(page)}"></iframe>' for page in pages)
    host = folder / "host.html"
    host.write_text(f"<!doctype html><meta charset=utf-8><script>{MEASURE}</script>{frames}", "utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=5000")
    words = (CHROMIUM, *flags, f"--user-data-dir={folder / 'profile'}", "--dump-dom", host.as_uri())
    home = {**os.environ, "HOME": str(folder)}
    done = subprocess.run(words, capture_output=True, text=True, timeout=180, check=True, env=home)
    [title] = re.findall("<title>(.*?)</title>", done.stdout)
    return json.loads(html.unescape(title)), done.stderr


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_in_a_browser(pages, tmp_path, width):
    found, said = looked_at(pages, tmp_path, width)
    assert len(found) == len(pages)
    assert max(one["excess"] for one in found) <= 0
    assert max(one["unreachable"] for one in found) == 0
    assert min(one["contrast"] for one in found) >= 4.5
    assert "CONSOLE" not in said


def test_the_measures_see_what_they_are_for(tmp_path):
    """Each fault on a page of its own: too wide, a frame out of the keyboard's reach, pale letters, a request."""
    head = "<!doctype html><meta charset=utf-8><body>"
    wide = f'{head}<div style="width:2000px">wide</div>'
    frame = f'{head}<div style="overflow-x:auto;width:100px"><p style="width:400px">x</p></div>'
    pale = f'{head}<p style="color:#aaa;background:#fff">pale</p>'
    loud = f"{head}<script>console.log('said')</script>"
    found, said = looked_at([wide, frame, pale, loud], tmp_path, 390)
    assert [one["excess"] > 0 for one in found] == [True, False, False, False]
    assert [one["unreachable"] for one in found] == [0, 1, 0, 0]
    assert [one["contrast"] < 4.5 for one in found] == [False, False, True, False]
    assert "CONSOLE" in said
