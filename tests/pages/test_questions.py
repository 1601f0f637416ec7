"""The questions, the chooser and the cheat sheet: every formula proved, every link to a step."""

import html
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from derive.book.book import Book, read_book
from derive.book.project import Project, find_project
from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from derive.language.reader import read_working
from derive.pages.choose import Layout, Start, numpy_line, read_choices
from derive.pages.claimed import Claimed, ClaimError, claimed, equations, page_links, step_links
from derive.pages.questions import Question, asked, questions_page, read_questions
from derive.pages.sheet import Row, read_sheet
from derive.pages.snippet import homes
from derive.pages.worded import worded

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "derive" / "questions"
GROUPS = read_questions(FOLDER)
QUESTIONS = [question for group in GROUPS for question in group.questions]
CHOICES = read_choices(FOLDER / "choices.toml")
SHEET = read_sheet(FOLDER / "sheet.toml")
CLAIMS = [
    *(question.claims for question in QUESTIONS),
    *(start.claims for start in CHOICES.starts),
    *(layout.claims for layout in CHOICES.layouts),
    *(row.claims for row in SHEET),
]


@pytest.fixture(scope="module")
def project() -> Project:
    """Return this project."""
    return find_project(ROOT)


@pytest.fixture(scope="module")
def book(project: Project) -> Book:
    """Return this project's book."""
    return read_book(project.content)


@pytest.mark.parametrize("claims", CLAIMS, ids=lambda claims: claims.place)
def test_every_equation_is_proved(claims: Claimed) -> None:
    """What an answer, a choice or a row of the sheet states holds on its whole domain."""
    declarations = claims.working.declarations
    assert claims.working.steps
    for step in claims.working.steps:
        judgement = judge(step.left.expr, step.right.expr, declarations)
        assert judgement.verdict is Verdict.PROVED, f"{step.left.text} = {step.right.text}"


def test_the_questions_are_all_there() -> None:
    """Each question stands once, with words and an answer of at most a few sentences."""
    names = [question.id for question in QUESTIONS]
    assert len(names) == len(set(names)) == 67
    for question in QUESTIONS:
        sentences = re.findall(r"[.?!:)](?:\s|$)", re.sub(r"`[^`]*`", "", question.answer))
        assert 1 <= len(sentences) <= 9, question.id


