#!/usr/bin/env python3
"""Asks CPython what expressions, formats and floats come to, for the tests of the calibration language.

    python3 tools/calibration_cases.py SEED EXPRESSIONS FORMATS FLOATS FOLDER

writes expressions.jsonl ([text, repr]), formats.jsonl ([class, value, spec, text]) and floats.jsonl ([big-endian
hexadecimal, repr]) into FOLDER, one case a line. An exception stands as "!" and its class. The committed fixtures,
tests/python/fixtures, come from CPython 3.11 and the arguments 1 3000 2000 1000.

Left out are results that the language does not have: complex numbers, ints of more than 10,000 binary digits, texts
of more than 1,000 characters.
"""
import json
import math
import os
import random
import struct
import sys
import warnings

choice = random.choice

TEXTS = ["'ab'", "'a b'", "''", "'12.5'", "' 7 '", "'1,2,3'", "'+2.35E+01'", "'ABC def'", "'x=1;y=2'", "'h\\u00e9\\U0001F600'",
         "r'a\\d'", "'a' 'b'", '"it\'s"', "'line\\nbreak\\t'", "'0x1f'", "'a,,b,'", "'  lead'", "'Title Case'", "'OFF'"]
NUMBERS = ["0", "1", "2", "3", "5", "7", "10", "255", "1000", "0.5", "1.5", "2.", ".25", "3.14159", "1e3", "1e-3",
           "2.5e10", "0.1", "273.15", "1e16", "1e-5", "123456.789", "True", "False", "0x1F", "0b101", "0o17", "1_000"]
# For exponents, shifts, repetitions and widths, where CPython would take any number and never come back.
SMALL = ["0", "1", "2", "4", "9", "-1", "-2", "True", "2.5", "3.0", "(7 - 4)", "'2'", "None", "12"]
FUNCTIONS = ["sqrt", "exp", "log", "log10", "log2", "sin", "cos", "atan", "tanh", "fabs", "floor", "ceil", "trunc", "degrees", "radians"]


