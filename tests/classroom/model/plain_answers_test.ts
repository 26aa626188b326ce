/** What makes two short answers one: keyboards differ, answers do not. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isRight } from "../../../classroom/model/questions/kinds.ts";
import {
  plainAnswer,
  wordKey,
} from "../../../classroom/model/resources/questions.ts";
import {
  markOf,
  tallies,
  withoutWords,
} from "../../../classroom/model/resources/results.ts";
import type { SharedPoll } from "../../../classroom/model/resources/shared.ts";
import { property } from "../../random.ts";

/** Answers that are the same, and such that are not. */
const same: string[][] = [
  ["don't", "don’t", "don‘t", "don´t", "donʼt", "don＇t", "DON’T."],
  ["green", "Green", "green.", "“green”", "“green.”", "‘Green’.", "green!"],
  [
    "green",
    " green  ",
    "「green」",
    "green。",
    "ｇｒｅｅｎ．",
    "green…",
    "green...",
  ],
  ["光合作用", "光合作用。", "「光合作用」", "『光合作用』！", "光合作用？"],
  ["對", "對！", "對。"],
  ["well-known", "well‑known", "well–known"],
  ["-3", "−3", "－３", "–3", "-3."],
  ["ice cream", "ice  cream", "ice\u3000cream.", "ice\u00a0cream"],
  ["oui", "Oui !", "oui!!", "oui ?!"],
  ["the dog's “tail”", 'The dog’s "tail".'],
  ["u.s.", "U.S", "U.S."],
  ["1/2", "½", "１／２", "1⁄2"],
  ["2½", "2 1/2"],
  ["2³", "2^3"],
  ["m s⁻¹", "m s^-1", "m s^−1"],
  ["H₂O", "H2O"],
];
const different: [string, string][] = [
  ["C", "C++"],
  ["C", "C#"],
  ["3", "-3"],
  ["5", "5%"],
  ["5", "5!"],
  ["n", "n!"],
  ["f", "f'"],
  ["0.5", "5"],
  ["its", "it's"],
  ["?", "!"],
  [".", "..."],
  ["a b", "ab"],
  ["2³", "23"],
  ["10²", "102"],
  ["2½", "21/2"],
  ['"a" or "b"', 'a" or "b'],
];

Deno.test("apostrophes, quotes and the end of a sentence make no other answer (X7)", () => {
  for (const [accepted, ...typed] of same) {
    for (const answer of typed) {
      const right = isRight("text", { correct: [accepted] }, answer);
      assert.equal(right, true, `${answer} for ${accepted}`);
      const other = isRight("text", { correct: [answer] }, accepted);
      assert.equal(other, true, `${accepted} for ${answer}`);
    }
  }
});

Deno.test("signs that are part of an answer make another answer (X7)", () => {
  for (const [one, other] of different) {
    assert.notEqual(plainAnswer(one), plainAnswer(other), `${one} ${other}`);
  }
});

Deno.test("an answer made plain stays as it is, and is never nothing (X7)", () => {
  const pieces = fc.constantFrom(
    ..."a b C 對 5 . 。 ! ？ … ' ’ \" “ ” 「 」 « - − ´ ( ) %".split(" "),
    " ",
    "\ufeff",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (all) => {
      const text = all.join("");
      const plain = plainAnswer(text);
      assert.equal(plainAnswer(plain), plain);
      assert.equal(plain === "", text.replace(/[\s\ufeff]/g, "") === "");
    }),
    property("plain answers", 2000),
  );
});

Deno.test("words of a poll that keyboards write differently are counted together (X7)", () => {
  const questions = [{ id: "q", kind: "text" as const, text: "?" }];
  const poll = { questions } as unknown as SharedPoll;
  const sheets = ["it's", "It’s.", "“it´s”", "its"].map((answer) => ({
    answers: { q: answer },
    at: 0,
  }));
  const [{ counts }] = tallies(poll, sheets);
  assert.deepEqual(counts, { "it's": 3, its: 1 });
});

Deno.test("marks and hidden words that an older version stored still count (X7)", () => {
  const question = {
    id: "q",
    kind: "text" as const,
    text: "?",
    correct: ["green"],
  };
  const secret = { wrong: { q: ["don’t know."] } };
  assert.equal(markOf(question, secret, "Don't know"), false);
  const tally = { answered: 3, counts: { "it’s": 1, "it's": 1, fun: 1 } };
  assert.deepEqual(withoutWords(tally, ["it’s"]), {
    answered: 1,
    counts: { fun: 1 },
  });
  assert.deepEqual(wordKey("It’s."), "it's");
});
