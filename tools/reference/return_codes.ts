/**
 * The page of return codes.
 *
 * @module
 */
import { exitCodeOf } from "../../src/cli/exit_code.ts";
import { returnCodes } from "../../src/wire/mod.ts";
import { block, code, page, plain, table } from "./markdown.ts";

/** Returns docs/reference/return-codes.md. */
export function returnCodesPage(): string {
  return page(
    "# Return codes",
    `Every reply says how the request went: a number for programs, a text for people. 0 is success. 1 to 99 are warnings: nothing failed,
but something is worth knowing. From 100 on the request failed. Applications use 1000 and up. The numbers are those of the C++ and the Python implementation.`,
    `The command line prints an error as ${
      code("NAME: Access Denied (307): Request denied due to lockout ...")
    }, and its exit code is a hundredth of the number: see [Exit codes](command-line.md#exit-codes).`,
    table(
      ["Code", "Name", "Meaning", "Exit code"],
      Object.entries(returnCodes).map(([name, { value, description }]) => [
        String(value),
        code(name),
        plain(description),
        String(exitCodeOf(value)),
      ]),
    ),
    "## Codes of your own",
    `A configuration adds codes under ${code("dripline_mesh")}:`,
    block("yaml", [
      "dripline_mesh:",
      "  return_codes:",
      "    - name: magnet_quenched",
      "      value: 1000",
      "      description: Magnet Quenched",
    ]),
    "An extension adds them where it registers, and answers with them:",
    block("ts no-assert", [
      'import { type Namespace, ReplyError, type ReturnCode } from "@dripline/dripline";',
      "",
      "const quenched: ReturnCode = {",
      '  name: "magnet_quenched",',
      "  value: 1000,",
      '  description: "Magnet Quenched",',
      "};",
      "",
      "export function register(namespace: Namespace): void {",
      "  namespace.returnCode(quenched);",
      "}",
      "",
      "export function checkMagnet(kelvin: number): void {",
      "  if (kelvin > 9) throw new ReplyError(quenched, `the magnet has ${kelvin} K`);",
      "}",
    ]),
  );
}
