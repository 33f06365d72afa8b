"""All patients, and entering a new one."""
