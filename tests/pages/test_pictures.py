"""Pictures: what they show is what the book and the network say, and where they lead is there."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from derive.book.book import Book, read_book
from derive.book.project import Project, find_project
from derive.network import Layer, backward, central_differences, forward
from derive.pages.pictures import made, neuron, nudge, plots, social, tracer
from derive.pages.pictures import map as drawn_map
from derive.pages.pictures import network as drawn_network
from derive.pages.pictures.links import LinkError, relative_links
from derive.pages.pictures.svg import name_text
from derive.pages.snippet import homes

ROOT = Path(__file__).parents[2]
PROJECT: Project = find_project(ROOT)
BOOK: Book = read_book(PROJECT.content)
HOMES = homes(PROJECT)

DRAWN: dict[str, Callable[[], str]] = {
    "map": lambda: drawn_map.chapter_map(BOOK, HOMES, made.chapter_titles(PROJECT)),
    "network": lambda: drawn_network.network(BOOK, HOMES),
    "neuron": lambda: neuron.neuron(HOMES),
    "nudge": nudge.nudge,
    "tracer": tracer.tracer,
    **{plot.name: lambda plot=plot: plots.plot_html(plot) for plot in plots.PLOTS},  # type: ignore[misc]  # mypy takes the default for an argument
}


def svgs(page: str) -> list[ElementTree.Element]:
    """Return the pictures in a page, each read as XML."""
    found = [ElementTree.fromstring(text) for text in re.findall(r"<svg.*?</svg>", page, re.S)]
    assert found
    return found


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_sound_and_always_the_same(name: str) -> None:
    """It is well-formed, has a title, no style, no colour of its own, and no id twice."""
    page = DRAWN[name]()
    assert page == DRAWN[name]()
    assert not re.search(r'\sstyle=|<style|\son\w+=|="#[0-9a-f]{6}"', page)
    for drawn in svgs(page):
        assert any(element.tag.endswith("title") and element.text for element in drawn)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    pointed_at = re.findall(r'(?:url\(#|\shref="#|aria-(?:labelled|described)by=")([^)"]+)', page)
    assert set(pointed_at) <= set(ids)


@pytest.mark.parametrize("name", ["map", "network", "neuron"])
def test_links_of_a_picture_lead_to_derivations_and_have_names(name: str) -> None:
    """Each link is one of the book's addresses, or a chapter's, and says where it leads."""
    known = {*HOMES.values(), *made.chapter_titles(PROJECT)}
    links = [
        element
        for drawn in svgs(DRAWN[name]())
        for element in drawn.iter("{http://www.w3.org/2000/svg}a")
    ]
    assert links
    for each in links:
        assert each.get("href") in known
        assert each.get("aria-label")


def test_the_map_holds_every_derivation_and_every_citation() -> None:
    """As many boxes as derivations, as many lines as citations; the list says the same."""
    page = DRAWN["map"]()
    cited = sum(len(BOOK.rests_on(entry)) for entry in BOOK.entries)
    picture, text = page.split("</figure>")
    assert picture.count('class="edge"') == 2 * cited  # a second one for each lights up
    assert text.count("\n- [") == len(BOOK.entries)
    for address in (HOMES[entry.name] for entry in BOOK.entries):
        assert picture.count(f'href="{address}"') == 1
        assert f"]({address})" in text


def test_boxes_of_the_map_do_not_touch() -> None:
    """No two boxes overlap, and all lie inside the picture."""
    (drawn,) = svgs(DRAWN["map"]())
    _, _, width, height = map(float, drawn.get("viewBox", "").split())
    boxes = [
        tuple(float(rect.get(key, "")) for key in ("x", "y", "width", "height"))
        for link in drawn.iter("{http://www.w3.org/2000/svg}a")
        for rect in link.iter("{http://www.w3.org/2000/svg}rect")
    ]
    assert len(boxes) == len(BOOK.entries)
    for number, (x, y, w, h) in enumerate(boxes):
        assert min(x, y, width - x - w, height - y - h) >= 0
        for other_x, other_y, _, _ in boxes[:number]:
            assert abs(x - other_x) >= w or abs(y - other_y) >= h


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Z1", "W1 @ X + b1"),
        ("J", "T/m"),
        ("dZ2", "A2 - Y"),
        ("dA2", "-(Y/A2 - (1 - Y)/(1 - A2))"),
        ("dA1", "W2.T @ dZ2"),
        ("dZ1", "dA1*(1 - A1**2)"),
        ("dW1", "dZ1 @ X.T/m"),
        ("db2", "sum(dZ2, axis=1, keepdims=True)/m"),
    ],
)
def test_boxes_of_the_network_say_what_the_book_says(name: str, shown: str) -> None:
    """Definitions and results stand in the names of their layer."""
    (node,) = (node for node in drawn_network.NODES if node.name == name)
    assert node.shows is not None
    assert drawn_network.shown_text(node.shows, BOOK) == shown


def test_the_network_waits_for_what_is_not_proved() -> None:
    """A picture that leads to a derivation that fails is not made anew; the others are."""
    good = {entry.name for entry in BOOK.entries} - {"dz"}
    found = made.pictures(PROJECT, BOOK, HOMES, good)
    assert found["_network.md"] is None
    assert found["_map.md"] is None
    assert found["_tracer.md"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("W", "𝑊"), ("dZ", "𝑑𝑍"), ("Z2", '𝑍<tspan dy="-0.42em" class="script">[2]</tspan>')],
)
def test_names_look_as_on_the_pages(name: str, text: str) -> None:
    """Letters are slanted, and a layer's number is raised."""
    assert name_text(name) == text


