"""How the window reaches the record, layer upon layer: threads, questions, commands. `ui.bridge` is the whole."""
