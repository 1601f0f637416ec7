"""The command line with the real engines: the first chapter's lines, right and with a slip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derive.cli.arguments import main

LOSS = "let   L = -(y*log(a) + (1 - y)*log(1 - a))\n"
BY_PREDICTION = (
    LOSS
    + """\
where 0 < a < 1, 0 <= y <= 1

  D(L, a)
= -y/a + (1 - y)/(1 - a)          by derivative of log
= (a - y)/(a*(1 - a))             by common denominator
"""
)
BY_INPUT = (
    "let   a = sigma(z)\n"
    + LOSS
    + """\
where 0 <= y <= 1

  D(L, z)
= D(L, a)*D(a, z)                    by chain rule
= (a - y)/(a*(1 - a))*(a*(1 - a))    by result loss-gradient, result sigmoid-derivative
= a - y                              by cancel factors
"""
)


def verdicts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> tuple[int, list[dict[str, object]]]:
    """Return the exit status of ``check`` and its steps."""
    file = tmp_path / "mine.txt"
    file.write_text(text)
    status = main(["check", "--json", str(file)])
    return status, json.loads(capsys.readouterr().out)["steps"]


@pytest.mark.parametrize("text", [BY_PREDICTION, BY_INPUT])
def test_the_chapter_typed_as_a_working(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """Right lines are proved."""
    status, steps = verdicts(tmp_path, capsys, text)
    assert {step["verdict"] for step in steps} == {"proved"}
    assert status == 0


@pytest.mark.parametrize(
    ("text", "right", "wrong", "line"),
    [
        (BY_PREDICTION, "-y/a + (1 - y)", "-y/a - (1 - y)", 5),
        (BY_INPUT, "= a - y", "= a + y", 8),
    ],
)
def test_one_flipped_sign_is_refuted(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    right: str,
    wrong: str,
    line: int,
) -> None:
    """At a point that is shown, with two values that differ."""
    status, steps = verdicts(tmp_path, capsys, text.replace(right, wrong))
    refuted = [step for step in steps if step["verdict"] == "refuted"]
    assert status == 1
    assert refuted[0]["line"] == line
    assert refuted[0]["counterexample"]
    assert refuted[0]["left_value"] != refuted[0]["right_value"]


def test_a_domain_without_a_point_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is proved on it."""
    status, steps = verdicts(tmp_path, capsys, "where 0 < z < 0\n\nz == z + 1\n")
    assert (status, steps) == (2, [])


def test_a_line_that_is_right_again_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What follows a slip is false as a step; the line with which it agrees is named."""
    text = """
      (a + 1)**2
    = a**2 + 2*a
    = a**2 + a + a
    = a**2 + 2*a + 1
    = (a + 1)*(a - 1)

      a + a
    = 2*a
    """
    path = tmp_path / "mine.txt"
    path.write_text("\n".join(line.strip() for line in text.splitlines()), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr().out
    assert said.count("agrees with line") == 1
    assert said.index("line 5: refuted") < said.index(
        "this line agrees with line 2 again: what is wrong stands between them"
    )
    assert said.index("agrees with line 2") < said.index("line 6: refuted")