def test_rooted_links_become_relative() -> None:
    """Only raw links from the top of the pages are led anew; one to nothing is named."""
    found = {"chapters/dz.md": "../dz.html", "a&b.md": "x&y.html"}
    page = '<a href="/chapters/dz.md#dz"></a> <a href="/a&amp;b.md"> <a href="//h/x"> <a href="y">'
    wanted = '<a href="../dz.html#dz"></a> <a href="x&amp;y.html"> <a href="//h/x"> <a href="y">'
    assert relative_links(page, found.get) == wanted
    with pytest.raises(LinkError, match=r"/gone\.md leads nowhere"):
        relative_links('<a href="/gone.md#x">', found.get)


def test_traces_are_the_gradients_of_the_network() -> None:
    """Each entry's sum is what the module computes from the same numbers."""
    W, dZ, A_prev = (np.array(each, dtype=float) for each in (tracer.W, tracer.DZ, tracer.A_PREV))
    layer = Layer(W, np.zeros((tracer.UNITS, 1)), "identity")
    (gradients,) = backward(dZ, forward(A_prev, [layer])[1])
    traces = tracer.traces()
    assert len(traces) == 2 * 4 + 3 * 2 + 3
    for trace in traces:
        array = getattr(gradients, trace.name)
        assert trace.value == array[trace.row, trace.column]
        assert eval(trace.numbers) == trace.value


def test_no_transpose_of_the_tracer_can_be_forgotten() -> None:
    """No two of the sizes are equal, so a product without its transpose does not fit."""
    W, dZ, A_prev = (np.array(each) for each in (tracer.W, tracer.DZ, tracer.A_PREV))
    assert len({tracer.UNITS, tracer.UNITS_BEFORE, tracer.EXAMPLES}) == 3
    for left, right in ((W, dZ), (dZ, A_prev)):
        with pytest.raises(ValueError, match="mismatch"):
            left @ right


def test_traces_say_row_and_column() -> None:
    """The words name the row and the column that the sum runs through."""
    by_key = {trace.key: tracer.words_of(trace) for trace in tracer.traces()}
    assert "Column 2 of W (row 2 of W.T) meets column 1 of dZ" in by_key["dA_prev-2-1"]
    assert "Row 3 of dZ meets row 1 of A_prev" in by_key["dW-3-1"]
    assert "Row 2 of dZ" in by_key["db-2-1"]


