"""The messages about what is stored of a class, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

LEFTOVERS: Mapping[str, Message | Plural] = {
    "leftover.junk": Message("A system or an editor made this file, not a student."),
    "leftover.own": Message("This is the folder of a class that has been graded."),
    "leftover.link": Message("This is a link to something that is not a file of the download."),
    "leftover.special": Message("This is not an ordinary file."),
    "leftover.outside": Message("Its path leads out of the zip file."),
    "leftover.unreadable": Message("It cannot be read: {why}."),
    "leftover.too_large": Message("It has {size:.0f} MB; at most {most:.0f} MB are read."),
    "leftover.too_much": Message("{most:.0f} MB of this download have been read already; more is not read."),
    "leftover.too_many": Message(
        "It holds more files than grade looks at ({most:,} in all). Leave out data and libraries."
    ),
    "leftover.more_files": Message(
        "grade has looked at {most:,} files. This file and those after it are left out."
    ),
    "leftover.replaced": Message("The zip file holds a later file of the same name."),
    "leftover.zip_damaged": Message("This zip file is damaged: {why}."),
    "leftover.zip_encrypted": Message("This zip file is encrypted."),
    "leftover.zip_empty": Message("This zip file is empty."),
    "leftover.zip_too_deep": Message(
        "It is a zip file inside a zip file. grade does not look into it: unpack it, and give the folder."
    ),
    "leftover.zip_method": Message("It is compressed in an unusual way. Zip it with the system's own tool."),
    "leftover.only_code": Message("Only scripts (.py) and notebooks (.ipynb) are graded."),
    "leftover.other_kind_of_archive": Message(
        "It is a {kind} archive, and grade opens only zip files. Unpack it, and give the folder."
    ),
    "leftover.online_text": Message("The student typed this text into the page; it is not a file."),
    "leftover.online_link": Message("The student handed in a link, not a file."),
    "leftover.other_kind": Message("This was not handed in as a file."),
    "leftover.not_named": Message(
        "Its name does not fit this layout ({layout}), so its student is not known."
    ),
    "leftover.no_name": Message("Its name does not say which student it is from."),
    "leftover.not_submitted": Message("It is not in the folder of submissions."),
    "leftover.no_exercise": Message(
        "Neither its name nor its functions say which exercise it solves. Name it with --exercise."
    ),
    "leftover.several": Message("Its name fits several students."),
    "leftover.unread": Message("Its name does not say an exercise, and its functions cannot be read: {why}"),
}
"""Why a file of a download is not graded."""

INTAKE: Mapping[str, Message | Plural] = {
    "intake.several": Message(
        "{shown} ({name}) could be several students of the roster: {students}. It was given to none of them."
    ),
    "intake.same_name": Plural(
        "{count} account in the download is called {shown}, and one student in the roster ({id}). The name "
        "alone does not decide whether it is that student.",
        "{count} accounts in the download are called {shown}, and one student in the roster ({id}). The "
        "name alone does not decide which account is that student.",
    ),
    "intake.like_id": Message(
        "{shown} ({name}) is like the id {id}, and another file has that very id. It was not given to {id}."
    ),
    "intake.for_all": Plural(
        "{shown} is a group of the roster. Its submission counts for its only student.",
        "{shown} is a group of the roster. Its submission counts for all of its {count} students.",
    ),
    "intake.stranger": Message("{name} is not in the roster."),
}
"""Remarks on a download."""

PROBLEMS: Mapping[str, Message | Plural] = {
    "problem.not_yet": Message("It is not graded yet. Run the same `grade batch` again to continue."),
    "problem.not_gradable": Message("The student handed in {files}, which cannot be graded."),
    "problem.perhaps": Message(
        "Perhaps the student handed in {files}. The name fits several students, so it counts for none of "
        "them."
    ),
    "problem.bad_row": Message(
        "In the gradebook, the result of {student} ({id}) in {task} cannot be read. The task counts as not "
        "graded, until `grade regrade` grades it again."
    ),
    "problem.lane_ended": Message(
        "A process of the grader ended on this file, twice. Please report it, with the file."
    ),
    "problem.fault": Message("A fault of the grader, not of the file: {fault}. Please report it."),
}
"""Why a file could not be graded, other than faults in the file itself."""

HIDDEN: Mapping[str, Message | Plural] = {
    "hidden.only": Message("It is right on every call that is shown, and wrong on a hidden one."),
    "hidden.teacher": Message("It is wrong on data that only your teacher has."),
    "hidden.too": Message("On a hidden call, more is wrong than is shown here."),
    "override.said": Message("{task} counts {score} of {most} points. A teacher decided this: {reason}"),
}
"""The texts of a student's feedback that replace the grader's own words."""

LOOKS: Mapping[str, Message | Plural] = {
    "look.late": Message("The download says that it came late, but not by how much. Decide what that costs."),
    "look.loaded": Message(
        "It timed out while the machine was overloaded. On a quiet machine, run: grade regrade --student "
        "{student}"
    ),
    "look.few": Message(
        "Wrong on only {wrong} of {tried} calls, and like no known misconception. Is it right after all?"
    ),
    "look.not_gradable": Message("The student handed in {file}, which cannot be graded. {why}"),
    "look.perhaps": Message("Perhaps this student handed in {file}. The name fits several students."),
    "look.stranger": Message("This student is not in the roster. The file is {file}."),
    "look.nobody": Message("Nobody is known who handed this file in. {why}"),
    "look.nobody_more": Plural(
        "Nobody is known who handed in {count} more file. The page of the class lists it.",
        "Nobody is known who handed in {count} more files. The page of the class lists them.",
    ),
    "look.outdated": Plural(
        "Only the points are known, from an earlier version of grade. `grade regrade` grades {count} file "
        "again.",
        "Only the points are known, from an earlier version of grade. `grade regrade` grades {count} files "
        "again.",
    ),
    "look.alike": Plural(
        "The same answer to at least {count} task, apart from names and layout. Few others have it.",
        "The same answers to at least {count} tasks, apart from names and layout. Few others have them.",
    ),
    "look.no_name": Message("Like no known misconception ({what})."),
}
"""Why a teacher should look at something before grades are published."""

MOVES: Mapping[str, Message | Plural] = {
    "move.course_changed": Message("the course has changed"),
    "move.not_graded": Message("it was not graded before"),
    "move.unreadable": Message("its result could not be read"),
    "move.withdrawn": Message("the override was withdrawn"),
    "move.accepted": Message("the answer of {name} was accepted"),
}
"""Why a score has changed."""

GRADEBOOK: Mapping[str, Message | Plural] = {
    "gradebook.migrated": Plural(
        "An earlier version of grade made this gradebook. `grade regrade` grades {count} file again. Your "
        "decisions are kept, and {copy} is a copy of the old gradebook.",
        "An earlier version of grade made this gradebook. `grade regrade` grades {count} files again. Your "
        "decisions are kept, and {copy} is a copy of the old gradebook.",
    ),
}

MESSAGES: Mapping[str, Message | Plural] = {
    **LEFTOVERS,
    **INTAKE,
    **PROBLEMS,
    **HIDDEN,
    **LOOKS,
    **MOVES,
    **GRADEBOOK,
}