def number(depth):
    """A text of an expression that is mostly a number."""
    if depth <= 0:
        kind = random.random()
        if kind < 0.75:
            return choice(NUMBERS)
        return choice([str(random.randint(0, 10**18)), repr(random.uniform(0, 1e3)), repr(random.lognormvariate(0, 20)),
                       repr(round(random.uniform(0, 100), 2))])
    n = lambda: number(depth - choice([1, 1, 2]))
    return choice([
        lambda: f"{n()} {choice(['+', '-', '*', '/', '//', '%'])} {n()}",
        lambda: f"{n()} {choice(['+', '-', '*', '/', '//', '%'])} {n()}",
        lambda: f"({n()}) {choice(['+', '-', '*', '/', '//', '%'])} -{n()}",
        lambda: f"-{n()}",
        lambda: f"{choice(['+', '~', '- -', 'not '])}{n()}",
        lambda: f"({n()})",
        lambda: f"{n()} ** {choice(['2', '0.5', '3', '-1', '-2', '0', '1.5', '-2 ** 2'])}",
        lambda: f"10 ** ({choice(SMALL)} - 10)",
        lambda: f"{n()} {choice(['<', '>', '<=', '>=', '==', '!='])} {n()}",
        lambda: f"{n()} {choice(['<', '>', '=='])} {n()} {choice(['<', '>=', '!='])} {n()}",
        lambda: f"{n()} {choice(['and', 'or'])} {n()}",
        lambda: f"{n()} if {n()} else {n()}",
        lambda: f"{choice(['&', '|', '^']).join([n(), n()])}",
        lambda: f"{n()} {choice(['<<', '>>'])} {choice(SMALL)}",
        lambda: f"{choice(['abs', 'int', 'float', 'bool', 'str', 'repr'])}({n()})",
        lambda: f"{choice(['', 'math.'])}{choice(FUNCTIONS)}({n()})",
        lambda: f"round({n()}{choice(['', ', 2', ', 0', ', -1', ', ndigits=3', ', None'])})",
        lambda: f"{choice(['min', 'max'])}({n()}, {n()}{choice(['', ', key=abs'])})",
        lambda: f"pow({n()}, {choice(SMALL)})",
        lambda: f"{choice(['divmod', 'math.pow', 'math.atan2', 'math.fmod', 'math.copysign', 'math.hypot', 'math.isclose'])}({n()}, {n()})",
        lambda: f"pow({choice('23579')}, {choice(['5', '10', '1000'])}, {choice(['7', '-7', '1'])})",
        lambda: f"{choice(['sum', 'len', 'max', 'min', 'any', 'all', 'math.fsum', 'math.prod'])}({sequence(depth - 1)})",
        lambda: f"sum({sequence(depth - 1)}, start={n()})",
        lambda: f"{sequence(depth - 1)}[{choice(['0', '1', '-1', n()])}]",
        lambda: f"{choice(['len', 'int', 'float', 'ord'])}({text(depth - 1)})",
        lambda: f"int({choice(TEXTS)}, {choice(['16', 'base=0', '10', '37'])})",
        lambda: f"{text(depth - 1)}.{choice(['find', 'rfind', 'index', 'count', 'rindex'])}({choice(TEXTS)}{choice(['', '', ', 1', ', 1, 3', ', -2'])})",
        lambda: f"float({text(depth - 1)}.split(',')[{choice(['0', '1', '-1'])}]) * {n()}",
        lambda: f"{n()} {choice(['in', 'not in'])} {sequence(depth - 1)}",
        lambda: f"{mapping(depth - 1)}[{n()}]",
        lambda: f"{mapping(depth - 1)}.get({n()}{choice(['', ', ' + n()])})",
        lambda: f"{n()} is {choice(['', 'not '])}None",
        lambda: f"{sequence(depth - 1)}.{choice(['index', 'count'])}({n()})",
        lambda: f"math.factorial({choice(SMALL)})",
        lambda: f"math.{choice(['gcd', 'isnan', 'isinf', 'isfinite', 'modf', 'log'])}({n()})",
        lambda: f"math.log({n()}, {choice(['2', '10', n()])})",
    ])()


def text(depth):
    """A text of an expression that is mostly a text."""
    if depth <= 0:
        return choice(TEXTS)
    t = lambda: text(depth - 1)
    n = lambda: number(depth - 1)
    return choice([
        lambda: f"{t()} + {t()}",
        lambda: f"{t()} * {choice(SMALL)}",
        lambda: f"{t()}[{choice(['0', '-1', '1:', ':2', '::-1', '1:-1', '::2', '-3:', '5:1:-2', n() + ':' + n()])}]",
        lambda: f"{t()}.{choice(['lower', 'upper', 'strip', 'lstrip', 'rstrip', 'title', 'capitalize', 'swapcase'])}()",
        lambda: f"{t()}.{choice(['strip', 'lstrip', 'rstrip', 'removeprefix', 'removesuffix'])}({t()})",
        lambda: f"{t()}.replace({t()}, {t()}{choice(['', ', 1', ', 0', ', -1'])})",
        lambda: f"{t()}.{choice(['zfill', 'ljust', 'rjust', 'center'])}({choice(SMALL)})",
        lambda: f"{t()}.{choice(['ljust', 'rjust', 'center'])}(7, {choice(['chr(42)', TEXTS[0], repr('-')])})",
        lambda: f"{t()}.join({sequence(depth - 1)})",
        lambda: f"{t()}.join({t()}.split({choice(['', repr(','), 'sep=None', repr(',') + ', 1', 'maxsplit=1'])}))",
        lambda: f"{t()}.{choice(['startswith', 'endswith'])}({choice([t(), '(' + t() + ', ' + t() + ')'])}{choice(['', ', 1', ', 0, 2'])})",
        lambda: f"{t()}.{choice(['isdigit', 'isalpha', 'isspace', 'isupper', 'islower', 'isalnum', 'isdecimal', 'isnumeric'])}()",
        lambda: f"{t()} {choice(['in', 'not in', '<', '==', '!=', '>='])} {t()}",
        lambda: f"str({n()})",
        lambda: f"repr({choice([t(), n(), sequence(depth - 1), mapping(depth - 1)])})",
        lambda: f"{choice(['hex', 'bin', 'oct'])}({n()})",
        lambda: f"chr({choice(SMALL + ['42', '0x3b1', '0x1F600', '0x110000'])})",
        lambda: f"format({n()}, {choice(['.2f', '>10', '08.3f', '+d', ',', '.3e', 'x', '%', '^9'])!r})",
        lambda: f"{choice(['{}', '{:.2f}', '{0}{0}', '{:>8}|', '{!r:5}', '{{{}}}', '{0:{1}}', '{a}', '{}{}', '{0[0]}', '{:d}', '}', '{', '{:5}{a}'])!r}.format({n()}, {choice(SMALL)}, a={n()})",
        lambda: f"{t()} if {n()} else {t()}",
        lambda: f"max({t()}, {t()})",
        lambda: f"sorted({t()})[0]",
    ])()


