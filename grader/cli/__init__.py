"""The command line. A command is one file here, with its options and its body, and is called `command` in it.

main                    the entry point: a failure becomes a message and an exit code
group                   the commands with their summaries; a command's file is loaded when it is called
command                 a command and an option whose help is translated when it is shown
options                 arguments and options that several commands have, and all of grading
combinations            options that go together, and which would be ignored otherwise
language, click_words   in which language is spoken; click's own texts in it
output, github          where a result goes
columns                 how wide a text stands in a terminal
status, progress        one line that tells what is being done; how far a class is
sample                  the submission that `grade demo` shows
"""
