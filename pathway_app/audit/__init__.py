"""The audit: measures over many courses, as they stood at a chosen moment. docs/audit-measures.md defines each."""