def sequence(depth):
    """A text of an expression that is a list or a tuple."""
    if depth <= 0:
        return choice(["[]", "()", "[1, 2, 3]", "(1,)", "[0.5, 2, True]", "['a', 'b']", "(3, 1, 2)", "[[1, 2], [3]]", "[None, 1]"])
    item = lambda: choice([number, number, text])(depth - 1)
    s = lambda: sequence(depth - 1)
    return choice([
        lambda: f"[{item()}, {item()}]",
        lambda: f"({item()}, {item()},)",
        lambda: f"{s()} + {s()}",
        lambda: f"{s()} * {choice(['2', '0'])}",
        lambda: f"{s()}[{choice(['1:', ':1', '::-1', ':', '-2:', '::0'])}]",
        lambda: f"sorted({s()}{choice(['', ', reverse=True', ', key=str', ', key=abs'])})",
        lambda: f"{choice(['list', 'tuple'])}({s()})",
        lambda: f"list(reversed({s()}))",
        lambda: f"{text(depth - 1)}.{choice(['split', 'rsplit'])}({choice(['', repr(','), repr(',') + ', 1', 'None, 1', repr('b'), repr('')])})",
        lambda: f"{text(depth - 1)}.{choice(['partition', 'rpartition'])}({choice([repr(','), repr('b'), repr('')])})",
        lambda: f"{text(depth - 1)}.splitlines({choice(['', 'True'])})",
        lambda: f"list(map({choice(['float', 'str', 'int', 'abs', 'len'])}, {s()}))",
        lambda: f"list(zip({s()}, {s()}))",
        lambda: f"list(enumerate({s()}{choice(['', ', 1', ', start=5'])}))",
        lambda: f"list(range({choice(['3', '0, 5, 2', '5, 0, -2', '1, 1', '0, 9, 0'])}))",
        lambda: f"list({mapping(depth - 1)}{choice(['', '.keys()', '.values()', '.items()'])})",
        lambda: f"{s()} {choice(['<', '==', '>='])} {s()}",
        lambda: f"{s()} {choice(['and', 'or'])} {s()}",
    ])()


def mapping(depth):
    """A text of an expression that is a dict."""
    if depth <= 0:
        return choice(["{}", "{0: 'CLOSED', 1: 'OPEN'}", "{'a': 1, 'b': 2.5}", "{1: 'x', 1.0: 'y', True: 'z'}", "{None: 0, (1, 2): 3}"])
    n = lambda: number(depth - 1)
    return choice([
        lambda: f"{{{n()}: {n()}, {text(depth - 1)}: {n()}}}",
        lambda: f"{{{n()}: {sequence(depth - 1)},}}",
        lambda: f"dict(a={n()}, b={n()})",
        lambda: f"dict([(1, {n()}), ({n()}, 2)])",
    ])()


