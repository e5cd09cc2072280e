"""How much the judge takes from a submission's process.

All limits are counts, not seconds, so that a verdict does not depend on how busy the machine is. At these
limits, judging a task takes about a second. Tasks of real courses stay far below them.
"""

MOST_ITEMS = 4_000
"""The items of one value, with all that is inside them."""
MOST_TEXTS, TEXTS_OF_AN_ITEM = 200_000, 50
"""The texts of a column, and how many of them count as one item."""
MOST_ITEMS_OF_A_TASK = 40_000
"""The items of all values in all calls of a task."""
MOST_ITEMS_UNWATCHED = 2_000
"""With more items in a task, the judge works in a process that can be ended."""
MOST_DIMENSIONS = 64
"""The dimensions of a tensor; torch has no more."""
MOST_FEW = 1_000
"""The entries of a list in a message that is not a value."""
MOST_WARNINGS = 5
"""The warnings of a call."""
MOST_BYTES = 32 * 2**20
"""The bytes of one value."""
LONGEST_TEXT, LONGEST_NAME = 20_000, 500
"""The characters of a text, and of a name."""

MOST_STEPS = 600
"""The steps of a trace that are shown."""
MOST_COMPUTED = 3_000
"""The values that all steps of a trace have computed."""
LONGEST_TRACE = 100_000
"""The characters of all names in a trace."""
LONGEST_LINE = 300
"""The characters of a line of the learner's code that are shown."""

LONGEST_SHOWN = 4_000
"""The characters of a value that are shown."""
MOST_KEYS = 20
"""The keys of a dict that are named."""
