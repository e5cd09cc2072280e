"""Reports in a real browser: readable at any width, by keyboard and by screen reader, without the network."""

import os
import shutil
from pathlib import Path

import pytest
from sheets import FAILED, HOSTILE, RICH, hostile, make

from grader.report import page as as_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUIRED = "GRADE_TESTS_NEED_BROWSER"
QUIET = (
    "--no-sandbox",  # our own pages, also as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get(REQUIRED),
        reason="no Chromium on this machine; install it with: apt install chromium",
    ),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.xdist_group("browser"),
]
PAGES = {
    "everything": lambda: as_html.render([RICH]),
    "several files": lambda: as_html.render([RICH, make(FAILED, submission="作业.py"), make(FAILED)]),
    "of a class": lambda: as_html.render([RICH], notes=[NOTE, HOSTILE], heading="Feedback for 王小明"),
    "hostile": lambda: as_html.render([hostile()]),
    "a real one": lambda: real(),
}
NOTE = "Norms was handed in 3 days late, which costs 30%: 7 of 10 points count."
LOOKS = [(width, scheme) for width in (400, 1200) for scheme in ("light", "dark")]


def real():
    """The sample of `grade demo`, graded for real, as a learner would see it."""
    import tempfile

    from grader import submission
    from grader.cli import sample
    from grader.core.verdict import Feedback
    from grader.course import load
    from grader.course.key import obtain
    from grader.judge.grade import grade
    from grader.runner.process.pool import Pool
    from grader.runner.wire import Limits

    key = obtain(load.builtin(), sample.EXERCISE, progress=lambda _task: None)
    with tempfile.TemporaryDirectory() as folder, Pool(Limits(call_seconds=1.0)) as pool:
        path = Path(folder) / f"{sample.EXERCISE}.py"
        path.write_text(sample.TEXT)
        stubs = {name: submission.stub(task.stub) for name, task in key.text.tasks.items()}
        needed = submission.needed(submission.read(path), list(stubs), stubs=stubs)
        return as_html.render([Feedback(grade(needed, key, pool), key.text)])


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM is not None, f"{REQUIRED} is set, and there is no Chromium: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for number, (name, make_page) in enumerate(PAGES.items()):
        found[name] = folder / f"{number}.html"
        found[name].write_text(make_page(), "utf-8")
    return found


@pytest.fixture
def visit(browser, files):
    """Open a page; every request but the one for the file itself is a failure."""
    contexts = []

    def open_page(name, *, width=1200, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(files[name].as_uri())
        assert (asked, said) == ([files[name].as_uri()], [])
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(visit, name, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(name, width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 400, 800, 1200])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_never_wider_than_the_window(visit, name, width):
    page = visit(name, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_is_small(files):
    for path in files.values():
        assert path.stat().st_size < 300_000


def test_a_page_is_used_by_keyboard(visit):
    page = visit("everything")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the feedback"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    details = "document.activeElement.parentElement"
    assert page.evaluate(f"{details}.open") is False
    page.keyboard.press("Enter")
    assert page.evaluate(f"{details}.open") is True
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_light_and_dark_differ(visit):
    ground = "getComputedStyle(document.body).backgroundColor"
    assert visit("everything").evaluate(ground) == "rgb(255, 255, 255)"
    assert visit("everything", scheme="dark").evaluate(ground) != "rgb(255, 255, 255)"


def test_a_page_prints_what_matters(visit, tmp_path):
    page = visit("everything")
    page.emulate_media(media="print")
    assert page.locator(".skip").is_visible() is False
    assert page.locator(".top").first.is_visible() is False
    assert page.locator("details.hints").first.is_visible() is False
    assert page.locator(".omitted code").first.is_visible() is True
    page.pdf(path=str(tmp_path / "page.pdf"))
    assert (tmp_path / "page.pdf").stat().st_size > 10_000


def test_hostile_text_runs_nothing_and_changes_nothing(visit):
    page = visit("hostile")
    assert page.evaluate("document.querySelectorAll('script, img').length") == 0
    assert page.evaluate("document.querySelectorAll('style').length") == 1
