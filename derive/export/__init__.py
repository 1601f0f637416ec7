"""Derivations for elsewhere: LaTeX, Markdown, a notebook, a script, data."""
