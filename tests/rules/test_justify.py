"""Reasons told from other reasons: steps that a rule must take, and true ones that it must not.

The folder ``steps`` holds them, one a line: ``rule | step | declarations | shown above``.
"""

import time
from pathlib import Path

import pytest

from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from derive.language.parse import parse_expression
from derive.language.working import Declarations
from derive.rules.catalogue import RULES, rule_named
from derive.rules.justify import justified, unjust
from derive.rules.rule import Example
from derive.rules.scene import Scene
from derive.rules.stated import stated

FOLDER = Path(__file__).parent / "steps"


def read(file: str) -> list[tuple[str, Example]]:
    """Return the steps of a file, each with the rule that is named for it."""
    found = []
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        rule, step, given, shown = ([*map(str.strip, f"{line} ".split(" | ")), "", ""])[:4]
        left, right = step.split(" = ")
        pairs = [pair.split(" = ") for pair in shown.split("; ") if pair]
        above = tuple((first, last) for first, last in pairs)
        found.append((rule, Example(left, right, given.replace("; ", "\n"), above)))
    return found


def objection(rule: str, example: Example, *, published: bool) -> str | None:
    """Say why the rule is not the reason of a step that the kernel proves, or None when it is."""
    assert rule_named(rule)
    said = stated(example)
    (step,) = said.working.steps
    sides = step.left.expr, step.right.expr
    assert judge(*sides, said.working.declarations).verdict is Verdict.PROVED
    return unjust(*sides, [rule], said.scene, published=published)


def name(value: object) -> str:
    """Return what a step is called in the report of the tests."""
    return f"{value.left}={value.right}" if isinstance(value, Example) else str(value)


@pytest.mark.parametrize(("rule", "example"), read("justified.txt"), ids=name)
def test_textbook_steps_are_justified(rule: str, example: Example) -> None:
    """A rule takes its steps in any order and bracketing, nested, repeated, and backwards."""
    assert objection(rule, example, published=True) is None


@pytest.mark.parametrize(("rule", "example"), read("unjustified.txt"), ids=name)
def test_false_reasons_are_refused(rule: str, example: Example) -> None:
    """A true step with a false reason is refused, in words."""
    assert objection(rule, example, published=True)


@pytest.mark.parametrize(("rule", "example"), read("learners.txt"), ids=name)
def test_learners_may_do_more_at_once(rule: str, example: Example) -> None:
    """A learner's step may be more than its rule; in a published one that is refused."""
    assert objection(rule, example, published=False) is None
    assert objection(rule, example, published=True)


@pytest.mark.parametrize(("rule", "example"), read("not_learners.txt"), ids=name)
def test_learners_must_name_the_rule_that_is_used(rule: str, example: Example) -> None:
    """What a rule is said along with is no reason for another rule's step."""
    assert objection(rule, example, published=False)


def test_every_rule_is_tried() -> None:
    """Each rule but the functions' and the like has a textbook step besides its example."""
    tried = {rule for rule, _ in read("justified.txt")}
    assert {rule.name for rule in RULES if rule.kind != "calculus"} - tried <= {
        *("log of one", "log of exp", "exp of log", "power as exp", "exp of zero"),
        *("tanh of zero", "complete the square"),
    }


@pytest.mark.parametrize(
    ("left", "right", "rules", "said"),
    [
        ("u + v", "v + u", ["expand"], "only order, signs and numbers change"),
        ("u*(v + w)", "u*v + u*w", ["factor"], "it would be expand"),
        ("u*(v + w)", "u*v + u*w", ["expand", "reorder"], "more than what happens here"),
        ("exp(u + v)", "exp(u)*exp(v)", ["expand"], "it would be exp of a sum"),
        ("u*(v + w) + exp(u + v)", "u*v + u*w + exp(u)*exp(v)", ["expand"], "takes exp of a sum"),
        ("log(u)", "log(v)", ["log of a product"], "its condition: u > 0, v > 0"),
        ("u/u", "w", ["cancel factors", "expand"], "do not turn the line above into this one"),
    ],
)
def test_objections_say_what_would_fit(left: str, right: str, rules: list[str], said: str) -> None:
    """An objection names the trouble, and the rule that would fit when there is one."""
    sides = parse_expression(left), parse_expression(right)
    assert said in (unjust(*sides, rules, Scene(Declarations())) or "")


def test_of_the_larger_of_two_either_may_be_named_first() -> None:
    """To change the order alone is no use of the slope of max, nor are other cases than slopes."""
    scene = Scene(Declarations())
    law = parse_expression("D(max(u, v), x)")
    one, other, third = (
        parse_expression(f"where({text})")
        for text in (
            "u > v, D(u, x), D(v, x)",
            "v > u, D(v, x), D(u, x)",
            "v < u, D(u, x), D(v, x)",
        )
    )
    for line in (one, other, third):
        assert unjust(law, line, ["derivative of max"], scene) is None
    assert unjust(one, other, ["derivative of max"], scene)
    flipped = [
        parse_expression(f"D(max(u, v), x) + where({text})")
        for text in ("u > v, u, v", "v > u, v, u")
    ]
    moved = parse_expression("where(u > v, D(u, x), D(v, x)) + where(v > u, v, u)")
    assert unjust(flipped[0], moved, ["derivative of max"], scene)


def test_two_rules_are_both_needed() -> None:
    """A step may name two rules when it takes both, and not when one does everything."""
    scene = Scene(Declarations())
    sides = (
        parse_expression("u*(v + w) + exp(u + v)"),
        parse_expression("u*v + u*w + exp(u)*exp(v)"),
    )
    assert unjust(*sides, ["expand", "exp of a sum"], scene) is None
    assert unjust(*sides, ["expand", "exp of a sum", "log of exp"], scene)


DEEP = "u" + "+(v*(u" * 40 + "))" * 40
LONG = " + ".join(f"x{n}*(y{n} + 1)" for n in range(150))
TALL = "(" * 60 + "x" + " + 1)**2" * 60
MANY = " + ".join(f"where(x{n} > 0, u, v)*w" for n in range(30))
SLOPES = f"D({'*'.join(f'exp({n}*x)' for n in range(2, 30))}, x)"
PRODUCT = "*".join(f"(x{n} + y{n})" for n in range(30))


@pytest.mark.parametrize("rule", ["expand", "cancel terms", "product rule", "case by case"])
@pytest.mark.parametrize("text", [DEEP, LONG, TALL, MANY, SLOPES, PRODUCT], ids="DLTMSP")
def test_hostile_lines_are_answered_soon(text: str, rule: str) -> None:
    """Deep, long and branching lines get an answer, whatever it is, in bounded time."""
    sides = parse_expression(text), parse_expression(f"({text}) + z")
    named = rule_named(rule)
    assert named
    started = time.process_time()
    assert not justified(*sides, [named], Scene(Declarations()))
    assert time.process_time() - started < 5  # seconds; unbounded, it takes ages
