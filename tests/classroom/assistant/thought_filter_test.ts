import assert from "node:assert/strict";
import fc from "fast-check";
import { ThoughtFilter } from "../../../classroom/assistant/thought_filter.ts";
import { addPiece } from "../../../classroom/assistant/model.ts";
import { propertyOptions } from "../../random.ts";

function filter(pieces: readonly string[], beginsInThought = false): string {
  const words = new ThoughtFilter(beginsInThought);
  const all = pieces.flatMap((piece) => words.push(piece));
  return [...all, ...words.end()].reduce(addPiece, "");
}

const answer = "It is 42.";

/** Tags that gateways have left, each before and after the same answer. */
const leftTags = [
  "<|channel|>analysis<|message|>The user asks. Hm.<|end|><|start|>assistant<|channel|>final<|message|>It is 42.<|return|>",
  "<|channel|>analysis<|message|>Hm.<|channel|>final<|message|>It is 42.",
  "<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|>\n<|start|>assistant<|channel|>commentary to=functions.add <|constrain|>json<|message|>{}<|call|><|channel|>final<|message|>It is 42.",
  "<|channel|>final<|message|>It is 42.<|end|>",
  "<|channel|>commentary<|message|>Let me see.<|end|><|start|>assistant<|channel|>final <|constrain|>text<|message|>It is 42.",
  "analysisThe user wants a number. We answer.assistantfinalIt is 42.",
  "assistantanalysisWe need 42.assistantfinalIt is 42.",
  "<|channel>thought\nThe user asks.<channel|>It is 42.",
  "<|channel>thought<channel|>It is 42.<turn|>",
  "<|channel>thought\nHm.\n<channel|>\n\nIt is 42.<end_of_turn>",
  "<think>Hm.</think>It is 42.",
  "<think>\nHm.\n</think>\n\nIt is 42.",
  "<thinking>Hm.</thinking>It is 42.",
  "<thought>Hm.</thought>It is 42.",
  "<reasoning>Hm.</reasoning>It is 42.",
  "<reflection>Hm.</reflection><output>It is 42.</output>",
  "<seed:think>Hm.</seed:think>It is 42.",
  "<mm:think>Hm.</mm:think>It is 42.",
  "<longcat_think>Hm.</longcat_think>It is 42.",
  "[THINK]Hm.[/THINK]It is 42.",
  "◁think▷Hm.◁/think▷It is 42.",
  "<|think|>Hm.<|/think|>It is 42.",
  "<|inner_prefix|>Hm.<|inner_suffix|>It is 42.",
  "<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>It is 42.<|END_RESPONSE|>",
  "<|begin_of_thought|>Hm.<|end_of_thought|>\n\n<|begin_of_solution|>It is 42.<|end_of_solution|>",
  "<unused94>thought\nHm.<unused95>It is 42.",
  '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 seconds</summary>\n> Hm.\n</details>\nIt is 42.',
  "<think>Hm.</think><answer>It is 42.</answer>",
  "<answer>It is 42.</answer>",
  "It is 42.<|im_end|>",
  "It is 42.<|im_end|>\n<|im_start|>user\nAnd 43?<|im_end|>\n<|im_start|>assistant\nNo.",
  "It is 42.<|im_end|>\nuser\nAnd 43?",
  "<|im_start|>assistant\nIt is 42.<|im_end|>",
  "It is 42.<|eot_id|>",
  "It is 42.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nAnd 43?",
  "<|start_header_id|>assistant<|end_header_id|>\n\nIt is 42.<|eot_id|>",
  "It is 42.</s>",
  "<s>It is 42.</s>",
  "[/INST] It is 42.",
  "It is 42.</s><s>[INST] And 43? [/INST]",
  "<bos><start_of_turn>model\nIt is 42.<end_of_turn>",
  "It is 42.<end_of_turn>\n<start_of_turn>user\nAnd 43?",
  "It is 42.<|endoftext|>",
  "It is 42.<|end_of_text|><|begin_of_text|>And then",
  "<|assistant|>\nIt is 42.<|user|>\nAnd 43?",
  "It is 42.<｜end▁of▁sentence｜>",
  "It is 42.<eos>",
  "<|begin_of_box|>It is 42.<|end_of_box|>",
  "<|reserved_special_token_7|>It is 42.",
  "It is <|begin_of_box|>42<|end_of_box|>.",
  "It is <|any_name|>42.",
  "[INST] What is it? [/INST] It is 42.",
  "What is it? [/INST] It is 42.",
  "what is it [/INST] It is 42.",
  "[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nWhat is it? [/INST] It is 42.",
  "<<SYS>>\nBe kind.\n<</SYS>>\n\nIt is 42.",
  "<pad><pad>It is <pad>42.<pad>",
  "It is 42.<end_of_utterance>",
  "It is 42.</s></s>",
  '<think time="3">Hm.</think>It is 42.',
  '<thinking effort="low" time="3">\nHm.\n</thinking>\nIt is 42.',
];

