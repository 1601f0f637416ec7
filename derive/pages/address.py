"""Where pages and parts of pages stand that every derivation links to, from the top of docs/."""

from __future__ import annotations

from derive.book.project import Project
from derive.rules.catalogue import rule_named

HOW = "about.md"  # what a verdict means, and how it is found


# The page of each kind of rules, in docs/rules/.
RULE_PAGES = {
    "calculus": "calculus",
    "algebra": "algebra",
    "definition": "definitions",
    "index": "indices",
}


def rule_address(name: str, project: Project) -> str | None:
    """Return where a rule is explained; None for what is no rule, or where there is no page."""
    rule = rule_named(name)
    if rule is None:
        return None
    page = f"rules/{RULE_PAGES[rule.kind]}.md"
    return f"/{page}#{rule.slug}" if (project.docs / page).is_file() else None


def verdict_address(project: Project) -> str | None:
    """Return where it says what a verdict means, or None in a project without that page."""
    return f"/{HOW}#the-four-verdicts" if (project.docs / HOW).is_file() else None
