"""Grade a class: what is not graded yet is graded; nothing is graded twice.

batch         one class, graded against a course
processes     worker processes, side by side
worker        what one worker does with a file
accepted      answers that a teacher has accepted as right
answers       whether two answers are the same text
pages         the students' pages and the class page
tally         the progress of a batch
"""