@pytest.mark.parametrize(
    "question", [each for each in QUESTIONS if each.numbers], ids=lambda question: question.id
)
def test_numbers_in_answers(question: Question) -> None:
    """A rounded number in an answer is what its expression gives, to the digits shown."""

    def sigma(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    for expression, shown in question.numbers:
        value = eval(expression, {"sigma": sigma, "exp": math.exp})
        assert shown in question.answer
        number = float(shown.replace("−", "-"))
        tolerance = 0.05 * abs(number) if "e" in shown else 0.5 * 10.0 ** -len(shown.split(".")[-1])
        assert value == pytest.approx(number, abs=tolerance), expression


def test_the_same_formula_as_in_the_step(project: Project, book: Book) -> None:
    """Each choice of a layout reads like the step it leads to: no line is linked in vain."""
    pages = homes(project)
    for layout in (each for each in CHOICES.layouts if each.cost == "mean"):
        for line, proof in zip(layout.lines[1:], layout.proof, strict=True):
            (link,) = step_links(proof, book, pages)
            name, _, number = link.rstrip(")").rpartition("#")[2].rpartition("-")
            entry = book.entry(name)
            assert entry is not None
            whole = re.sub(r"\[[^]]*\]|[()]", "", entry.working.steps[int(number) - 1].right.text)
            assert whole == re.sub(r"[()]", "", line.partition(" = ")[2]), link


def test_how_a_step_is_named(project: Project, book: Book) -> None:
    """A step is the end of a chain, or the line that is written so."""
    pages = homes(project)
    names = ["dz", "two-layers-output.2", "dz: D(L, a)*D(a, z)"]
    assert [link.rpartition("#")[2] for link in step_links(names, book, pages)] == [
        "dz-4)",
        "two-layers-output-2)",
        "dz-1)",
    ]


def test_every_link_leads_to_a_step(project: Project, book: Book) -> None:
    """The pages are made without a fault, and each link names a step that is on its page."""
    pages = homes(project)
    text = questions_page(GROUPS, book, pages)
    for page, anchor in re.findall(r"\]\(/([^)#]+)#([a-z0-9-]+)\)", text):
        assert (ROOT / "docs" / page).is_file()
        name, _, number = anchor.rpartition("-")
        if (entry := book.entry(name)) is not None:
            assert 1 <= int(number) <= len(entry.working.steps)
            assert pages[name] == f"/{page}#{name}"


def test_what_is_not_proved_is_not_written(project: Project, book: Book, tmp_path: Path) -> None:
    """A false equation in an answer keeps its page from being written, and is named."""
    folder = tmp_path / "derive" / "questions"
    folder.mkdir(parents=True)
    (folder / "01_false.toml").write_text(
        'title = "T"\n[[question]]\nid = "Q1"\ntopic = "t"\nask = "?"\n'
        'answer = "It is `x + 1 = x`."\nproof = ["dz"]\n'
    )
    other = Project(tmp_path, tmp_path / "derive" / "chapters")
    told = worded(other, book, homes(project))
    assert told.texts == {"questions.md": None}
    assert told.faults == ("derive/questions/01_false.toml, Q1: x + 1 = x is refuted",)


@pytest.mark.parametrize("name", ["dz.2", "dz.0", "dz: a + y", "no-such", "dz-4", "DZ"])
def test_a_step_that_is_not_there(book: Book, project: Project, name: str) -> None:
    """A link to a step that the book has not is an error, not a dead link."""
    with pytest.raises(ClaimError, match="no such step"):
        list(step_links([name], book, homes(project)))


def test_faults_in_the_files_are_named(tmp_path: Path) -> None:
    """A missing field, a claim that can't be read and a crooked link say where they are."""
    (tmp_path / "01_x.toml").write_text('title = "T"\n[[question]]\nid = "Q1"\n')
    with pytest.raises(ClaimError, match=r"01_x\.toml: table 1 of \[\[question\]\] has no topic"):
        read_questions(tmp_path)
    with pytest.raises(ClaimError, match="here: "):
        claimed("here", "where W: (n, p)", ["W = W.T"])
    with pytest.raises(ClaimError, match="a link is written"):
        list(page_links(["[x](https://example.org)"]))


def test_equations_in_words() -> None:
    """Only an equation of two expressions is a claim; code and single expressions are not."""
    text = "So `a = b` and `a + b`, `dZ[Z <= 0] = 0`, `np.sum(Z, axis=1)`, `f(x) =\n y`."
    assert equations(text) == ["a = b", "f(x) = y"]


def test_numpy_lines() -> None:
    """A line for NumPy names NumPy's functions, and the slope of an activation by a name."""
    assert numpy_line("dZ = dA*D(sum(g(Z)), Z)") == "dZ = dA*g_slope(Z)"
    assert numpy_line("db = sum(dZ, axis=1)/m") == "db = np.sum(dZ, axis=1)/m"


@pytest.mark.parametrize("start", CHOICES.starts, ids=lambda each: each.claims.place)
def test_numpy_lines_of_the_starts_run(start: Start) -> None:
    """Each NumPy line of a start runs, and gives an array of the shape of Z."""
    rng = np.random.default_rng(2)
    Z, Y, dA = (rng.normal(size=(3, 4)) for _ in range(3))
    names = {"np": np, "Z": Z, "A": np.tanh(Z), "Y": Y, "dA": dA, "alpha": 0.01}
    names |= {"sigma": lambda z: 1 / (1 + np.exp(-z)), "g_slope": lambda z: 1 - np.tanh(z) ** 2}
    _, _, right = numpy_line(start.claim).partition(" = ")
    assert eval(right, names).shape == Z.shape


@pytest.mark.parametrize("layout", CHOICES.layouts, ids=lambda each: each.claims.place)
def test_numpy_lines_of_the_layouts_run(layout: Layout) -> None:
    """Each gradient of a layout has the shape that its declarations give its variable."""
    sizes = {"n": 3, "n_prev": 2, "m": 4}
    shapes = dict(layout.claims.working.declarations.shapes)
    rng = np.random.default_rng(3)

    def shape(name: str) -> tuple[int, ...]:
        return tuple(sizes[size] if isinstance(size, str) else size for size in shapes[name])

    names: dict[str, object] = {"np": np, "m": 4}
    names |= {name: rng.normal(size=shape(name)) for name in ("W", "A_prev", "b", "dZ")}
    for line in layout.lines:
        left, _, right = numpy_line(line).partition(" = ")
        assert eval(right, names).shape == shape(left), line


@pytest.mark.parametrize("row", SHEET, ids=lambda row: f"{row.part}, {row.what}")
def test_numpy_lines_of_the_sheet_run(row: Row) -> None:
    """Each NumPy line of the sheet runs and has the shape that stands beside it."""
    sizes = {"n": 3, "n_prev": 2, "m": 4}
    rng = np.random.default_rng(4)
    columns = {"W": (3, 2), "A_prev": (2, 4), "b": (3, 1), "Z": (3, 4), "dA": (3, 4), "dZ": (3, 4)}
    as_rows = row.part.startswith("Examples as rows")
    names: dict[str, object] = {"np": np, "m": 4, "lam": 0.1, "alpha": 0.01, "j": 1, "i": 2}
    for name, shape in columns.items():
        names[name] = rng.normal(size=shape[::-1] if as_rows else shape)
    names |= {"Y": rng.uniform(size=(3, 4)), "A": rng.uniform(size=(3, 4))}
    names |= {"AL": names["A"], "y": 1.0, "x1": 2.0, "dz": -0.2, "g_slope": np.cos}
    names |= {"a": np.array([0.2, 0.5, 0.3]), "sigma": lambda z: 1 / (1 + np.exp(-z))}
    if row.shape == "a number":
        names["a"] = 0.8
    _, _, right = f" = {row.code or numpy_line(row.claim)}".rpartition(" = ")
    value = np.asarray(eval(right, names))
    wanted = [
        sizes.get(size) or int(size) for size in re.findall(r"\w+", row.shape) if "(" in row.shape
    ]
    assert list(value.shape) == wanted


def exercises() -> list[tuple[str, str]]:
    """Return the workings in the covered solutions of the chapters, each with its page."""
    found = []
    for page in sorted((ROOT / "docs" / "chapters").rglob("*.md")):
        for text in re.findall(
            r"\n    ```text\n(.*?)\n    ```", page.read_text("utf-8"), re.DOTALL
        ):
            found.append((page.stem, re.sub(r"^    ", "", text, flags=re.MULTILINE)))
    return found


@pytest.mark.parametrize("page, text", exercises())
def test_solutions_of_exercises_are_proved(page: str, text: str) -> None:
    """A solution that is written as a working is proved, line by line."""
    working = read_working(text)
    for step in working.steps:
        judgement = judge(step.left.expr, step.right.expr, working.declarations)
        assert judgement.verdict is Verdict.PROVED, f"{page}: {step.right.text}"


def test_there_are_exercises() -> None:
    """The pattern that finds the solutions finds them."""
    assert len(exercises()) >= 12


@pytest.mark.parametrize(
    "ask", ["Can I use a*(1-a) as the slope?", "x*(1-x); is it", "where does 2*(a-y) come from"]
)
def test_words_and_formulas_of_a_question_stay_apart(ask: str) -> None:
    """The spaces around a formula in a heading are there, on the page and so in the search."""
    heading = re.sub("<[^>]*>", "", asked(replace(QUESTIONS[0], ask=ask)))
    assert html.unescape(heading) == f"{ask}#"
