"""Every sentence of `grade watch`, in one place."""

from grader.core.message import Message

KEYS = (
    ("h", Message("hint")),
    ("n", Message("next task")),
    ("l", Message("list of tasks")),
    ("q", Message("quit")),
)
ANY_KEY = Message("any key: back")
NO_ROOM = Message("… a higher window shows the rest")
GRADED = Message("graded at {clock} in {seconds:.2f} s")
NOTHING_CHANGED = Message("saved at {clock}: no function has changed")
NOW_RIGHT = Message("{task} is right.")
ALL_RIGHT = Message("All right: every task of this exercise is done.")
NEXT = Message("Next: {name}. `grade init` copies it, if it is not here yet.")
TO_WRITE = Message("to be written")
GRADING = Message("Grading {file}")
MAKING = Message("(only the first time: answer key {number} of {count})")
GONE = Message("{file} no longer exists. It is graded again when it is back.")
RENAMED = Message(
    "{file} no longer exists. It seems to be {other} now. To watch that file: grade watch {other}"
)
EARLIER = Message("Below is what was found before.")
HINT = Message("Hint {number} of {count}")
NO_HINTS = Message("{task} has no hints.")
NO_MORE_HINTS = Message("These were all hints for {task}.")
NOTHING_LEFT = Message("There is no other task to be done.")
NO_FILES = Message(
    "No file in this folder is named like an exercise. Name the file to watch, or run `grade init` to get "
    "the exercises."
)
