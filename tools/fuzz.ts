// deno-lint-ignore-file no-console -- talks to people
/**
 * `deno task fuzz [--messages 100000] [--seed N]`: hostile messages to a service and to a client, hostile sessions to the embedded broker.
 * Prints how far it is and what came of it; ends with exit code 1 if anything that must not happen did.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  attackClient,
  type AttackOptions,
  type AttackReport,
  attackService,
} from "../tests/hostile/attack.ts";

/** How much more the heap may hold at the end than after the first quarter, in bytes. */
const allowedGrowth = 16 * 1024 * 1024;

const args = parseArgs(Deno.args, { string: ["messages", "seed"] });
const messages = Number(args.messages ?? 100_000);
const seed = Number(args.seed ?? Date.now() % 1_000_000);
if (!(messages >= 1000)) {
  console.error(`--messages ${args.messages}: it has to be a number from 1000`);
  Deno.exit(2);
}

console.log(`seed ${seed}`);
const good = [
  await attack("service", attackService),
  await attack("client", attackClient),
  await attackBroker(),
];
Deno.exit(good.every(Boolean) ? 0 : 1);

async function attack(
  victim: string,
  run: (options: AttackOptions) => Promise<AttackReport>,
): Promise<boolean> {
  const begin = performance.now();
  const quarter = messages / 4;
  let heapEarly = 0;
  const report = await run({
    messages,
    seed,
    progress: (sent) => {
      if (sent % 10_000 === 0) console.log(`${victim}: ${sent} of ${messages}`);
      if (heapEarly === 0 && sent >= quarter) heapEarly = heap();
    },
  });
  const growth = heap() - heapEarly;
  const problems = [...report.findings];
  if (growth > allowedGrowth) {
    problems.push(`the heap grew by ${mebibytes(growth)}`);
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(
    `${victim}: ${report.sent} messages in ${seconds} s, ${report.answered} answered, ` +
      `${report.refused} times the broker hung up on the attacker, ${report.cuts} times the victim was cut off, ` +
      `heap ${mebibytes(growth)} more than after a quarter`,
  );
  for (const problem of problems) console.error(`${victim}: ${problem}`);
  return problems.length === 0;
}

async function attackBroker(): Promise<boolean> {
  console.log(`broker: ${messages} sessions`);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "tests/broker/abuse_test.ts"],
    cwd: new URL("..", import.meta.url),
    env: {
      DRIPLINE_ABUSE_SESSIONS: String(messages),
      DRIPLINE_SEED: String(seed),
    },
    stdin: "null",
  }).spawn().status;
  return success;
}

/** The bytes in use, after the garbage is gone. */
function heap(): number {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  return Deno.memoryUsage().heapUsed;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
