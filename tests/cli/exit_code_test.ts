import { assertEquals } from "@std/assert";
import { exitCodeOf } from "../../src/cli/exit_code.ts";

Deno.test("the exit code is a hundredth of the return code, in eight bits (198)", () => {
  const table: [returnCode: number, exitCode: number][] = [
    [0, 0],
    [1, 0],
    [99, 0],
    [100, 1],
    [306, 3],
    [404, 4],
    [999, 9],
    [2500, 25],
    [25600, 0],
    [65535, 143],
  ];
  for (const [returnCode, exitCode] of table) {
    assertEquals(exitCodeOf(returnCode), exitCode, `${returnCode}`);
  }
});
