import { assertEquals, assertRejects } from "@std/assert";
import { PatientWriter, type Sink } from "../../src/cli/patient_writer.ts";

/** Takes `piece` bytes at a time, and none until somebody reads. */
class Reader implements Sink {
  text = "";
  readonly #piece: number;
  #reads = Promise.withResolvers<void>();

  constructor(piece: number) {
    this.#piece = piece;
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#reads.promise;
    const taken = bytes.subarray(0, this.#piece);
    this.text += new TextDecoder().decode(taken);
    return taken.length;
  }

  read(): void {
    this.#reads.resolve();
  }
}

Deno.test("what is written arrives in order and whole, however little is taken at a time", async () => {
  const reader = new Reader(3);
  const writer = new PatientWriter(reader, { limit: 100 });
  reader.read();
  for (const text of ["one\n", "three\n", "four\n"]) writer.push(text);

  assertEquals(await writer.flush(), true);
  assertEquals(reader.text, "one\nthree\nfour\n");
});

Deno.test("what nobody reads is kept up to a limit, and what is dropped is counted where it would have stood", async () => {
  const reader = new Reader(1000);
  const writer = new PatientWriter(reader, {
    limit: 10,
    dropped: (count) => `(${count})\n`,
  });
  for (let i = 0; i < 10; i++) writer.push(`${i}${i}${i}\n`);
  assertEquals(await writer.flush(1), false);
  assertEquals(writer.dropped, 8);

  reader.read();
  await writer.flush();
  writer.push("end\n");
  await writer.flush();

  assertEquals(reader.text, "000\n111\n(8)\nend\n");
});

Deno.test("a text that is longer than the limit is written if nothing waits before it", async () => {
  const reader = new Reader(4);
  const writer = new PatientWriter(reader, { limit: 10 });
  reader.read();
  writer.push("a very long text\n");
  await writer.flush();
  assertEquals(reader.text, "a very long text\n");
});

Deno.test("a sink that takes nothing is told, and neither writing nor flushing fails", async () => {
  const writer = new PatientWriter({
    write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")),
  }, { limit: 10 });
  writer.push("one\n");
  await assertRejects(() => writer.failed, Deno.errors.BrokenPipe);
  writer.push("two\n");
  assertEquals(await writer.flush(), true);
});
