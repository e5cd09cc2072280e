"""The command line.

Each command is one file here, with its options and its body. Its function is named `command`.

main                    the entry point: a failure becomes a message and an exit code
group                   the commands with their summaries; a command's file is loaded when it is called
command                 a command and an option whose help is translated when it is shown
options                 arguments and options that several commands have, and all of grading
combinations            options that would be ignored next to others, and are refused
language, click_words   the language of a command; click's own texts in it
output, github          where a result goes
columns                 the width of a text in a terminal
status, progress        one line on the current work; the progress of a class
sample                  the submission that `grade demo` shows
"""
