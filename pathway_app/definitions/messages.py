"""The English sentence for each problem of a pathway file; the place in the file is put in front elsewhere."""

from __future__ import annotations

from collections.abc import Mapping


def _(message: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is shown."""
    return message


DEFINITION_REFUSALS: Mapping[str, str] = {
    # the file
    "definition-file-unreadable": _("The file cannot be read: {reason}."),
    "definition-file-empty": _("The file is empty."),
    "definition-file-too-long": _("The file is longer than {longest} characters."),
    "definition-not-utf-8": _("This is not UTF-8 text."),
    "definition-unprintable": _("There is a control sign in the text; take it out."),
    "definition-yaml": _("This is not YAML: {problem}."),
    "definition-several-documents": _("A file holds one pathway; a second one begins here."),
    "definition-too-deep": _("More than {deepest} levels within each other."),
    "definition-too-many-values": _(
        "The file holds more than {most} values, those behind aliases counted each time."
    ),
    "definition-tag": _("Tags are not allowed: {tag}."),
    "definition-unknown-alias": _("There is no anchor “{alias}” before this alias."),
    "definition-key-not-text": _("A key is one word or text."),
    "definition-key-twice": _("The key “{key}” stands here already, on line {first_line}."),
    # shape
    "definition-key-missing": _("“{key}” is missing."),
    "definition-key-unknown": _("“{key}” is not a key that belongs here."),
    "definition-not-text": _("This must be text; put it between quotes."),
    "definition-not-a-number": _("This must be a whole number."),
    "definition-not-true-or-false": _("This must be true or false."),
    "definition-not-a-list": _("This must be a list."),
    "definition-not-a-mapping": _("This must be a mapping: keys with a value each."),
    "definition-not-a-date": _("This must be a date, such as 2022-09-13."),
    "definition-not-one-of": _("This must be {expected}."),
    "definition-number-too-small": _("This must be at least {least}."),
    "definition-number-too-large": _("This must be at most {most}."),
    "definition-list-too-short": _("This must hold at least {least}."),
    "definition-list-too-long": _("This must hold at most {most}."),
    "definition-origin": _("An origin is “local” or a list of statements, such as [S4]."),
    "definition-wrong-shape": _("This is not what belongs here."),
    "definition-empty": _("There is nothing in here."),
    # names and words
    "definition-not-kebab-case": _("“{name}”: small letters, digits and hyphens, such as wound-closed."),
    "definition-not-snake-case": _("“{name}”: small letters, digits and underscores, such as tumour_type."),
    "definition-not-a-name": _("“{name}”: letters, digits and hyphens."),
    "definition-not-a-value": _("“{name}”: letters, digits and hyphens."),
    "definition-not-a-version": _("“{name}”: letters, digits, dots, hyphens and underscores."),
    "definition-not-a-language": _("“{name}” is not the code of a language, such as nl."),
    "definition-not-a-statement": _("“{name}”: a statement is named S1, S2 and so on."),
    "definition-name-too-long": _("“{name}” is longer than {longest} characters."),
    "definition-name-twice": _("“{name}” stands on line {first_line} already."),
    "definition-route-named-none": _(
        "“none” means that the document gives no route; give this one another id."
    ),
    "definition-too-many-checkpoints": _("There are more than {most} checkpoints."),
    "definition-translation-missing": _("The text in “{language}” is missing."),
    "definition-language-unknown": _("“{language}” is not one of the definition's languages."),
    "definition-unknown-statement": _("There is no statement “{name}”."),
    # fields
    "definition-unknown-list": _("There is no value list “{name}”."),
    "definition-options-missing": _("A field of kind {kind} needs options or a list."),
    "definition-misplaced": _("“{key}” does not go with the kind {kind}."),
    "definition-bounds-crossed": _("The maximum {maximum} is below the minimum {minimum}."),
    "definition-variance-rule-measure": _("Give either “in” or “lacks”."),
    "definition-without-options": _(
        "“{name}” is of kind {kind}; only a field with options can be asked for a value."
    ),
    "definition-unknown-value": _("“{name}” is not an option of “{field}”."),
    # references
    "definition-unknown-checkpoint": _("There is no checkpoint “{name}”."),
    "definition-unknown-field": _("The checkpoint has no field “{name}”."),
    "definition-field-of-kind": _("“{name}” is of kind {kind}; it must be {expected}."),
    "definition-refers-to-itself": _("“{name}” cannot refer to itself here."),
    "definition-condition-on-optional": _(
        "“{name}” is not always answered; a condition needs an answer that is always given."
    ),
    "definition-deadline-measure": _("Give exactly one of hours, days and months."),
    "definition-deadline-from-nothing": _(
        "Only a later deadline can count from what opened the round; name a checkpoint."
    ),
    "definition-months-unbounded": _(
        "“{name}” needs a minimum of at least 0 and a maximum of at most {most} months."
    ),
    "definition-override-without-rounds": _(
        "Only a checkpoint that comes back in rounds can override its own interval."
    ),
    "definition-rationale-only-with": _(
        "The rationale must always be open to an answer: leave out “only_with”."
    ),
    "definition-day-count-title": _(
        "The title holds {{n}} once, where the number of days comes, and no other braces."
    ),
    "definition-does-not-repeat": _("“{name}” does not come back by itself, in rounds without a trigger."),
    "definition-not-asked-by": _("“{asked}” has no field “{name}” to compare."),
    # order
    "definition-cycle": _("This goes round in a circle: {cycle}."),
    "definition-never-applies": _("“{name}” can never apply: its conditions contradict each other."),
    "definition-gate-never-counts": _(
        "This gate never counts: where “{checkpoint}” applies, “{name}” does not."
    ),
}
"""code of the refusal → its sentence"""
