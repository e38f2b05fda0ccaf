import { assertEquals, assertThrows } from "@std/assert";
import { parse } from "../../src/python/parser.ts";
import { ExpressionError } from "../../src/python/python_error.ts";
import { parseTemplate } from "../../src/python/template.ts";

function assertRefused(text: string, column: number, message: string): void {
  const error = assertThrows(
    () => parse(parseTemplate(text).source),
    ExpressionError,
    message,
  );
  assertEquals(error.column, column, `${text}: ${error.message}`);
}

Deno.test("what Python has and a calibration does not is refused by name", () => {
  assertRefused("[x for x in [1]]", 4, "comprehensions are not supported");
  assertRefused("sum(x for x in {})", 7, "comprehensions are not supported");
  assertRefused("lambda x: x", 1, "lambda is not supported");
  assertRefused("map(lambda x: x, [])", 5, "lambda is not supported");
  assertRefused('f"{}"', 1, "f-strings are not supported");
  assertRefused('rf"{}"', 1, "f-strings are not supported");
  assertRefused('b"a"', 1, "bytes are not supported");
  assertRefused("(a := 1)", 4, "assignments are not supported");
  assertRefused("a = {}", 3, "assignments are not supported");
  assertRefused("{{1, 2}}", 4, "sets are not supported");
  assertRefused("[*{}]", 2, "unpacking with * is not supported");
  assertRefused("max(*{})", 5, "unpacking with * is not supported");
  assertRefused("2j", 2, "complex numbers are not supported");
  assertRefused("{} @ 2", 4, "the operator @ is not supported");
  assertRefused("import os", 1, '"import" belongs to a statement');
  assertRefused("{}.real", 4, '".real" is not called');
  assertRefused('"\\N{{DEGREE SIGN}}"', 2, "escape \\N");
});

Deno.test("a mistake is found at its column", () => {
  assertRefused("2 * (3 + {}", 12, 'where ")" is due');
  assertRefused("2 * 3)", 6, 'unexpected ")"');
  assertRefused("[1, 2", 6, 'where "]" is due');
  assertRefused("sqrt({}", 8, 'where ")" is due');
  assertRefused("max(1, 2", 9, 'where ")" is due');
  assertRefused("(1, 2", 6, 'where ")" is due');
  assertRefused("max(1 2)", 7, 'where "," is due');
  assertRefused("2*\u00a0{}", 3, "unexpected character U+00A0");
  assertRefused("2*\u200b{}", 3, "unexpected character U+200B");
  assertRefused("1 if {}", 8, 'where "else" is due');
  assertRefused("1 2", 3, "unexpected number");
  assertRefused('1 "a"', 3, "unexpected text in quotes");
  assertRefused('"a" {}', 5, "unexpected reading");
  assertRefused("1 not 2", 7, 'where "in" is due');
  assertRefused("5 + 'abc", 5, "does not end");
  assertRefused("'''abc", 1, "does not end");
  assertRefused("0123", 1, "write 123 instead of 0123");
  assertRefused("1__0", 2, "a letter or digit directly after a number");
  assertRefused("1\n+ 2", 2, "a line break is possible in brackets only");
  assertRefused("'\\x4'", 2, "escape \\x");
  assertRefused("'\\U00110000'", 2, "no such character");
  assertRefused("f(a=1, 2)", 8, "follows one with a name");
  assertRefused("f(a=1, a=2)", 8, "repeated: a");
  assertRefused("f(or=1)", 3, 'unexpected "or"');
  assertRefused('x"a"', 2, "unexpected text in quotes");
  assertRefused("$", 1, 'unexpected character "$"');
  assertRefused("a.if()", 3, 'unexpected "if"');
});

Deno.test("operators bind as in Python", () => {
  assertEquals(shape("-2**2"), "(- (2 ** 2))");
  assertEquals(shape("2**-1"), "(2 ** (- 1))");
  assertEquals(shape("2**3**4"), "(2 ** (3 ** 4))");
  assertEquals(shape("1+2*3-4"), "(1 + (2 * 3) - 4)");
  assertEquals(shape("not a and b or c"), "(((not a) and b) or c)");
  assertEquals(shape("1|2^3&4<<5+6"), "(1 | (2 ^ (3 & (4 << (5 + 6)))))");
  assertEquals(shape("not 1 < 2"), "(not (1 < 2))");
  assertEquals(
    shape("1 if 2 else 3 if 4 else 5"),
    "(1 if 2 else (3 if 4 else 5))",
  );
  assertEquals(shape("1 not in 2 is not 3"), "(1 not in 2 is not 3)");
});

Deno.test("comments, and line breaks in brackets, are blanks", () => {
  assertEquals(shape("(1 # one\n + 2)"), "(1 + 2)");
});

/** Writes the tree of an expression with all brackets. */
function shape(text: string): string {
  type Tree = ReturnType<typeof parse>;
  const write = (node: Tree): string => {
    switch (node.kind) {
      case "literal":
        return String(node.value);
      case "name":
        return node.name;
      case "unary":
        return `(${node.operator} ${write(node.operand)})`;
      case "not":
        return `(not ${write(node.operand)})`;
      case "arithmetic":
      case "comparison":
        return `(${
          [
            write(node.first),
            ...node.rest.map(([operator, operand]) =>
              `${operator} ${write(operand)}`
            ),
          ].join(" ")
        })`;
      case "and":
      case "or":
        return `(${node.operands.map(write).join(` ${node.kind} `)})`;
      case "condition":
        return `(${write(node.value)} if ${write(node.condition)} else ${
          write(node.otherwise)
        })`;
      default:
        return node.kind;
    }
  };
  return write(parse(parseTemplate(text).source));
}
