"""The pages for readers: their links lead somewhere, their examples run, their tables tell what the program does."""
