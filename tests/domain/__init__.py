"""The engine and the rules, by examples and against the plain model."""
