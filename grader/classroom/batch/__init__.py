"""A class graded: what has not been graded yet is, and what is there is not graded again.

batch         one class, graded against a course
processes     judges in processes of their own, side by side
worker        what one of them does with a file
accepted      answers that a teacher has accepted as right
answers       whether two answers are the same text
pages         the students' pages and the class's
tally         how far it is
"""
