"""JSON as a tree of values that know their lines. The standard library's reader tells no lines."""

from __future__ import annotations

import json
import re

from pathway_app.exchange.nodes import BadSyntax, Node, Scalar, TreeBuilder

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<sign>[{}\[\]:,])
      | "(?P<text>[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*)"
      | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![0-9A-Za-z_.+-])
      | (?P<word>true|false|null)(?![0-9A-Za-z_])
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_BLANK = re.compile(r"[ \t\r\n]*")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_LONGEST_NUMBER = 18


def read_json(text: str) -> TreeBuilder:
    """The tree of `text`. Raises BadSyntax where it is not JSON; a key given twice is among the problems."""
    parser = _Parser(text)
    parser.run()
    return parser.builder


class _Parser:
    """Takes tokens one by one, without recursion; `expect` says what may come next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.builder = TreeBuilder()
        self.position = 0
        self.counted = 0
        self.line = 1
        self.expect = "value"

    def run(self) -> None:
        while True:
            match = _TOKEN.match(self.text, self.position)
            if match is None:
                blank = _BLANK.match(self.text, self.position)
                raise self._wrong(blank.end() if blank else self.position)
            kind = match.lastgroup or ""
            start = match.start(kind)
            self.line += self.text.count("\n", self.counted, start)
            self.counted = start
            self.position = match.end()
            if kind == "end":
                if self.expect != "end":
                    raise self._wrong(start)
                return
            if kind == "sign":
                self._sign(match["sign"], start)
            elif kind == "text" and self.expect in ("key", "key-or-close"):
                self.builder.key(self.line, _unescaped(match["text"]))
                self.expect = "colon"
            else:
                self._scalar(kind, match[kind], start)

    def _scalar(self, kind: str, token: str, start: int) -> None:
        if self.expect not in ("value", "value-or-close"):
            raise self._wrong(start)
        value: Scalar
        if kind == "text":
            value, token = _unescaped(token), ""
        else:
            value = _WORDS[token] if kind == "word" else _number(token)
        self.builder.put(Node(self.line, value, token))
        self._after_value()

    def _sign(self, sign: str, start: int) -> None:
        if sign in "{[":
            if self.expect not in ("value", "value-or-close"):
                raise self._wrong(start)
            self.builder.begin(self.line, {} if sign == "{" else [])
            self.expect = "key-or-close" if sign == "{" else "value-or-close"
        elif sign in "}]":
            self._close(sign, start)
        elif sign == ":" and self.expect == "colon":
            self.expect = "value"
        elif sign == "," and self.expect == "comma-or-close":
            self.expect = "key" if self.builder.awaits_key else "value"
        else:
            raise self._wrong(start)

    def _close(self, sign: str, start: int) -> None:
        holder = self.builder.holder
        fits = holder is not None and isinstance(holder.value, dict if sign == "}" else list)
        if not fits or self.expect not in ("comma-or-close", "key-or-close", "value-or-close"):
            raise self._wrong(start)
        self.builder.end()
        self._after_value()

    def _after_value(self) -> None:
        self.expect = "end" if self.builder.is_whole else "comma-or-close"

    def _wrong(self, position: int) -> BadSyntax:
        line = self.text.count("\n", 0, position) + 1
        column = position - self.text.rfind("\n", 0, position)
        return BadSyntax(line, "file-not-json", column=column)


def _unescaped(token: str) -> str:
    return str(json.loads(f'"{token}"')) if "\\" in token else token


def _number(token: str) -> int | float:
    return int(token) if token.lstrip("-").isdigit() and len(token) <= _LONGEST_NUMBER else float(token)
