"""The exit codes, as the README has them."""

FULL, NOT_FULL, USAGE, FAULT, UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""Full marks; not; a wrong option or course; a fault of the grader or the machine; of the file; a Ctrl-C."""
