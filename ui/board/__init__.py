"""The tumour board: meetings, the list of cases, and what is decided about each."""
