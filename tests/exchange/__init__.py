"""Course files."""
