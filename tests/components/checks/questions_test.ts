/** Typed and pressed answers, rows of results, and the remaining time. */
import assert from "node:assert/strict";
import {
  hasLetters,
  readAnswerKey,
} from "../../../components/checks/questions/answer_keys.ts";
import { tallyAnswerRows } from "../../../components/checks/questions/answer_rows.ts";
import { findDueTimeNotice } from "../../../components/checks/questions/time_left.ts";
import { parseTypedNumber } from "../../../components/ui/typed_number.ts";
import type { PublicQuestion } from "../../../classroom/model/resources/questions.ts";

const rivers: PublicQuestion = {
  id: "q",
  kind: "single",
  text: "The longest?",
  choices: [{ id: "n", text: "Nile" }, { id: "r", text: "Rhine" }],
};
const several: PublicQuestion = { ...rivers, kind: "multiple" };

Deno.test("a number is read with a point or a comma, in whatever figures a keyboard has (R-2)", () => {
  for (
    const [typed, number] of [
      ["3,5", 3.5],
      ["3.5", 3.5],
      [" 3.5 ", 3.5],
      ["３．５", 3.5],
      ["−7", -7],
      ["－７", -7],
      ["‑7", -7],
      ["- 7", -7],
      ["3。5", 3.5],
      ["５。", 5],
      ["−３，５", -3.5],
      ["-,5", -0.5],
      ["1,234.5", 1234.5],
      ["1.234,5", 1234.5],
      ["1,234,567", 1234567],
      ["12 000", 12000],
      ["3.", 3],
      ["2e3", 2000],
      ["", undefined],
      ["  ", undefined],
      ["12 cm", null],
      ["10²", null],
      ["101₂", null],
      ["-", null],
      ["1.2.3", null],
      ["1,23,456.7", null],
      ["1e999", null],
      ["Infinity", null],
      ["0x10", null],
    ] as const
  ) assert.equal(parseTypedNumber(typed), number, typed);
});

Deno.test("figures and letters choose; where there are several to choose they come and go (R-2)", () => {
  assert.deepEqual(readAnswerKey(rivers, undefined, "2"), ["r"]);
  assert.deepEqual(readAnswerKey(rivers, ["r"], "a"), ["n"]);
  assert.deepEqual(readAnswerKey(several, ["r"], "A"), ["n", "r"]);
  assert.deepEqual(readAnswerKey(several, ["n", "r"], "1"), ["r"]);
  assert.equal(readAnswerKey(rivers, undefined, "c"), undefined);
  const scale: PublicQuestion = { id: "s", kind: "scale", text: "", most: 10 };
  assert.equal(readAnswerKey(scale, undefined, "0"), 10);
  assert.equal(readAnswerKey({ ...scale, most: 5 }, undefined, "6"), undefined);
  const text: PublicQuestion = { id: "t", kind: "text", text: "" };
  assert.equal(readAnswerKey(text, undefined, "a"), undefined);
});

Deno.test("choices that are letters themselves bear no others (R-4)", () => {
  const letters = ["A", "B"].map((text) => ({ id: text, text }));
  assert.equal(hasLetters({ ...rivers, choices: letters }), false);
  assert.equal(hasLetters(rivers), true);
});

Deno.test("results have a row a choice, also for what nobody chose, with what is right and one's own (R-2)", () => {
  const counted = { answered: 4, counts: { n: 3 }, correct: ["n"] };
  assert.deepEqual(tallyAnswerRows(rivers, counted, ["r"]), [
    { key: "n", text: "Nile", count: 3, share: 0.75, own: false, right: true },
    { key: "r", text: "Rhine", count: 0, share: 0, own: true, right: false },
  ]);
  assert.equal(
    "right" in tallyAnswerRows(rivers, { answered: 0, counts: {} })[0],
    false,
  );
});

Deno.test("numbers stand by size, texts by how often, and the right one among them though nobody gave it (R-2)", () => {
  const number: PublicQuestion = { id: "n", kind: "number", text: "" };
  const counted = { answered: 3, counts: { "10": 1, "9": 2 }, correct: 7 };
  assert.deepEqual(
    tallyAnswerRows(number, { ...counted, tolerance: 2 }, 10)
      .map(({ key, right, own }) => [key, right, own]),
    [["7", true, false], ["9", true, false], ["10", false, true]],
  );
  const text: PublicQuestion = { id: "t", kind: "text", text: "" };
  const words = { answered: 4, counts: { rhine: 1, danube: 2, elbe: 1 } };
  assert.deepEqual(
    tallyAnswerRows(text, words, " DANUBE ").map(({ key, own }) => [key, own]),
    [["danube", true], ["elbe", false], ["rhine", false]],
  );
  assert.deepEqual(
    tallyAnswerRows(text, { answered: 0, counts: {}, correct: ["Po", "Padus"] })
      .map(({ text, count }) => [text, count]),
    [["Po", 0]],
  );
});

Deno.test("of the time is said what is left at a minute and at ten seconds, and that it is up (R-2)", () => {
  assert.deepEqual(
    [90_000, 60_000, 30_000, 10_000, 0].map(findDueTimeNotice),
    [null, 60_000, 60_000, 10_000, 0],
  );
});
