"""The log: who did and saw what, a paper found back, the record verified."""
