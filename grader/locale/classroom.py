"""The messages of what is kept of a class, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

LEFTOVERS: Mapping[str, Message | Plural] = {
    "leftover.junk": Message("This is made by a system or an editor, not by a student."),
    "leftover.own": Message("This is the folder of a class that has been graded."),
    "leftover.link": Message("This is a link to something that is not a file of the download."),
    "leftover.special": Message("This is no ordinary file."),
    "leftover.outside": Message("Its path leads out of the zip file."),
    "leftover.unreadable": Message("It cannot be read: {why}."),
    "leftover.too_large": Message("It is {size:.0f} MB large; at most {most:.0f} MB are read."),
    "leftover.too_much": Message("{most:.0f} MB of this download have been read already; more is not read."),
    "leftover.too_many": Message(
        "It holds more files than may be looked at ({most:,} in all). Leave data and libraries out of it."
    ),
    "leftover.more_files": Message(
        "{most:,} files have been looked at; this one and those after it are left out."
    ),
    "leftover.replaced": Message("The zip file holds a later file of the same name."),
    "leftover.zip_damaged": Message("This zip file is damaged: {why}."),
    "leftover.zip_encrypted": Message("This zip file is encrypted."),
    "leftover.zip_empty": Message("This zip file is empty."),
    "leftover.zip_too_deep": Message(
        "It lies in a zip file in a zip file; only one inside another is looked into."
    ),
    "leftover.zip_method": Message("It is compressed in an unusual way. Zip it with the system's own tool."),
    "leftover.only_code": Message("Only scripts (.py) and notebooks (.ipynb) are graded."),
    "leftover.other_archive": Message("Of archives only zip files are looked into. Unpack it."),
    "leftover.online_text": Message("This is text that was typed into the page, not a file."),
    "leftover.online_link": Message("This is a link that was handed in, not a file."),
    "leftover.other_kind": Message("This was not handed in as a file."),
    "leftover.not_named": Message(
        "Its name is not one of this layout ({layout}), so it is not known whose it is."
    ),
    "leftover.no_name": Message("Its name does not say whose it is."),
    "leftover.not_submitted": Message("It does not lie in the folder of what students have submitted."),
    "leftover.no_exercise": Message(
        "Neither its name nor its functions say which exercise it solves. Name it with --exercise."
    ),
    "leftover.unread": Message("Its name says no exercise, and its functions cannot be read: {why}"),
}
"""Why a file of a download is not graded."""

INTAKE: Mapping[str, Message | Plural] = {
    "intake.several": Message(
        "{shown} ({name}) could be several students of the roster: {students}. It was given to none of them."
    ),
    "intake.same_name": Plural(
        "{count} account in the download is called {shown}, and one student in the roster ({id}). "
        "By the name alone it is not taken for that student.",
        "{count} accounts in the download are called {shown}, and one student in the roster ({id}). "
        "By the name alone none of them is taken for that student.",
    ),
    "intake.for_all": Plural(
        "{shown} is a group of the roster: what it handed in counts for its only student.",
        "{shown} is a group of the roster: what it handed in counts for all of its {count} students.",
    ),
    "intake.stranger": Message("{name} is not in the roster."),
}
"""What there is to say of a download."""

PROBLEMS: Mapping[str, Message | Plural] = {
    "problem.not_yet": Message("It is not graded yet: run the same `grade batch` again, which goes on."),
    "problem.lane_ended": Message(
        "The grader's own process ended on this file, twice. Please report it, with the file."
    ),
    "problem.fault": Message("A fault of the grader, not of the file: {fault}. Please report it."),
}
"""Why a file could not be graded, beside what is wrong with the file itself."""

HIDDEN: Mapping[str, Message | Plural] = {
    "hidden.only": Message("It is right on every call that is shown, and wrong on one that is not shown."),
    "hidden.too": Message("It is wrong on more of what is expected in a call that is not shown."),
    "override.said": Message("{task} counts {score} of {most} points. A teacher decided so: {reason}"),
}
"""What stands in a student's feedback in place of the grader's own words."""

LOOKS: Mapping[str, Message | Plural] = {
    "look.late": Message("The download says that it came late, and not by how much: decide what that costs."),
    "look.loaded": Message(
        "It timed out while the machine had more to do than it could. On a quiet machine: "
        "grade regrade --student {student}"
    ),
    "look.few": Message(
        "Wrong on {wrong} of {tried} calls only, and like no known misconception: is it right in its way?"
    ),
    "look.outdated": Plural(
        "Only the points are known, from an earlier grade: `grade regrade` grades {count} file again.",
        "Only the points are known, from an earlier grade: `grade regrade` grades {count} files again.",
    ),
    "look.alike": Plural(
        "The same answer to at least {count} task, names and layout aside, which few others have.",
        "The same answers to at least {count} tasks, names and layout aside, which few others have.",
    ),
    "look.no_name": Message("Like no known misconception ({what})."),
}
"""Why a person should look at something before grades are published."""

MOVES: Mapping[str, Message | Plural] = {
    "move.course_changed": Message("the course has changed"),
    "move.withdrawn": Message("the override was withdrawn"),
    "move.accepted": Message("the answer of {name} was accepted"),
}
"""Why a score has moved."""

GRADEBOOK: Mapping[str, Message | Plural] = {
    "gradebook.migrated": Plural(
        "This gradebook was made by an earlier grade: {count} file is graded again by `grade regrade`. "
        "All that you decided is kept, and {copy} is the gradebook as it was.",
        "This gradebook was made by an earlier grade: {count} files are graded again by `grade regrade`. "
        "All that you decided is kept, and {copy} is the gradebook as it was.",
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
