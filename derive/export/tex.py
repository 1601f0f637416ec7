r"""A derivation, or the whole book, as a LaTeX document that stands alone.

It needs what every TeX has: amsmath, amssymb, geometry and hyperref. Each step is a line of its
own that begins at one place, may break at its signs, and has a number, which is a label too:
``\ref{dz-2}``. In the book a cited result leads to its section.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.book.book import Book
from derive.book.citation import citation
from derive.book.finding import Entry
from derive.export.prose import claimed, given, prose
from derive.language.latex import to_latex
from derive.language.working import Declarations, Step

PREAMBLE = r"""
\usepackage[a4paper,margin=26mm]{geometry}
\usepackage{amsmath,amssymb}
\usepackage[hidelinks]{hyperref}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5em}
\raggedbottom
\emergencystretch=2em
\newcounter{step}
\renewcommand{\theHstep}{\thestepof-\arabic{step}}
\newcommand{\thestepof}{}
% The first line of a chain, and a step: its label, its line, its rule and its reason.
\newcommand{\firstline}[1]{\par\medskip
  \hangindent=6em\hspace*{3.4em}$\displaystyle #1$\par\nopagebreak}
\newcommand{\step}[4]{\par\medskip\refstepcounter{step}\label{#1}%
  \hangindent=6em\makebox[2em][l]{\small(\arabic{step})}$\displaystyle {}= #2$\par\nopagebreak
  {\small\leftskip=3.4em\emph{#3.} #4\par}}
"""

# Signs that TeX takes for its own, and what stands for them.
SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "-": "-",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\N{EN DASH}": "--",
    "\N{EM DASH}": "---",
    "\N{MINUS SIGN}": "$-$",
    "\N{LEFT SINGLE QUOTATION MARK}": "`",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``",
    "\N{RIGHT DOUBLE QUOTATION MARK}": "''",
    "\N{HORIZONTAL ELLIPSIS}": r"\dots{}",
    "\N{MULTIPLICATION SIGN}": r"$\times$",
    "\N{MIDDLE DOT}": r"$\cdot$",
    "\N{NOT EQUAL TO}": r"$\ne$",
    "\N{LESS-THAN OR EQUAL TO}": r"$\le$",
    "\N{GREATER-THAN OR EQUAL TO}": r"$\ge$",
    "\N{PARTIAL DIFFERENTIAL}": r"$\partial$",
    "\N{RIGHTWARDS ARROW}": r"$\to$",
    "\N{NO-BREAK SPACE}": "~",
}
GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (\w+)")
OPENING = re.compile(r'(^|[\s(])"')


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the printed book: its title and its derivations, in their order."""

    title: str
    entries: Sequence[Entry]


def to_tex(entry: Entry, book: Book) -> str:
    """Return a document with one derivation; what it rests on is stated at its end."""
    lines = [
        r"\documentclass[11pt]{article}" + PREAMBLE,
        rf"\hypersetup{{pdftitle={{{_plain_title(entry)}}}}}",
        r"\begin{document}",
        rf"\section*{{{_title(entry)}}}",
        *_derivation(entry, book, linked=False),
    ]
    if cited := book.rests_on(entry):
        lines += ["", r"\subsection*{Rests on}"]
        for other in cited:
            lines += ["", rf"\textbf{{{_title(other)}}}: {_words(other)}"]
            lines += [rf"\[{latex}\]" for latex in claimed(other)]
            if said := given(other.working):
                lines += [f"Given {said}."]
    return "\n".join([*lines, r"\end{document}", ""])


def book_to_tex(chapters: Sequence[Chapter], book: Book, title: str) -> str:
    """Return one document with all derivations; citations lead to their sections."""
    entries = [entry for chapter in chapters for entry in chapter.entries]
    steps = sum(len(entry.working.steps) for entry in entries)
    contents = f"{len(entries)} derivations in {steps} steps"
    lines = [
        r"\documentclass[11pt,openany]{report}" + PREAMBLE,
        r"\setcounter{tocdepth}{1}",
        rf"\hypersetup{{pdftitle={{{escaped(title)}}},bookmarksnumbered}}",
        rf"\title{{{escaped(title)}}}",
        rf"\author{{{contents},\\each with its reason and proved}}",
        r"\date{}",
        r"\begin{document}",
        r"\hypersetup{pageanchor=false}\maketitle\hypersetup{pageanchor=true}",
        r"\tableofcontents",
    ]
    for chapter in chapters:
        lines += ["", rf"\chapter{{{escaped(chapter.title)}}}"]
        for entry in chapter.entries:
            heading = rf"\texorpdfstring{{{_title(entry)}}}{{{_plain_title(entry)}}}"
            lines += ["", rf"\section{{{heading}}}\label{{{entry.name}}}"]
            lines += _derivation(entry, book, linked=True)
    return "\n".join([*lines, r"\end{document}", ""])


def _title(entry: Entry) -> str:
    return _prose(entry.derivation.title, entry.working.declarations)


def _plain_title(entry: Entry) -> str:
    """Return the title for a list of bookmarks, which knows no formulas."""
    return escaped(entry.derivation.title.replace("`", ""))


def _words(entry: Entry) -> str:
    return _prose(entry.derivation.claims, entry.working.declarations)


def _derivation(entry: Entry, book: Book, *, linked: bool) -> Iterator[str]:
    derivation, working = entry.derivation, entry.working
    yield rf"\setcounter{{step}}{{0}}\renewcommand{{\thestepof}}{{{entry.name}}}"
    yield rf"\emph{{{_prose(derivation.asks, working.declarations)}}}"
    yield from ("", _words(entry))
    yield from (rf"\[{latex}\]" for latex in claimed(entry))
    if said := given(working):
        yield from ("", f"Given {said}.")
    number = 0
    for place, chain in enumerate(working.chains):
        if derivation.routes:
            title = _prose(derivation.routes[place], working.declarations)
            yield from ("", rf"\textbf{{{title}}}")
        first = to_latex(chain.first.expr, declarations=working.declarations).latex
        yield rf"\firstline{{{first}}}"
        for step in chain.steps:
            number += 1
            line = to_latex(step.right.expr, declarations=working.declarations).latex
            reason = _prose(step.reason or "", working.declarations)
            rule = _rule(step, book, linked=linked)
            yield rf"\step{{{entry.name}-{number}}}{{{line}}}{{{rule}}}{{{reason}}}"
    for note in derivation.notes:
        yield from ("", _prose(note, working.declarations))


def _rule(step: Step, book: Book, *, linked: bool) -> str:
    said = []
    for rule in step.rules:
        cited = citation(rule)
        if cited and linked and book.entry(cited.name):
            spoken = escaped(cited.name.replace("-", " "))
            said.append(rf"by \hyperref[{cited.name}]{{{spoken}, section~\ref*{{{cited.name}}}}}")
        else:
            said.append("by " + escaped(rule))
    return ", ".join(said)


def _prose(text: str, declarations: Declarations) -> str:
    return prose(text, declarations, escaped, lambda code: rf"\texttt{{{escaped(code)}}}")


def escaped(text: str) -> str:
    """Return plain words as TeX reads them."""
    quoted = OPENING.sub(r"\1“", text).replace('"', "”")
    return "".join(map(_sign, quoted))


def _sign(character: str) -> str:
    if character in SPECIAL or character.isascii():
        return SPECIAL.get(character, character)
    name = unicodedata.name(character, "")
    if greek := GREEK.fullmatch(name):
        letter = greek[2].lower()
        return rf"$\{letter.capitalize() if greek[1] == 'CAPITAL' else letter}$"
    if name.startswith("LATIN"):
        return character
    return f"[{name.lower() or f'U+{ord(character):04X}'}]"
