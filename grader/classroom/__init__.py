"""Many students: from a download of submissions to a gradebook, pages and files for other systems.

    intake/      what was handed in, and by whom
    book/        what is kept of a class, and where its students stand
    batch/       the use case: what has not been graded yet is; judges in processes of their own; pages
    overview/    the class as a whole: what it misunderstands, what a person should look at
    exports/     files for other systems
    words        what is said in the terminal and on pages, beside the facts that are kept

Imports run down. No student's text is ever a path here: files are kept by the digest of their content.
"""
