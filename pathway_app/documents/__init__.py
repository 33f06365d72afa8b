"""Paper: a document is made as plain blocks (pure), laid out on pages (pure), then drawn as PDF."""
