"""Every sentence of `grade watch`, in one place, so that they can be translated."""

KEYS = (("h", "hint"), ("n", "next task"), ("l", "list of tasks"), ("q", "quit"))
ANY_KEY = "any key: back"
NO_ROOM = "… a higher window shows the rest"
GRADED = "graded at {clock} in {seconds:.2f} s"
NOTHING_CHANGED = "saved at {clock}: no function has changed"
NOW_RIGHT = "{task} is right."
ALL_RIGHT = "All right: every task of this exercise is done."
TO_WRITE = "to be written"
GRADING = "Grading {file}"
GONE = "{file} is not there any more. It is graded again when it is back."
RENAMED = "{file} is not there any more; it seems to be {other} now. For that one: grade watch {other}"
EARLIER = "Below is what was found before."
HINT = "Hint {number} of {count}"
NO_HINTS = "{task} has no hints."
NO_MORE_HINTS = "These were all hints for {task}."
NOTHING_LEFT = "There is no other task to be done."
NO_FILES = (
    "No file here is named like an exercise. Name the file to watch, or run `grade init` to get the "
    "exercises."
)
