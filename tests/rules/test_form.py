"""The form of an expression: which laws it overlooks, and that it overlooks no others."""

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derive.language.nodes import Binary, Expr, Name, Number, children, with_children
from derive.language.parse import parse_expression
from derive.rules.form import TRIVIA, Law, TooLarge, addends, closed, form
from derive.rules.residue import residue

# law -> equations that it says, under what other laws
SAYS: dict[Law, tuple[frozenset[Law], tuple[tuple[str, str], ...]]] = {
    Law.ORDER: (
        frozenset(),
        (("u + v", "v + u"), ("u*v", "v*u"), ("u*(v*w)", "u*v*w"), ("u + (v + w)", "u + v + w")),
    ),
    Law.UNITS: (frozenset(), (("1*u", "u"), ("0 + u", "u"), ("0*u", "0"), ("u**1", "u"))),
    Law.NUMBERS: (frozenset({Law.ORDER, Law.UNITS}), (("2*3", "6"), ("u**(2 + 1)", "u**3"))),
    Law.ADDITION: (TRIVIA, (("2 + u - 1", "1 + u"),)),
    Law.MINUS: (
        TRIVIA - {Law.MINUS},
        (("(-u)*v", "-(u*v)"), ("(-u)/v", "-(u/v)"), ("u/(-v)", "-(u/v)")),
    ),
    Law.SIGNS: (TRIVIA, (("-(u - v)", "v - u"), ("u - (v - w)", "u - v + w"))),
    Law.OPPOSITES: (TRIVIA, (("u + v - u", "v"), ("1 + u - 1", "u"), ("u*v - v*u", "0"))),
    Law.COLLECT: (TRIVIA, (("2*u + 3*u", "5*u"), ("u + u", "2*u"), ("u - u", "0"))),
    Law.DISTRIBUTE: (
        TRIVIA | {Law.COLLECT, Law.POWERS},
        (("u*(v + w)", "u*v + u*w"), ("(u + v)**2", "u**2 + 2*u*v + v**2")),
    ),
    Law.POWERS: (
        TRIVIA,
        (
            ("u*u", "u**2"),
            ("(u*v)**2", "u**2*v**2"),
            ("(u**2)**3", "u**6"),
            ("u**m*u**n", "u**(m + n)"),
        ),
    ),
    Law.BARS: (TRIVIA, (("(u/v)*(w/x)", "(u*w)/(v*x)"), ("u*(1/v)", "u/v"), ("u/(v/w)", "u*w/v"))),
    Law.SPLIT: (TRIVIA, (("(u + v)/w", "u/w + v/w"),)),
    Law.WHOLE: (TRIVIA, (("u/u", "1"), ("(u + v)/(v + u)", "1"))),
    Law.CANCEL: (TRIVIA, (("(u*v)/(u*w)", "v/w"), ("u**3/u", "u**2"), ("2*u/4", "u/2"))),
    Law.COMBINE: (
        frozenset(),
        (("1/u + 1/v", "(u + v)/(u*v)"), ("(u**2 - v**2)/(u - v)", "u + v"), ("u - u", "0")),
    ),
    Law.EXPONENTS: (TRIVIA, (("exp(u)*exp(v)", "exp(u + v)"), ("exp(-u)", "1/exp(u)"))),
    Law.SLOPE: (TRIVIA, (("D(u, u)*v", "v"),)),
}
CASES = [(law, others, *pair) for law, (others, pairs) in SAYS.items() for pair in pairs]


def forms(left: str, right: str, laws: frozenset[Law]) -> tuple[str, str]:
    """Return the forms of two lines."""
    return form(parse_expression(left), laws), form(parse_expression(right), laws)


def test_every_law_is_tried() -> None:
    """The table above leaves out no law."""
    assert SAYS.keys() == set(Law)


@pytest.mark.parametrize(("law", "others", "left", "right"), CASES)
def test_law_is_overlooked_only_when_asked(
    law: Law, others: frozenset[Law], left: str, right: str
) -> None:
    """With the law both sides have one form, without it they have two."""
    one, other = forms(left, right, others | {law})
    assert one == other
    one, other = forms(left, right, others - {law})
    assert one != other


@pytest.mark.parametrize(("law", "others", "left", "right"), CASES)
def test_no_other_law_does_the_same(
    law: Law, others: frozenset[Law], left: str, right: str
) -> None:
    """A law that is not in the set is not overlooked by way of the other, smaller ones."""
    small = {Law.ORDER, Law.UNITS, Law.NUMBERS, Law.MINUS, Law.SIGNS, Law.SLOPE}
    one, other = forms(left, right, (others | small) - {law, Law.COLLECT})
    assert one != other


