"""The catalogue of rules: what the modules of :mod:`derive.rules.kinds` list, found by itself."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules

from derive.rules import kinds
from derive.rules.rule import Rule


def _all_rules() -> tuple[Rule, ...]:
    names = sorted(module.name for module in iter_modules(kinds.__path__))
    modules = [import_module(f"{kinds.__name__}.{name}") for name in names]
    rules = tuple(rule for module in modules for rule in module.RULES)
    for rule in rules:
        if not (rule.moves or rule.laws or rule.check or rule.whole):
            raise RuntimeError(
                f"the rule {rule.name} has neither moves nor laws, so it would justify nothing: "
                "say in moves what it does to a node, or in laws which law of algebra it is"
            )
    return rules


RULES: tuple[Rule, ...] = _all_rules()

# What may stand behind `by` besides rules: a result of another derivation.
RESULT = "result "

_BY_NAME = {rule.name: rule for rule in RULES}

# The words of names, but for those that half of them hold.
_TELLING = {word for name in _BY_NAME for word in name.split()} - {
    *("a", "an", "as", "by", "of", "over", "the", "to"),
    *("derivative", "one", "result", "rule", "two"),
}


def rule_named(name: str) -> Rule | None:
    """Return the rule that ``name`` calls, or None."""
    return _BY_NAME.get(name)


def nearest(name: str) -> str | None:
    """Return the known names that are spelt most like ``name``, or None when none is near.

    A word that tells counts more than letters: the derivative of a constant is the constant rule.
    """
    near = get_close_matches(name, _BY_NAME, n=1, cutoff=0.5)
    words = {word for word in name.lower().split() if word in _TELLING}
    if near and words <= set(near[0].split()):
        return near[0]
    shared = {known: len(words & set(known.split())) for known in _BY_NAME}
    most = max(shared.values())
    alike = [known for known, count in shared.items() if most and count == most]
    if not alike:
        return next(iter(near), None)
    return " or ".join(get_close_matches(name, alike, n=2, cutoff=0))
