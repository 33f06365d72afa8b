"""Follow-up: who comes for the next MRI, and when."""
