"""A slow, obvious second reading of the pathway, to compare the engine with.

Nothing here imports the program: agreement between the two is evidence only while they share no code.
"""