def test_slopes_of_the_neuron_are_those_of_central_differences() -> None:
    """The slopes in the first chapter's picture are the slopes of the loss in it."""
    shown = neuron.numbers()
    arrays = {"x": neuron.X.copy(), "w": neuron.W.copy(), "b": neuron.B.copy()}
    for array, names in (("x", ("x1", "x2")), ("w", ("w1", "w2")), ("b", ("b",))):
        numeric = central_differences(lambda: neuron.loss(**arrays), arrays[array])
        assert [shown[name].slope for name in names] == pytest.approx(numeric.ravel(), abs=1e-9)
    a, y = shown["a"].value, neuron.Y[0, 0]
    assert shown["a"].slope == pytest.approx((a - y) / (a * (1 - a)))
    assert shown["z"].slope == pytest.approx(a - y)


def test_nudged_slopes_are_those_of_central_differences() -> None:
    """The slopes on the page are the slopes of the loss on the page."""
    arrays = nudge.arrays()
    numeric = {
        name: central_differences(lambda: nudge.loss(arrays), array)
        for name, array in arrays.items()
    }
    numbers = nudge.numbers()
    assert len(numbers) == 11
    for number in numbers:
        assert number.slope == pytest.approx(numeric[number.array][number.place], abs=1e-9)


@pytest.mark.parametrize("number", nudge.numbers(), ids=lambda number: number.name)
def test_half_the_nudge_misses_a_quarter(number: nudge.Number) -> None:
    """What the slope misses shrinks as the square of the step, as the page says."""
    missed = [nudge.change(number, h) - number.slope * h for h in (0.02, 0.01)]
    assert missed[0] / missed[1] == pytest.approx(4, rel=0.1)


def test_the_starts_part_where_the_page_says() -> None:
    """The explicit start is nan from 36.75 on, the collapsed one is close to 1, clipping kills."""
    for z, _, _, _, explicit, collapsed, clipped in plots.saturation():
        assert np.isnan(explicit) == (z >= 36.75)
        assert z < 5 or collapsed == pytest.approx(1, abs=0.01)
        assert z < 40 or clipped == 0


def test_the_valley_lies_where_the_page_says() -> None:
    """The best of the tried steps is near 1e-5, and the right code passes the check there."""
    best = min(plots.valley(), key=lambda row: row[1])
    assert 1e-6 < best[0] < 1e-4
    for h, right, slip in plots.check():
        assert slip > 1e-3
        assert right < 1e-7 or not 1e-6 <= h <= 1e-5


def test_plots_are_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second build finds the plots in its cache; a spoilt file is drawn again."""
    drawn: list[str] = []

    def draw(plot: plots.Plot) -> str:
        drawn.append(plot.name)
        return "<p></p>"

    monkeypatch.setattr(plots, "plot_html", draw)
    names = [f"{plots.PLOTS[0].name}.md", "_map.md"]
    for _ in range(2):
        plots.write_plots(tmp_path, names)
    assert drawn == [plots.PLOTS[0].name]
    (tmp_path / names[0]).write_text("half")
    plots.write_plots(tmp_path, names)
    assert len(drawn) == 2
    assert [path.name for path in tmp_path.iterdir()] == names[:1]


def test_the_picture_for_links_is_a_png_of_its_size(tmp_path: Path) -> None:
    """It has the size that others expect, and comes out of the cache the same."""
    entry = BOOK.entry("dz")
    assert entry is not None
    first, second = (social.social_picture(tmp_path, entry, "Title", "Words") for _ in range(2))
    assert first == second == social.social_png(entry, "Title", "Words")
    assert first.startswith(b"\x89PNG")
    assert [int.from_bytes(first[at : at + 4]) for at in (16, 20)] == list(social.SIZE)
