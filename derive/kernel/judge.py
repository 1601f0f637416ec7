"""One verdict from two engines, which share no code that evaluates."""

from __future__ import annotations

from derive.kernel.prove import Proof, prove
from derive.kernel.refute import Refutation, empty, refute
from derive.kernel.verdict import DomainError, EngineDisagreement, Judgement, Verdict
from derive.language.nodes import Expr, Relation
from derive.language.text import condition_text
from derive.language.working import Declarations


def judge(
    left: Expr, right: Expr, declarations: Declarations, *, seconds: float = 10.0
) -> Judgement:
    """Judge the claim ``left == right`` on the declared domain.

    ``seconds`` bounds the search for a counter-example; whoever needs a bound for all runs this
    in a process that can be ended (:mod:`derive.book.workers`).

    Raises
        DomainError          the domain holds no point
        EngineDisagreement   one engine proves what the other refutes
    """
    if (why := empty(declarations)) is not None:
        raise DomainError(why)
    refutation = refute(left, right, declarations, seconds=seconds / 4)
    proof = prove(left, right, declarations)
    _must_agree(proof, refutation)
    if refutation.counterexample is not None:
        return Judgement(Verdict.REFUTED, refutation.counterexample, detail=refutation.tried)
    if proof.complete:
        return Judgement(Verdict.PROVED)
    if proof.equal and proof.obstacle is None:
        return _conditional(proof, refutation)
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


def _conditional(proof: Proof, refutation: Refutation) -> Judgement:
    condition = ", ".join(condition_text(c) for c in _conditions(proof))
    if refutation.undefined is None:
        return Judgement(
            Verdict.UNDECIDED,
            detail=f"equal wherever both sides are defined, but it is open whether {condition} "
            f"always holds; {refutation.tried}",
        )
    return Judgement(
        Verdict.CONDITIONAL,
        refutation.undefined,
        condition,
        f"equal wherever both sides are defined; that needs {condition}",
    )


def _conditions(proof: Proof) -> list[Relation]:
    """Return what to add to the domain; cells beside one border become one condition."""
    found = dict.fromkeys(proof.missing)
    for cell in proof.undefined:
        if cell.without is not None:
            found[cell.without] = None
    kept = []
    for relation in found:
        weak_and_not = {Relation(op, relation.left, relation.right) for op in ("!=", relation.op)}
        strict = relation.op.rstrip("=")
        if relation.op in (">=", "<=") and weak_and_not <= found.keys():
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
