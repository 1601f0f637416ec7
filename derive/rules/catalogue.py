"""The names of the rules: one row each, and a row is all that adding a name takes."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["calculus", "algebra", "definition", "index"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason that a step may give: what it is called, and its law in one line."""

    name: str
    kind: Kind
    law: str


RULES: tuple[Rule, ...] = (
    # calculus
    Rule("constant rule", "calculus", "D(c, x) = 0 when c does not depend on x"),
    Rule("derivative of the variable", "calculus", "D(x, x) = 1"),
    Rule("derivative of a line", "calculus", "D(m*x + c, x) = m when m, c do not depend on x"),
    Rule("sum rule", "calculus", "D(u + v, x) = D(u, x) + D(v, x), and so for a difference"),
    Rule("constant factor", "calculus", "D(c*u, x) = c*D(u, x) when c does not depend on x"),
    Rule("linearity", "calculus", "D(b*u + c*v, x) = b*D(u, x) + c*D(v, x), b and c constant"),
    Rule("product rule", "calculus", "D(u*v, x) = D(u, x)*v + u*D(v, x)"),
    Rule("quotient rule", "calculus", "D(u/v, x) = (D(u, x)*v - u*D(v, x))/v**2, v != 0"),
    Rule("reciprocal rule", "calculus", "D(1/v, x) = -D(v, x)/v**2, v != 0"),
    Rule("power rule", "calculus", "D(x**n, x) = n*x**(n - 1)"),
    Rule("chain rule", "calculus", "D(f(u), x) = D(f(u), u)*D(u, x)"),
    Rule("chain rule over several paths", "calculus", "D(f(u, v), x): add over u and v"),
    Rule("chain rule entry by entry", "calculus", "D(T, Z) = D(T, A)*D(sum(g(Z)), Z), A = g(Z)"),
    Rule("derivative of log", "calculus", "D(log(u), x) = D(u, x)/u, u > 0"),
    Rule("derivative of exp", "calculus", "D(exp(u), x) = exp(u)*D(u, x)"),
    Rule("derivative of sqrt", "calculus", "D(sqrt(u), x) = D(u, x)/(2*sqrt(u)), u > 0"),
    Rule("derivative of abs", "calculus", "D(abs(u), x) = sign(u)*D(u, x), u != 0"),
    Rule("derivative of sigma", "calculus", "D(sigma(u), x) = sigma(u)*(1 - sigma(u))*D(u, x)"),
    Rule("derivative of tanh", "calculus", "D(tanh(u), x) = (1 - tanh(u)**2)*D(u, x)"),
    Rule("derivative of cosh", "calculus", "D(cosh(u), x) = sinh(u)*D(u, x)"),
    Rule("derivative of sinh", "calculus", "D(sinh(u), x) = cosh(u)*D(u, x)"),
    Rule("derivative of relu", "calculus", "D(relu(u), x) = where(u > 0, 1, 0)*D(u, x), u != 0"),
    Rule("derivative of softplus", "calculus", "D(softplus(u), x) = sigma(u)*D(u, x)"),
    Rule("derivative of softmax", "calculus", "D(a[k], z[i]) = a[k]*(delta(k, i) - a[i])"),
    Rule("derivative of cases", "calculus", "differentiate each case, away from its border"),
    # algebra
    Rule("common denominator", "algebra", "u/v = (u*w)/(v*w), w != 0"),
    Rule("add fractions", "algebra", "u/w + v/w = (u + v)/w"),
    Rule("split a fraction", "algebra", "(u + v)/w = u/w + v/w; (u*v)/(w*x) = (u/w)*(v/x)"),
    Rule("multiply fractions", "algebra", "(u/v)*(w/x) = (u*w)/(v*x)"),
    Rule("divide fractions", "algebra", "(u/v)/(w/x) = (u*x)/(v*w), w != 0"),
    Rule("expand", "algebra", "u*(v + w) = u*v + u*w"),
    Rule("factor", "algebra", "u*v + u*w = u*(v + w)"),
    Rule("collect", "algebra", "u*x + v*x = (u + v)*x"),
    Rule("cancel terms", "algebra", "u + v - u = v"),
    Rule("cancel factors", "algebra", "(u*v)/(u*w) = v/w, u != 0"),
    Rule("multiply by one", "algebra", "u = u*(v/v), v != 0"),
    Rule("add zero", "algebra", "u = u + v - v"),
    Rule("rearrange signs", "algebra", "-(u - v) = v - u; -u/v = u/(-v) = -(u/v)"),
    Rule("reorder", "algebra", "u + v = v + u; u*v = v*u"),
    Rule("arithmetic", "algebra", "numbers added, multiplied and divided"),
    Rule("powers", "algebra", "u**m*u**n = u**(m + n); (u**m)**n = u**(m*n)"),
    Rule("complete the square", "algebra", "x**2 + 2*b*x = (x + b)**2 - b**2"),
    Rule("case by case", "algebra", "what is equal in each case is equal"),
    Rule("log of a product", "algebra", "log(u*v) = log(u) + log(v), u > 0, v > 0"),
    Rule("log of a quotient", "algebra", "log(u/v) = log(u) - log(v), u > 0, v > 0"),
    Rule("log of a power", "algebra", "log(u**n) = n*log(u), u > 0"),
    Rule("log of one", "algebra", "log(1) = 0"),
    Rule("log of exp", "algebra", "log(exp(u)) = u"),
    Rule("exp of log", "algebra", "exp(log(u)) = u, u > 0"),
    Rule("exp of a sum", "algebra", "exp(u + v) = exp(u)*exp(v)"),
    Rule("exp of a negative", "algebra", "exp(-u) = 1/exp(u)"),
    Rule("exp of zero", "algebra", "exp(0) = 1"),
    Rule("tanh of zero", "algebra", "tanh(0) = 0"),
    # definitions and names
    Rule("definition", "definition", "a name or a function stands for what it is defined as"),
    Rule("name an expression", "definition", "what a name is defined as is called by the name"),
    Rule("assumption", "definition", "put in what is assumed: a condition of the declarations"),
    Rule("result", "definition", "put in what another derivation shows: result NAME"),
    # indices
    Rule("write as entries", "index", "an array is the table of its entries"),
    Rule("write as a matrix product", "index", "sum over the shared index: (P @ Q)[j, k]"),
    Rule("derivative of a sum", "index", "D(sum(u for i in range(n)), x): sum of derivatives"),
    Rule("derivative of an entry", "index", "D(x[i], x[j]) = delta(i, j)"),
    Rule("delta picks one term", "index", "sum(delta(i, j)*u[i] for i in range(n)) = u[j]"),
    Rule("sum of a constant", "index", "sum(c for i in range(n)) = n*c"),
    Rule("constant out of a sum", "index", "sum(c*u[i] for i in range(n)) = c*sum(u)"),
    Rule("split a sum", "index", "sum(u[i] + v[i] for i in range(n)) = sum(u) + sum(v)"),
    Rule("write out a sum", "index", "sum(u[i] for i in range(2)) = u[0] + u[1]"),
    Rule("transpose", "index", "W.T[j, k] = W[k, j]; (P @ Q).T = Q.T @ P.T"),
    Rule("broadcasting", "index", "a column is added to each column"),
    Rule("swap two sums", "index", "the order of two finite sums does not matter"),
    Rule("number in a matrix product", "index", "(c*P) @ Q = P @ (c*Q) = c*(P @ Q)"),
)

_BY_NAME = {rule.name: rule for rule in RULES}


def rule_named(name: str) -> Rule | None:
    """Return the rule that ``name`` calls, or None; ``result NAME`` calls the rule "result"."""
    return _BY_NAME.get("result" if name.startswith("result ") else name)


def nearest(name: str) -> str | None:
    """Return the known name that is spelt most like ``name``, or None when none is near."""
    return next(iter(get_close_matches(name, _BY_NAME, n=1, cutoff=0.5)), None)
