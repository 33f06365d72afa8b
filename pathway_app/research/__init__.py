"""Data for research: pseudonymised files of a site's courses, and those of several sites brought together."""
