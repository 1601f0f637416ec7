"""A derivation as data: the report of the language's contract, and the lines it is about."""

from __future__ import annotations

import json

from derive.book.finding import Entry
from derive.book.report import Report, as_data
from derive.export.code import Code, chain_lines
from derive.language.browser import declaration_lines
from derive.language.latex import to_latex


def to_json(entry: Entry, report: Report) -> str:
    """Return one JSON object: the words, the lines in each notation, and what was said of them."""
    derivation, working = entry.derivation, entry.working
    code = Code(entry)
    data = {
        "name": entry.name,
        "chapter": entry.chapter,
        "kind": derivation.kind,
        "title": derivation.title,
        "asks": derivation.asks,
        "claims": derivation.claims,
        "notes": list(derivation.notes),
        "declarations": list(declaration_lines(working.declarations)),
        "chains": [
            {
                "route": derivation.routes[number] if derivation.routes else None,
                "lines": [
                    {
                        "text": " ".join(line.text.split()),
                        "latex": to_latex(line.expr, declarations=working.declarations).latex,
                        "numpy": code.sources[id(line)].text,
                    }
                    for line in chain_lines(chain)
                ],
                "steps": [
                    {"rules": list(step.rules), "reason": step.reason} for step in chain.steps
                ],
            }
            for number, chain in enumerate(working.chains)
        ],
        "report": as_data(report),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
