"""What is kept of a class, and where its students stand.

store         the class's folder
gradebook     the one SQLite file in it, and its only writer; `tables` are its tables
migration     a gradebook of an earlier grade, brought up to date
rules         due dates, and what being late costs
standing      what is known of a student in an exercise
grades        the gradebook's results, a person's overrides and the rules, together
hidden        what a student is told of cases that nobody may see
"""
