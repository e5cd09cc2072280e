"""What was handed in, and by whom.

download     reads a folder or a zip file, as a learning management system gives it out
layouts      how the download of each system is laid out
archive      the files of a folder or zip file, and of the zip files in it
roster       the students of a class, from a table
"""
