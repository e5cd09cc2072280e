"""What was handed in, and by whom.

download     a folder or a zip file, as a system of learning gives it out, taken in
layouts      how the files of each system lie
archive      the files of a folder or zip file, and of the zip files in it
roster       the students of a class, from a table
"""
