"""Each rule of the catalogue: its law, its example, and the steps that are near to it."""

import pytest

from derive.kernel.judge import judge
from derive.kernel.verdict import Verdict
from derive.language.nodes import names_in
from derive.language.shapes import sides_of
from derive.rules.catalogue import RULES, nearest, rule_named
from derive.rules.justify import justified
from derive.rules.rule import Example, Rule
from derive.rules.stated import Stated, laws, stated

NEAR = [(rule, example) for rule in RULES for example in rule.not_]


def assert_proved(said: Stated) -> None:
    """Every equation holds at every point of what is declared."""
    declarations = said.working.declarations
    for step in said.working.steps:
        judgement = judge(step.left.expr, step.right.expr, declarations)
        assert judgement.verdict is Verdict.PROVED, (step.left.text, judgement)


def is_justified(rule: Rule, example: Example) -> bool:
    """Whether the rule is the reason of the step."""
    said = stated(example)
    (step,) = said.working.steps
    return justified(step.left.expr, step.right.expr, [rule], said.scene)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_law_is_proved(rule: Rule) -> None:
    """The law of a rule holds under its conditions, for any functions and all sizes."""
    assert_proved(laws(rule))


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.name != "shown above"], ids=lambda rule: rule.slug
)
def test_law_is_taken(rule: Rule) -> None:
    """What a rule says is its law is a step that it justifies; a chain above no law can show."""
    said = laws(rule)
    for step in said.working.steps:
        assert justified(step.left.expr, step.right.expr, [rule], said.scene), step.left.text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_nothing_idle_is_declared(rule: Rule) -> None:
    """Each letter that an example declares stands in its step, or in what does."""
    for example in (rule.example, *rule.not_):
        said = stated(example)
        declared = said.working.declarations
        (step,) = said.working.steps
        inside = names_in(step.left.expr) | names_in(step.right.expr)
        inside = inside.union(*(names_in(meaning) for _, meaning in declared.lets))
        assert {name for name, _ in (*declared.shapes, *declared.lets)} <= inside, example
        restricted = {
            name for each in declared.domain for side in sides_of(each) for name in names_in(side)
        }
        sizes = {size for _, shape in declared.shapes for size in shape}
        assert restricted - sizes <= inside, example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_example_is_proved_and_justified(rule: Rule) -> None:
    """The rule turns the one line of its example into the other, and that is true."""
    assert_proved(stated(rule.example))
    assert is_justified(rule, rule.example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_example_backwards(rule: Rule) -> None:
    """A law is an equation: a rule without a direction justifies its example backwards too."""
    example = rule.example
    backwards = Example(example.right, example.left, example.given, example.shown)
    if rule.turn is None:
        assert is_justified(rule, backwards)


@pytest.mark.parametrize(("rule", "example"), NEAR, ids=lambda each: getattr(each, "slug", ""))
def test_near_miss_is_true_and_not_justified(rule: Rule, example: Example) -> None:
    """A step beside the rule's is true as well, but this rule is not its reason."""
    assert_proved(stated(example))
    assert not is_justified(rule, example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_rule_is_complete(rule: Rule) -> None:
    """A rule says its law, why it holds, and two to four steps that it does not justify."""
    assert rule.says.endswith(".")
    assert rule.why.endswith(".")
    assert 2 <= len(rule.not_) <= 4
    assert len({(each.left, each.right) for each in rule.not_}) == len(rule.not_)
    assert all(rule_named(name) for name in rule.along)


def test_names_are_told_apart() -> None:
    """No two rules have one name or one address, and a slip of the pen finds the right one."""
    assert len({rule.name for rule in RULES}) == len({rule.slug for rule in RULES}) == len(RULES)
    assert nearest("prodct rule") == "product rule"
    assert nearest("derivative of a constant") == "sum of a constant or constant rule"
    assert nearest("powr rule") == "power rule"
    assert nearest("quotient") == "quotient rule"
    assert nearest("xyzzy") is None
    assert rule_named("product  rule") is None
