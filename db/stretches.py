"""How many courses are read at once where all of them are gone through, so that memory stays bounded."""

COURSES_AT_A_TIME = 200
NEWEST_AT_A_TIME = 100
