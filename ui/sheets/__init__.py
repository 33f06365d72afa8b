"""Sheets on screen: chosen, looked at, saved, printed."""
