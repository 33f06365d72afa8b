"""The audit's screen: which courses, the charts, the tables, and the patients behind every number."""
