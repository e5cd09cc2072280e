"""Grade many students: from a download of submissions to a gradebook and pages.

    intake/      what was handed in, and by whom
    book/        what is kept of a class, and the score of each student
    batch/       the use case: grade what is not graded yet, in worker processes, and write the pages
    overview/    the class as a whole: what it misunderstands, what a teacher should look at
    exports/     files for other systems
    words        sentences for the terminal and for pages, in addition to the facts that are kept

Imports run down. A student's text is never a path here: files are kept by the digest of their content.
"""
