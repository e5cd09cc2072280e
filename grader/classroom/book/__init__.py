"""What is kept of a class, and the score of each student.

store         the class's folder
gradebook     the one SQLite file in it, and its only writer; `tables` are its tables
database      how that file is opened, updated and locked
migration     updates a gradebook that an earlier version of grade made
rules         due dates, and what being late costs
standing      values: a student, a handed-in file, a student's standing in an exercise
grades        the gradebook's results, the teacher's overrides and the rules, together
hidden        what a student learns of hidden cases
texts         the course's texts, as the gradebook keeps them
"""
