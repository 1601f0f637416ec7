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
    return tuple(rule for module in modules for rule in module.RULES)


RULES: tuple[Rule, ...] = _all_rules()

# What may stand behind `by` besides rules: a result of another derivation.
RESULT = "result "

_BY_NAME = {rule.name: rule for rule in RULES}


def rule_named(name: str) -> Rule | None:
    """Return the rule that ``name`` calls, or None."""
    return _BY_NAME.get(name)


def nearest(name: str) -> str | None:
    """Return the known name that is spelt most like ``name``, or None when none is near."""
    return next(iter(get_close_matches(name, _BY_NAME, n=1, cutoff=0.5)), None)