def broken(expression):
    """The expression with a piece taken out, doubled or exchanged: mostly a syntax error."""
    at = random.randrange(len(expression) + 1)
    return expression[:at] + choice(["", "", "(", ")", ",", "]", " 1", " or ", "'", ".", ":", "=", " not ", "0"]) + expression[at + choice([0, 1]):]


def exception(error):
    return "!" + type(error).__name__


def expression_case():
    kind = choice([number, number, number, text, text, sequence, mapping])
    expression = kind(choice([1, 1, 2, 3]))
    if random.random() < 0.07:
        expression = broken(expression)
    if len(expression) > 200 or any(mark in expression for mark in ("...", "j", ":=", "lambda", " % '", "#")):
        return None
    names = {name: getattr(math, name) for name in dir(math) if not name.startswith("_") and name != "pow"}
    try:
        value = eval(expression, {**names, "math": math})
        result = repr(value)
    except MemoryError:
        return None
    except Exception as error:
        return [expression, exception(error)]
    if len(result) > 1000 or "j)" in result or "<" in result or isinstance(value, (complex, set, type)) or value is Ellipsis:
        return None
    if type(value) is int and value.bit_length() > 10000:
        return None
    return [expression, result]


def format_value():
    kind = random.random()
    if kind < 0.3:
        return choice([0, 1, -1, 12, 65, -255, 1234567, 10**20, True, False])
    if kind < 0.8:
        return choice([0.0, -0.0, 1.0, 0.5, 1.5, 2.5, -2.675, 1.25, 0.125, 3.14159, 1e16, 1e15, 123456789.125, 1e-5,
                       1.5e-7, 1e22, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, math.nan, -1e100, 0.045,
                       1234.5, 99.95, 9.995, 999999.5, -0.001, random.uniform(-1e6, 1e6), random.lognormvariate(0, 30)])
    return choice(["", "abc", "h\u00e9\U0001F600", "a'b"])


def format_case():
    value = format_value()
    sometimes = lambda share, make: make() if random.random() < share else ""
    spec = "".join([
        sometimes(0.4, lambda: choice(["", "*", "0", "x", " ", "\u00e9"]) + choice("<>=^")),
        sometimes(0.3, lambda: choice("+- ")),
        sometimes(0.07, lambda: "z"),
        sometimes(0.1, lambda: "#"),
        sometimes(0.2, lambda: "0"),
        sometimes(0.5, lambda: str(choice([1, 3, 8, 12, 20]))),
        sometimes(0.2, lambda: choice([",", "_", ",", "_", ",_"])),
        sometimes(0.5, lambda: "." + choice(["", "0", "1", "2", "3", "6", "10", "17"])),
        sometimes(0.8, lambda: choice("bcdeEfFgGnosxX%")),
        sometimes(0.02, lambda: choice("fq ")),
    ])
    try:
        result = format(value, spec)
    except Exception as error:
        result = exception(error)
    return [type(value).__name__, value if isinstance(value, str) else repr(value), spec, result]


def float_case():
    if random.random() < 0.5:
        value = struct.unpack(">d", random.randbytes(8))[0]
    else:
        value = choice([random.uniform(-1e17, 1e17), round(random.uniform(-1e3, 1e3), random.randint(0, 6)),
                        10.0 ** random.randint(-8, 20)])
    return [struct.pack(">d", value).hex(), repr(value)]


def write(folder, name, make, count):
    cases = {}
    while len(cases) < count:
        case = make()
        if case is not None:
            cases[json.dumps(case, ensure_ascii=False)] = None
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in cases)


def main():
    seed, expressions, formats, floats = map(int, sys.argv[1:5])
    random.seed(seed)
    sys.set_int_max_str_digits(0)
    warnings.simplefilter("ignore")
    write(sys.argv[5], "expressions.jsonl", expression_case, expressions)
    write(sys.argv[5], "formats.jsonl", format_case, formats)
    write(sys.argv[5], "floats.jsonl", float_case, floats)


if __name__ == "__main__":
    main()
