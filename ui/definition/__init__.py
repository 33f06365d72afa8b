"""The screen of a pathway's definition: a map of its steps, what each of them says, and its versions."""