/** Texts that stay as they are. */
const texts = [
  "It is 42.",
  "Write `<think>` before it, and\n```\n<think>\n</think>\n```\nSo it is.",
  "Say <think> in your prompt.",
  "Put it between <think> and </think> in your prompt.",
  "請把它寫在<think>和</think>之間。",
  "A model ends a turn with <|im_end|> and begins one with <|im_start|> again.",
  "The token <|eot_id|> ends it, “<|channel|>” names a channel.",
  "```\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n```\nThat is ChatML.",
  "~~~\n<|channel|>analysis<|message|>\n~~~\nThat is Harmony.",
  "- so:\n  ```xml\n  <|im_end|>\n  ```\n  and on",
  "`` a ` <|im_end|> `` ends a turn.",
  "In HTML, <s>this</s> is struck.",
  "1 < 2 and <thing> and <",
  "Use [think] or [THE] or [a](https://b.example).",
  "f <| x |> g and a <|> b",
  "<details><summary>Hint</summary>Leaves.</details> It is so.",
  "analysis of the poem: it is sad.",
  "Use [/INST] to end it.",
  "用[/INST]结束它。",
  "Write `<|any_name|>`, `[/INST]`, `<<SYS>>`, `<pad>` and `</s>`.",
  "```\n[INST] <<SYS>>\n<</SYS>>\n[/INST] <pad></s> <end_of_utterance>\n```\nThat is Llama.",
  "1 << 2 and a <<b>> c",
  "The <answer> tag and </answer> are yours.",
];

Deno.test("only the answer is kept of what a gateway leaves of a model's marks (A-4)", () => {
  for (const said of leftTags) {
    assert.equal(filter([said]).trimEnd(), answer, said);
    assert.equal(filter(said.split("")).trimEnd(), answer, said);
  }
});

Deno.test("marks in code, and those that a sentence names, stay in an answer (A-4)", () => {
  for (const text of texts) {
    assert.equal(filter([text]), text);
    assert.equal(filter(text.split("")), text);
    assert.equal(filter([`<think>Hm.</think>${text}`]), text);
  }
});

Deno.test("an answer is the same wherever its pieces are cut (A-4)", () => {
  const parts = fc.constantFrom(
    ...leftTags,
    ...texts,
    ..."<think> </think> [INST] [/INST] <<SYS>> <</SYS>> <pad> <|any|> <|channel|> final <|message|> <|end|> <|im_end|> ` ``` [THINK] </s> assistantfinal analysis"
      .split(" "),
    "\n",
    " ",
    "Be",
    "cause. ",
    "因為",
  );
  fc.assert(
    fc.property(
      fc.array(parts, { maxLength: 6 }),
      fc.array(fc.nat(400), { maxLength: 12 }),
      fc.boolean(),
      (parts, cuts, beginsInThought) => {
        const text = parts.join("");
        const ends = [...cuts, text.length].sort((a, b) => a - b);
        const pieces = ends.map((end, n) => text.slice(n && ends[n - 1], end));
        assert.equal(
          filter(pieces, beginsInThought),
          filter([text], beginsInThought),
        );
      },
    ),
    propertyOptions("answers in pieces", 2000),
  );
});

Deno.test("an answer of marks alone is read in time linear in its length (A-4)", () => {
  for (
    const tag of [
      "<think>",
      "a <think>",
      "`<think>",
      "<|channel|>",
      "</s>",
      "<",
      "<|",
      "x</think>",
    ]
  ) {
    const text = tag.repeat(40_000 / tag.length);
    const words = filter(text.match(/[^]{1,40}/g) ?? []);
    assert.ok(words.length <= text.length);
  }
});

Deno.test("a closing tag that a sentence names teaches nothing about the model (A-4)", () => {
  const table: [said: string, began: boolean][] = [
    ["Hm.\n</think>\nIt is 42.", true],
    ["Hm.</think>It is 42.", true],
    ["End it with </think> in your prompt.", false],
    ["End it with `</think>`.", false],
    ["<think>Hm.</think>It is 42.", false],
  ];
  for (const [said, began] of table) {
    const words = new ThoughtFilter();
    words.push(said);
    words.end();
    assert.equal(words.beganInThought, began, said);
  }
});

Deno.test("words before a closing mark without an opening one are withdrawn (A-4)", () => {
  for (
    const tag of ["</think>", "</thinking>", "[/THINK]", "◁/think▷"]
  ) {
    for (
      const said of [
        `SECRET\n${tag}\n\nIt is 42.`,
        `SECRET\n\nOr \`41\`?\n${tag}It is 42.`,
        `<answer>\nSECRET\n  ${tag}  \nIt is 42.`,
      ]
    ) {
      assert.equal(filter([said]), answer, said);
      assert.equal(filter(said.split("")), answer, said);
    }
    for (
      const text of [
        `Close the tag: ${tag} then go on.`,
        `So:\n\`\`\`\nHm.\n${tag}\n\`\`\`\nIt is 42.`,
        `So:\n\`${tag}\`\nIt is 42.`,
      ]
    ) {
      assert.equal(filter([text]), text);
      assert.equal(filter(text.split("")), text);
    }
  }
  const twice = "Hm.\n</think>\nIt is\n</think>\n42.";
  assert.equal(filter([twice]), "It is\n\n42.", "only the first");
});

Deno.test("an answer that begins in a thought is what follows its end, or all of it (A-4)", () => {
  assert.equal(filter(["Hm.\n</think>\nIt is 42."], true), answer);
  assert.equal(filter(["It is 42.<|im_end|>"], true), answer);
  assert.equal(filter(["<think>Hm.</think>It is 42."], true), answer);
  assert.equal(filter(["<think>Hm."], true), "");
});
