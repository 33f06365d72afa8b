"""The audit's measures against an independent computation, and by hand."""
