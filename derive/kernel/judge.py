"""One verdict from two engines, which share no code that evaluates."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from derive.kernel.prove import Proof, difference, prove
from derive.kernel.refute import Refutation, empty, find_point, refute
from derive.kernel.verdict import DomainError, EngineDisagreement, Judgement, Verdict
from derive.language.nodes import Binary, Expr, Index, Name, Number, Relation, RelationOp, Unary
from derive.language.shapes import Surveyor
from derive.language.text import condition_text
from derive.language.working import Declarations

_TURNED: dict[RelationOp, RelationOp] = {
    "<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!=",
}  # fmt: skip


def judge(
    left: Expr,
    right: Expr,
    declarations: Declarations,
    *,
    seconds: float = 10.0,
    chain: tuple[Expr, ...] = (),
) -> Judgement:
    """Judge the claim ``left == right`` on the declared domain.

    ``chain`` may hold the lines among which the two stand: it is no part of the question, but the
    lines of one chain are judged quicker together.

    ``seconds`` bounds the search for a counter-example; whoever needs a bound for all runs this
    in a process that can be ended (:mod:`derive.book.workers`).

    Raises
        DomainError          the domain holds no point
        EngineDisagreement   one engine proves what the other refutes
    """
    if (why := empty(declarations)) is not None:
        raise DomainError(why)
    proof = prove(left, right, declarations, chain=chain)
    refutation = refute(
        left, right, declarations, seconds=seconds / 4, brief=proof.complete, chain=chain
    )
    _must_agree(proof, refutation)
    if refutation.counterexample is not None:
        return Judgement(Verdict.REFUTED, refutation.counterexample, detail=refutation.tried)
    if proof.complete:
        return Judgement(Verdict.PROVED)
    if proof.equal and proof.obstacle is None:
        return _conditional(proof, refutation, left, right, declarations)
    return Judgement(Verdict.UNDECIDED, detail=_tried(proof, refutation))


def _must_agree(proof: Proof, refutation: Refutation) -> None:
    against = refutation.counterexample
    if against is None and proof.complete:
        against = refutation.undefined
    if against is not None and proof.equal and proof.obstacle is None:
        point = ", ".join(f"{name} = {value}" for name, value in against.point)
        raise EngineDisagreement(
            f"the step was proved, and refuted at {point}: {against.left} and {against.right}"
        )


def _conditional(
    proof: Proof, refutation: Refutation, left: Expr, right: Expr, declarations: Declarations
) -> Judgement:
    needed = _needed(proof, left, right, declarations)
    condition = ", ".join(map(condition_text, needed)) or None
    known = "equal wherever both sides are defined"
    if refutation.undefined is None:
        open_still = f"it is open whether {condition} always holds"
        return Judgement(Verdict.UNDECIDED, detail=f"{known}, but {open_still}; {refutation.tried}")
    what = f"that needs {condition}" if condition else "no condition is known that makes them so"
    return Judgement(Verdict.CONDITIONAL, refutation.undefined, condition, f"{known}; {what}")


def _needed(proof: Proof, left: Expr, right: Expr, declarations: Declarations) -> list[Relation]:
    """Return what to add to the domain, without what the others make needless."""
    needed = list(proof.missing)
    needed += [cell.without for cell in proof.undefined if cell.without is not None]
    needed = list(dict.fromkeys(_named(condition, declarations) for condition in needed))
    for condition in needed:
        rest = [other for other in needed if other != condition]
        narrowed = replace(declarations, domain=(*declarations.domain, *rest))
        if rest and find_point(narrowed) is not None and prove(left, right, narrowed).complete:
            needed = rest
    return _joined(needed)


def _named(condition: Relation, declarations: Declarations) -> Relation:
    """Write the condition on a defined name, or on a whole array, if it is one on that."""
    surveyor = Surveyor(declarations)
    indices = surveyor.survey(condition.left).indices
    if isinstance(condition.left, Name) or surveyor.survey(condition.left).shape:
        return condition
    for name in dict.fromkeys(name for name, _ in (*declarations.lets, *declarations.shapes)):
        shape = surveyor.survey(Name(name)).shape
        sizes = [size for size in shape if size != 1]
        for order in permutations(indices):
            if [indices[index] for index in order] != sizes:
                continue
            places = iter(order)
            at = tuple(0 if size == 1 else next(places) for size in shape)
            entry = Index(Name(name), at) if at else Name(name)
            if prove(condition.left, entry, declarations).complete:
                return Relation(condition.op, Name(name), condition.right)
    return condition if indices else _about_a_name(condition, declarations)


def _about_a_name(condition: Relation, declarations: Declarations) -> Relation:
    """Write a + c > 0, for a defined number a and a number c, as a > -c; likewise -a + c > 0."""
    for name, _ in declarations.lets:
        if declarations.shape(name):
            continue
        for sign, op in ((1, condition.op), (-1, _TURNED[condition.op])):
            subject: Expr = Name(name)
            named = subject if sign > 0 else Unary("-", subject)
            apart = difference(condition.left, named, declarations)
            if apart is not None:
                return Relation(op, subject, _number(-sign * apart))
    return condition


def _number(value: Fraction) -> Expr:
    above, below = (Number(Fraction(n), str(n)) for n in (abs(value.numerator), value.denominator))
    number: Expr = above if value.denominator == 1 else Binary("/", above, below)
    return Unary("-", number) if value < 0 else number


def _joined(conditions: list[Relation]) -> list[Relation]:
    """Make one condition of those beside one border: f >= 0 and f != 0 are f > 0."""
    found = set(conditions)
    kept = []
    for relation in conditions:
        weak_and_not = {Relation(op, relation.left, relation.right) for op in ("!=", relation.op)}
        strict = relation.op.rstrip("=")
        if relation.op in (">=", "<=") and weak_and_not <= found:
            # rstrip turns ">=" into ">", which the types can't see
            kept.append(Relation(strict, relation.left, relation.right))  # type: ignore[arg-type]
        elif relation.op != "!=" or not any(
            Relation(op, relation.left, relation.right) in found for op in (">=", "<=", ">", "<")
        ):
            kept.append(relation)
    return list(dict.fromkeys(kept))


def _tried(proof: Proof, refutation: Refutation) -> str:
    if proof.obstacle is not None:
        found = f"no proof was found, because of {proof.obstacle}"
    else:
        found = "the two sides have different normal forms"
    return f"{found}; no counter-example either: {refutation.tried}"
