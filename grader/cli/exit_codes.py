"""The exit codes; the manual explains them."""

FULL, NOT_FULL, USAGE, FAULT, UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""The exit codes, in this order.

Full marks; not full marks; a wrong option or course; a fault of the grader or the machine; an unreadable
file; Ctrl-C.
"""
