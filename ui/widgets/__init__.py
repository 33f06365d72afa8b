"""Shared small widgets: plain values in, signals out; none knows a rule about patients."""
