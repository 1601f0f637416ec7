"""Testing the output of relu is testing its input."""

from derive import Derivation

derivation = Derivation(
    kind="lemma",
    title="A > 0 is Z > 0",
    asks="May I test A instead of Z?",
    claims="For every real `z`, `relu(z)` is positive exactly when `z` is, and it is 0 exactly "
    "when `z` is 0 or negative. Leaky relu with `alpha > 0`, too, is positive exactly when `z` is.",
    working="""
        where alpha > 0

          where(relu(z) > 0, 1, 0)
        = where(max(0, z) > 0, 1, 0)                           by definition              # Put in what relu stands for.
        = where(z > 0, 1, 0)                                   by case by case            # If `z` is positive, it is the larger one, and positive; if not, 0 is, which is not positive.

          where(relu(z) == 0, 1, 0)
        = where(max(0, z) == 0, 1, 0)                          by definition              # Put in what relu stands for.
        = where(z <= 0, 1, 0)                                  by case by case            # 0 is the larger one, or as large, exactly when `z` is not positive.

          where(where(z > 0, z, alpha*z) > 0, 1, 0)
        = where(z > 0, 1, 0)                                   by case by case            # If `z` is positive, it is the output; if not, the output is `alpha*z`, which is not positive either.
    """,
    routes=("Positive", "Zero", "Leaky relu"),
    notes=("But after a relu `A >= 0` is always true, and tests nothing.",),
    place=3,
)
