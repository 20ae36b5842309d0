"""How does a command end whose answer nobody can read: a closed pipe, a closed output, a full disk?"""

import os
import sys

UNWRITTEN = 3


def unwritten(problem: OSError) -> int:
    """The exit of an answer not written to its end; quiet where the reader went away, as `head` does."""
    if not isinstance(problem, BrokenPipeError):
        sys.stderr.write(f"{problem.filename or 'standard output'}: {problem.strerror}\n")
    # What is still to be written goes nowhere: the end of the program would try again, and complain.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return UNWRITTEN
