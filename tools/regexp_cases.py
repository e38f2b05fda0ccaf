#!/usr/bin/env python3
"""Asks CPython's re what patterns find in texts, for the tests of python_regexp.ts.

    python3 tools/regexp_cases.py > tests/python/fixtures/python_regexp.jsonl

A line is [pattern, text, function, match], where match is null or [position, groups, named groups, matched text]. The
committed fixture comes from CPython 3.11.
"""
import json
import re

PATTERNS = [
    r"(?P<value>[-+]?\d+\.?\d*)", r"(?P<from>\w+)\.(?P<name>[^.]+)", r"sensor_value\.(?P<from>\w+)$", r"^a{,2}b",
    r"[]x]+", r"[^]x]+", r"(?i)abc", r"(?P<q>[\"'])(.*?)(?P=q)", r"\Aabc\Z", r"a$", r"(?<=x)\d+", r"[\w.-]+", r"[[]a",
    r"a|b", r"\-\_\"", r"(?s)a.b", r"(?m)^b$", r"x(?#comment)y", r"(?i:AB)c", r"\bfoo\b", r".*\.(?P<ch>\d{1,3})$",
    r"(a)?b", r"status_message\.(critical|error)\..*", r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", r"a{2,}", r"x{}", r"{a", r"a{1",
    r"(?=x)x", r"(?!x).", r"\s+", r"\S+$", r"a.c", r"(\w)\1", r"[a\]]+", r"\x41\t?", r"(?im)^ABC$", r"\.", r"[$^]", r"^$",
]
TEXTS = [
    "12.5 K", "sensor_value.temp1", "sensor_value.temp1\n", "aab", "aaab", "]x]", "qq", "ABC", "say \"hi\" 'yo'", "abc",
    "abc\n", "a\n", "x42", "a.b-c", "[a", "b", "-_\"", "a\nb", "xy", "aBc", "a foo b", "x.y.123", "-1.5e-3",
    "status_message.error.foo", "", "x{}", "{a", "a{1", "a\u2028c", "\n", "$",
]


def main():
    for pattern in PATTERNS:
        for text in TEXTS:
            for function in ("search", "match", "fullmatch"):
                match = getattr(re.compile(pattern), function)(text)
                found = match and [match.start(), list(match.groups()), match.groupdict(), match.group(0)]
                print(json.dumps([pattern, text, function, found], separators=(",", ":")))


if __name__ == "__main__":
    main()
