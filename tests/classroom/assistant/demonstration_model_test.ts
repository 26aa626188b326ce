/** the assistant that needs no network. */
import assert from "node:assert/strict";
import {
  demonstration,
  DemonstrationModel,
} from "../../../classroom/assistant/demonstration_model.ts";

Deno.test("A-4: every answer says that it is a demonstration, quotes the question, and shows the form that was asked for", () => {
  const table: [string, RegExp][] = [
    ["Make a table of cells", /^\|---\|---\|---\|$/m],
    ["Write a python program", /^```python$/m],
    ["What is 3 + 4?", /\$\$x = /],
    ["Solve the equation", /\$a\^2/],
    ["List some ideas", /^1\. /m],
    ["Hello", /\*emphasis\*/],
  ];
  for (const [prompt, shows] of table) {
    const answer = demonstration(prompt, 1, false);
    assert.match(answer, /^\*\*This is a demonstration\.\*\*/);
    assert.ok(answer.includes(`> ${prompt}`));
    assert.match(answer, shows);
  }
  assert.match(demonstration("Hello", 3, false), /question 3/);
  assert.match(demonstration("Hello", 1, true), /instructions for this class/);
  const long = demonstration("x\n".repeat(4000), 1, false);
  assert.ok(long.length < 3000);
});

Deno.test("A-1: the demonstration comes word by word, and stops when it is told to", async () => {
  const abort = new AbortController();
  const pieces: string[] = [];
  const words = [{ role: "user" as const, text: "Hello" }];
  const answer = new DemonstrationModel().answer({
    maxTokens: 4000,
    system: "",
    words,
    signal: abort.signal,
  });
  for await (const piece of answer) {
    pieces.push(piece);
    if (pieces.length === 3) abort.abort();
  }
  assert.equal(pieces.length, 3);
  assert.ok(demonstration("Hello", 1, false).startsWith(pieces.join("")));
});
