"""Courses in and out of the program, as files."""