@pytest.mark.parametrize(
    ("left", "right"),
    [
        *(("u - v", "v - u"), ("u/v", "v/u"), ("u**v", "v**u"), ("u + v", "u*v"), ("u", "-u")),
        *(("exp(u)", "exp(v)"), ("P @ Q", "Q @ P"), ("P.T", "P"), ("u[i]", "u[j]")),
        *(("sum(u[i] for i in range(n))", "sum(u[i] for i in range(m))"), ("2*u", "3*u")),
        *(("where(u > 0, v, w)", "where(u >= 0, v, w)"), ("D(u, v)", "D(v, u)"), ("u/0", "0")),
        *(("max(u, v)", "min(u, v)"), ("delta(i, j)", "delta(i, k)"), ("1/2", "2"), ("u**2", "u")),
    ],
)
@pytest.mark.parametrize("laws", [TRIVIA, closed(frozenset(Law) - {Law.COMBINE}), frozenset(Law)])
def test_different_lines_stay_different(left: str, right: str, laws: frozenset[Law]) -> None:
    """No set of laws makes one of what is not equal."""
    one, other = forms(left, right, laws)
    assert one != other


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("sum(u[i] for i in range(n))", "sum(u[j] for j in range(n))"),
        ("(P @ Q) @ R", "P @ (Q @ R)"),
        ("where(u > 0, v, w)", "where(0 < u, v, w)"),
        ("delta(i, j)", "delta(j, i)"),
        ("max(u, v)", "max(v, u)"),
    ],
)
def test_writing_that_is_overlooked_always(left: str, right: str) -> None:
    """Letters of bound indices, brackets of matrix products and the like are no change."""
    one, other = forms(left, right, TRIVIA)
    assert one == other


def test_free_and_bound_indices_are_told_apart() -> None:
    """A free index keeps its letter beside a bound one."""
    one, other = forms(
        "sum(P[i, j] for i in range(n))", "sum(P[j, i] for i in range(n))", frozenset(Law)
    )
    assert one != other


def test_addends_counts_all_sums() -> None:
    """All sums in an expression count, whatever they stand in."""
    assert addends(parse_expression("exp(u + v)*(w + x) + y")) == 3


def test_too_many_terms_are_refused() -> None:
    """A product of many brackets is not multiplied out."""
    product = "*".join(f"(x{n} + y{n})" for n in range(20))
    with pytest.raises(TooLarge):
        form(parse_expression(product), frozenset({Law.DISTRIBUTE}) | TRIVIA)


def test_residue_of_nonsense() -> None:
    """A division by zero has no residue, and a large power is soon worked out."""
    started = time.process_time()
    assert residue(parse_expression("1/(u - u)"), repr) is None
    assert residue(parse_expression("0**(-1)"), repr) is None
    assert residue(parse_expression("((u**9999)**9999)**9999"), repr) is not None
    assert time.process_time() - started < 0.5


LETTERS = st.sampled_from("uvwx").map(Name)
NUMBERS = st.integers(0, 3).map(lambda value: parse_expression(str(value)))
LINES: st.SearchStrategy[Expr] = st.recursive(
    LETTERS | NUMBERS,
    lambda inner: (
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner)
        | st.builds(lambda body: parse_expression(f"exp({body})"), st.sampled_from("uvwx"))
    ),
    max_leaves=10,
)


def shuffled(expr: Expr, draw: st.DataObject) -> Expr:
    """Return the expression with sums and products in another order and other brackets."""
    expr = with_children(expr, tuple(shuffled(child, draw) for child in children(expr)))
    match expr:
        case Binary(op="+" | "*" as op, left=left, right=right) if draw.draw(st.booleans()):
            match left:
                case Binary(op=inner, left=first, right=second) if inner == op:
                    return Binary(op, first, Binary(op, right, second))
            return Binary(op, right, left)
    return expr


@given(LINES, st.data(), st.sampled_from([TRIVIA, TRIVIA | {Law.COLLECT}, frozenset(Law)]))
@settings(max_examples=150, deadline=None)
def test_form_does_not_depend_on_the_order(
    line: Expr, data: st.DataObject, laws: frozenset[Law]
) -> None:
    """Reordering terms and factors leaves the form, under any laws with ORDER among them."""
    assert form(shuffled(line, data), laws) == form(line, laws)


@pytest.mark.parametrize(("law", "left", "right"), [(law, *pair) for law, _, *pair in CASES])
def test_laws_hold_of_numbers(law: Law, left: str, right: str) -> None:
    """What a law of fractions makes one of has one residue."""
    if law not in (Law.EXPONENTS, Law.SLOPE) and "**m" not in left:
        assert residue(parse_expression(left), repr) == residue(parse_expression(right), repr)


@given(LINES, LINES)
@settings(max_examples=150, deadline=None)
def test_forms_of_lines_that_differ_in_value_differ(one: Expr, other: Expr) -> None:
    """Two polynomials with two residues have two forms under every set of laws."""
    left, right = (residue(line, repr) for line in (one, other))
    assume(None not in (left, right) and left != right)
    for laws in (TRIVIA, closed(frozenset(Law) - {Law.COMBINE, Law.EXPONENTS})):
        assert form(one, laws) != form(other, laws)


def test_numbers_keep_their_values() -> None:
    """Decimals and fractions are exact."""
    assert forms("0.1 + 0.2", "0.3", TRIVIA)[0] == forms("0.1 + 0.2", "0.3", TRIVIA)[1]
    assert isinstance(parse_expression("0.5"), Number)
    assert form(parse_expression("0.5"), TRIVIA) == form(parse_expression("1/2"), TRIVIA)
