"""Many students: from a download of submissions to a gradebook, pages and files for other systems.

    batch, regrade                           the use cases
    pages, review, exports/                  what is made of the gradebook
    gradebook                                the one SQLite file, and its only writer
    lanes, work                              judges in processes of their own; what one of them does
    intake ─► layouts, roster ─► archive     what was handed in, and by whom
    late, hidden, accepted                   pure functions of the course's rules
    standing                                 what is known of a student in an exercise

Imports run down. No student's text is ever a path here: files are kept by the digest of their content.
"""
