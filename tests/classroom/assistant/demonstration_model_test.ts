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
    ["Hello", /\*italics\*/],
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

Deno.test("A-4: whoever asks in Chinese is answered in Chinese, in the same forms", () => {
  const table: [string, RegExp][] = [
    ["請用表格比較細胞", /^\|---\|---\|---\|$/m],
    ["寫一個程式", /^```python$/m],
    ["解這個方程式", /\$\$x = /],
    ["列出三個步驟", /^1\. /m],
    ["你好", /\*強調\*/],
  ];
  for (const [prompt, shows] of table) {
    const answer = demonstration(prompt, 1, true);
    assert.match(answer, /^\*\*這是示範\*\*。/);
    assert.ok(answer.includes(`> ${prompt}`));
    assert.match(answer, shows);
    assert.doesNotMatch(answer, /\b(This|You|Your)\b/);
  }
  assert.match(demonstration("你好", 3, false), /第 3 個問題/);
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
