"""One function a command: authorise → load → decide → append → return what changed."""

from pathway_app.services.service import Service

__all__ = ["Service"]
