# SPDX-License-Identifier: Apache-2.0
"""A case's `test` file: text to a list of steps, and steps back to text. Grammar: tests/e2e/README.md."""

import re

# What a line may begin with, and whether lines that belong to it may follow.
VERBS = {
    "needs", "env", "start", "stop", "signal", "wait", "quiet", "copy", "remove", "touch",
    "write", "append", "board", "kill-server",
}


class Step:
    """One command: its verb, its text, and the lines that belong to it."""

    def __init__(self, line_no, verb, text):
        self.line_no = line_no
        self.verb = verb
        self.text = text
        self.patient = False  # repeat it until it holds
        self.body = []  # expectations, or the text to write; without their marks
        self.first = line_no  # body is lines [first, last) of the file, from 0
        self.last = line_no


class ScriptError(Exception):
    """The test file is not understood."""


def split_verb(line):
    if re.match(r"\$\?? ", line):
        return "dig", re.sub(r"^\$\?? +dig +", "", line)
    if line.startswith("% "):
        return "run", line[2:].strip()
    if line.startswith("> "):
        return "send", line[2:].strip()
    word, _, rest = line.partition(" ")
    if word in VERBS:
        return word, rest.strip()
    return None, line


def belongs(step, line):
    """The line as a part of the step's body, or None when it is not."""
    if step is None:
        return None
    if step.verb == "send":
        return line if line.startswith("<") else None
    if step.verb in ("run", "write", "append"):
        return line if re.match(r"[|~]|\.\.\.$|exit ", line) else None
    return line if step.verb == "dig" else None


def parse(text):
    """Read a test file. Returns its steps in order."""
    steps = []
    current = None
    for i, raw in enumerate(text.split("\n")):
        line = raw.rstrip()
        if not line or line.startswith("#"):
            current = None
            continue
        verb, rest = split_verb(line)
        part = belongs(current, line) if verb is None else None
        if part is not None:
            current.body.append(part)
            current.last = i + 1
            continue
        if verb is None:
            raise ScriptError(f"line {i + 1}: '{line}' is no command and belongs to none")
        if verb == "send" and rest.startswith("..."):
            current.text += " " + rest[3:].strip()
            current.first = current.last = i + 1
            continue
        current = Step(i + 1, verb, rest)
        current.first = current.last = i + 1
        current.patient = line.startswith("$?")
        steps.append(current)
    return steps


def rewrite(text, changes):
    """Put new bodies in: changes is [(step, new lines)]."""
    lines = text.split("\n")
    for step, body in sorted(changes, key=lambda change: -change[0].first):
        lines[step.first : step.last] = body
    return "\n".join(lines)
