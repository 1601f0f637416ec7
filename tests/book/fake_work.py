"""Work for the workers' tests: what a well-behaved, a hanging and a dying step do."""

from __future__ import annotations

import os
import re
import signal
import time


def work(order: str) -> str:
    """Do what ``order`` says."""
    match order.split():
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["hang"]:
            while True:
                pass
        case ["hang-in-c"]:
            re.match(r"(a*)*b", "a" * 40)
        case ["exit"]:
            os._exit(3)
        case ["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["memory"]:
            bytearray(64 * 2**30)
        case ["raise"]:
            raise ZeroDivisionError("on order")
        case ["print"]:
            os.write(1, b"noise on standard output\n")
        case ["pid"]:
            return str(os.getpid())
    return order
