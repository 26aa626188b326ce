import assert from "node:assert/strict";
import { readSeeding } from "./random.ts";
import {
  calleeText,
  parseSource,
  placeInSource,
  readSources,
  type SourceFile,
  type SyntaxNode,
  walkNodes,
} from "./source.ts";

const draw = () => 77;

Deno.test("without environment variables a run uses seed 1 and the default rounds", () => {
  const { seed, factor, fuzz } = readSeeding({}, draw);
  assert.deepEqual([seed, factor], [1, 1]);
  assert.deepEqual(fuzz, { seconds: undefined, rounds: undefined });
});

Deno.test("a seed is a number, or random", () => {
  assert.equal(readSeeding({ SEED: "42" }, draw).seed, 42);
  assert.equal(readSeeding({ SEED: "random" }, draw).seed, 77);
});

Deno.test("rounds are a factor, which may be less than one", () => {
  assert.equal(readSeeding({ ROUNDS: "10" }, draw).factor, 10);
  assert.equal(readSeeding({ ROUNDS: "0.25" }, draw).factor, 0.25);
});

Deno.test("an invalid setting stops the tests with a sentence that names it", () => {
  for (const wrong of ["abc", "", "-1", "1.5", "1e3", "4294967296", "0x1"]) {
    for (const name of ["SEED", "FUZZ_SECONDS", "FUZZ_ROUNDS"]) {
      assert.throws(
        () => readSeeding({ [name]: wrong }, draw),
        new RegExp(`^Error: ${name} is a whole number from .*"${wrong}"\\.$`),
      );
    }
  }
  for (const ROUNDS of ["abc", "", "-1", "1e3", "0", "0.0", ".5", "0x1"]) {
    const says = `Error: ROUNDS is a number above 0, and not "${ROUNDS}".`;
    assert.throws(
      () => readSeeding({ ROUNDS }, draw),
      (it) => `${it}` === says,
    );
  }
});

Deno.test("every run of fast-check is seeded from here", async () => {
  const all = (await readSources("tests"))
    .filter(({ text }) => text.includes("fc.assert"))
    .flatMap((source) => asserted(source));
  assert.deepEqual(all.filter((it) => !it.isSeeded), []);
  assert(all.length > 15, `${all.length} were looked at`);

  const planted = parseSource(
    "x.ts",
    "fc.assert(it); fc.assert(it, { seed: 1 });",
  );
  assert.deepEqual(asserted(planted), [
    { where: "x.ts:1", isSeeded: false },
    { where: "x.ts:1", isSeeded: false },
  ]);
});

/** Each `fc.assert()` of a file; seeded if it uses `propertyOptions()` of random.ts. */
function asserted(source: SourceFile): { where: string; isSeeded: boolean }[] {
  const callsOf = (nodes: Iterable<SyntaxNode>, callee: string) =>
    [...walkNodes(nodes)].filter((node) => calleeText(source, node) === callee);
  return callsOf(source.body, "fc.assert")
    .map((node) => {
      const [, how] = node.arguments as SyntaxNode[];
      const isSeeded = how !== undefined &&
        callsOf([how], "propertyOptions").length > 0;
      return { where: placeInSource(source, node.start), isSeeded };
    });
}
