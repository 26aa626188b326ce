/** A long test that fails must say what it tried, so that nobody replays what came before: it has steps with titles. */
import assert from "node:assert/strict";
import {
  calleeText,
  childNodes,
  parseSource,
  placeInSource,
  readSources,
  type SourceFile,
  type SyntaxNode,
  walkNodes,
} from "./source.ts";

/** Most lines of a test that are in no step. */
const maxLines = 100;

const maxStepLines = 60;

/** Long tests in which a message, not a step, says what failed. */
const withoutSteps: Readonly<Record<string, string>> = {
  "tests/classroom/alerts/alert_plan_test.ts":
    "a table, of which each row has a name",
  "tests/components/resources/resources_test.ts":
    "a property; fast-check prints the shortest case that fails",
  "tests/components/sessions/sessions_test.ts":
    "a table, of which each row has a name",
  "tests/sync/shared_guard_test.ts": "a table, of which each row has a name",
};

Deno.test("a test of over 100 lines has steps of at most 60", async () => {
  const files = new Set<string>();
  const faults: string[] = [];
  for (const source of await readSources("tests")) {
    for (const fault of findFaults(source)) {
      files.add(source.path);
      if (!(source.path in withoutSteps)) faults.push(fault);
    }
  }
  assert.deepEqual(faults, []);
  assert.deepEqual([...files].sort(), Object.keys(withoutSteps));
});

Deno.test("a long test without steps, and a long step, are found", () => {
  const lines = (count: number) => "await act();\n".repeat(count);
  const faultsOf = (body: string, head = "test('a', async () => {") => [
    ...findFaults(parseSource("a_test.ts", `${head}\n${body}\n});`)),
  ];
  const step = (count: number) =>
    `await step("Amy acts", async () => {\n${lines(count)}});\n`;
  assert.deepEqual(faultsOf(lines(90)), []);
  assert.deepEqual(faultsOf(lines(110)), ["a_test.ts:1: 113 lines of no step"]);
  assert.deepEqual(faultsOf(step(55).repeat(3)), []);
  assert.deepEqual(faultsOf(lines(80) + step(70)), [
    "a_test.ts:82: a step of 72 lines",
  ]);
  assert.equal(
    faultsOf(`${lines(110)}}`, "Deno.test({ name: 'a', async fn() {").length,
    1,
  );
});

function* findFaults(source: SourceFile): Generator<string> {
  const countLines = ({ start, end }: SyntaxNode) =>
    source.text.slice(start, end).split("\n").length;
  for (const node of walkNodes(source.body)) {
    if (!/^(Deno\.test|test\w*)$/.test(calleeText(source, node))) continue;
    const test = findTestFunction(node);
    if (!test || countLines(test) <= maxLines) continue;
    const steps = [...findSteps(source, test)];
    const stepLines = steps.map(countLines);
    const rest = countLines(test) - stepLines.reduce((sum, it) => sum + it, 0);
    if (rest > maxLines) {
      yield `${placeInSource(source, test.start)}: ${rest} lines of no step`;
    }
    for (const [n, step] of steps.entries()) {
      if (stepLines[n] <= maxStepLines) continue;
      const place = placeInSource(source, step.start);
      yield `${place}: a step of ${stepLines[n]} lines`;
    }
  }
}

/** The function that a call registers as a test, also in the object that `Deno.test` takes. */
function findTestFunction(call: SyntaxNode): SyntaxNode | undefined {
  const values = (call.arguments as SyntaxNode[]).flatMap((argument) =>
    argument.type === "ObjectExpression"
      ? (argument.properties as SyntaxNode[])
        .map(({ value }) => value as SyntaxNode).filter(Boolean)
      : [argument]
  );
  return values.find(({ type }) => /Function/.test(type));
}

/** The outermost steps. */
function* findSteps(
  source: SourceFile,
  node: SyntaxNode,
): Generator<SyntaxNode> {
  for (const child of childNodes(node)) {
    if (/(^|\.)step$/.test(calleeText(source, child))) yield child;
    else yield* findSteps(source, child);
  }
}
