/** A growing text is read as the whole text would be, and nothing twice. */
import assert from "node:assert/strict";
import { run } from "../../random.ts";
import {
  type GrowingMarkdown,
  parseGrowingMarkdown,
  parseMarkdown,
} from "../../../components/markdown/parse_markdown.ts";

const pieces = [
  "# Leaves\n\n",
  "A plant takes in **carbon dioxide** and *water*.",
  " What is left over\nis the oxygen.",
  "\n\n",
  "\n",
  "  ",
  "\t",
  "1. The leaf\n2. The root\n",
  "1",
  ". ",
  "- by day\n\n- at night\n",
  "-",
  "* * *\n\n",
  "---\n",
  "===\n",
  "| organ | does |\n| --- | --- |\n| leaf | breathes |\n",
  "| root | drinks |\n",
  "```js\nconst a = 1;\n",
  "```",
  "``",
  "~~~\n",
  "$$x^2$$",
  "$$",
  "\\[",
  "\\]",
  "\\(y\\)",
  "$a$",
  "> What then?\n",
  ">",
  "    indented\n",
  "- [ ] task\n",
  "https://school.example/leaf ",
  "[a](https://school.example)",
  "<b>",
  "[a]: https://school.example\n",
  "`code`",
  "~~no~~",
];

function grows(text: string, by: (at: number) => number): GrowingMarkdown {
  let before: GrowingMarkdown | null = null;
  for (let at = 0; at < text.length;) {
    at = Math.min(text.length, at + by(at));
    const now = text.slice(0, at);
    const read: GrowingMarkdown = parseGrowingMarkdown(now, before);
    assert.deepEqual(read.blocks, parseMarkdown(now), JSON.stringify(now));
    for (
      let n = 0;
      n < (before?.stableBlocks ?? 0) && read.stableBlocks > 0;
      n++
    ) {
      assert.equal(read.blocks[n], before!.blocks[n], "it is the same block");
    }
    before = read;
  }
  return before!;
}

Deno.test("what is read of a text that grows is what is read of it at once (C-4)", async () => {
  await run("texts that grow", 300).each((random) => {
    let text = "";
    for (let n = 3 + random.below(12); n > 0; n--) {
      text += pieces[random.below(pieces.length)];
      if (random.below(3) === 0) text += "\n\n";
    }
    grows(text, () => 1 + random.below(4));
    return Promise.resolve();
  });
});

Deno.test("of a long answer only what is being written is read again (C-4)", () => {
  const part =
    "## Leaves\n\nA plant takes in *water*.\n\n- light\n- water\n\n" +
    "```js\nconst a = 1;\n```\n\n$$x^2$$\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n" +
    "So it is.\n\n";
  const text = part.repeat(20);
  let before = parseGrowingMarkdown(text.slice(0, part.length), null), most = 0;
  for (let at = part.length; at <= text.length; at += 7) {
    most = Math.max(most, at - before.stableLength);
    before = parseGrowingMarkdown(text.slice(0, at), before);
  }
  assert.ok(most < part.length, `${most} characters were read again`);
});
