#!/usr/bin/env python3
"""Does what the originals do with a calibration and a raw value that is a text, for the tests of the calibration language.

    python3 tools/reading_cases.py > tests/python/fixtures/readings.jsonl

The originals put the text, without blanks at its ends, into the calibration with str.format and evaluate the result. A line is
[calibration, reading, value]; without a third item there is no value: an error, or nothing that JSON holds. The committed fixture
comes from CPython 3.11.

All calibrations ask for a truth, a number or an order, or for items of the reading.
"""
import json
import math
import warnings

READINGS = ["OFF", "ON", "True", "False", "None", "", "0", "1", "-3", "2.5", "1e3", " 7 ", "+2.35E+01", "nan", "inf", "abc", "a b",
            "5V", "1,2", "[1, 2]", "()", "[]", "'ON'", '"OFF"', "''", "0x10", "0b0", "1_000", "1+1", "1-1", "e", "pi", "yes", "no",
            "True and False", "not True", "1 if 0 else 2", "{'a': 0}", "#", "5 # V", "*", "\\", "\u00e9", "x" * 300]
WHOLE = ["bool({})", "not {}", "not not {}", "5 if {} else 6", "{} and 4", "{} or 4", "1 and {} and 2", "0 or {} or 2",
         "{} == True", "False == {}", "{} != True", "{} != 1", "{} == 0", "{} == 1.0", "{} == None", "{} is None", "None is not {}",
         "{} == [1, 2]", "() == {}", "{} in [True, 0]", "True in [{}]", "{} not in (1, None)", "[{}] == [True]", "(1, {}) == (1, 0)",
         "max({}, 5)", "min(5, {})", "max({})", "min({})", "max([{}, 2])", "max({}, 3, key=abs)", "sorted([3, {}])", "sorted({})",
         "sorted([3, 1], reverse={})", "[{}] < [3]", "(0, {}) >= (0, 1)", "any([{}])", "all([1, {}])", "any({})", "all({})",
         "{}[0]", "{}[-1]", "{}[0:2]", "{}[::-1]", "[7, 8][{}]", "[7, 8][{}:]", "list({})", "tuple({})", "sum([{}])", "sum({})",
         "2*{}", "{}*2", "2-{}", "-{}", "+{}", "~{}", "{0}+{0}", "{}/2", "{}//2", "{} % 2", "{} << 1", "[{}][0]*2", "abs({})",
         "round({})", "sqrt({})", "math.floor({})", "pow({}, 2)", "divmod({}, 2)", "{} < 3", "3 >= {}", "0 < {} < 10",
         "int(bool({}))", "bool({}) + 1", "bool([{}][0])", "5 if [{}][0] else 6", "5 if (0, {})[1] else 6",
         "bool({{'a': {}}}['a'])", "not (1 if 0 else {})", "(5 if {} else 6) if 1 else 7", "[1 if {} else 0, 2]",
         "str(bool({}))", "'on' if {} else 'off'", "'a' if not {} else 'b'", "bool({:s})", "not {!s}", "bool({:>8})"]
NAMES = {name: getattr(math, name) for name in dir(math) if not name.startswith("_")}
NAMES |= {each.__name__: each for each in (abs, all, any, bool, divmod, int, list, max, min, pow, round, sorted, str, sum, tuple)}
NAMES |= {"__builtins__": {}, "math": math}


def main():
    warnings.simplefilter("ignore")
    for calibration in WHOLE:
        for reading in READINGS:
            case = [calibration, reading]
            try:
                value = eval(calibration.format(reading.strip()), dict(NAMES))
                if value is not None:
                    case.append(value)
                line = json.dumps(case, allow_nan=False)
            except Exception:
                line = json.dumps(case[:2])
            print(line)


if __name__ == "__main__":
    main()
