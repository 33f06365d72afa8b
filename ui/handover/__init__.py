"""The handover sheet on screen: looked at, saved, printed."""
