"""The course of one patient: what was done, what waits, and the forms in which it is entered."""
