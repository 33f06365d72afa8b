"""The command line: arguments in, sentences and files out. Runs without Qt."""
