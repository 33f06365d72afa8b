"""How it looks: PySide6 widgets over frozen rows from `pathway_app`."""
