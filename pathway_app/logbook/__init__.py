"""The log as somebody reads it who wants to know who did and saw what."""
