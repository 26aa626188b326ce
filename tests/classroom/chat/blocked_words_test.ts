/** C-11: which words hold a message for the teacher, as a table. */
import assert from "node:assert/strict";
import {
  blockedIn,
  blockedWordsSchema,
} from "../../../classroom/model/blocked_words.ts";

const list = blockedWordsSchema.parse([
  "bad",
  " BÄD ",
  "Café",
  "go  home",
  "笨蛋",
  "c++",
  "ass",
  "",
]);

const table: [text: string, words: string[]][] = [
  ["", []],
  ["good", []],
  ["bad", ["bad"]],
  ["You are BAD!", ["bad"]],
  ["ｂａｄ", ["bad"]],
  ["bàd", ["bad"]],
  ["b\u0301a\u200bd", ["bad"]],
  ["b a d", ["bad"]],
  ["so b  a  d of you", ["bad"]],
  ["b.a.d b-a-d b_a_d", ["bad"]],
  ["b\na\nd", ["bad"]],
  ["b**ad**", ["bad"]],
  ["**b**ad", ["bad"]],
  ["badge, forbade, abadi", []],
  ["ba d", []],
  ["bad2", []],
  ["cafe CAFÉ", ["Café"]],
  ["go home", ["go home"]],
  ["Go, home", ["go home"]],
  ["go\nhome", ["go home"]],
  ["g o h o m e", ["go home"]],
  ["gohome go-home", ["go home"]],
  ["go homeward", []],
  ["你是笨蛋嗎", ["笨蛋"]],
  ["笨 蛋", ["笨蛋"]],
  ["c++", ["c++"]],
  ["c", []],
  ["class, assess, grass", []],
  ["as s", []],
  ["bad and café", ["bad", "Café"]],
];

Deno.test("C-11: the list has each word once, as it was first written", () => {
  assert.deepEqual(list, ["bad", "Café", "go home", "笨蛋", "c++", "ass"]);
  const refused: unknown[] = [
    ["x".repeat(41)],
    Array.from({ length: 201 }, (_, n) => `word${n}`),
    [5],
    "bad",
  ];
  for (const wrong of refused) {
    assert.equal(blockedWordsSchema.safeParse(wrong).success, false);
  }
});

Deno.test("C-11: a blocked word is found whatever its case, accents, width and gaps, and not inside of others", () => {
  for (const [text, words] of table) {
    assert.deepEqual(blockedIn(text, list), words, JSON.stringify(text));
  }
});

Deno.test("C-11: long texts made to be hard are looked through to their end", () => {
  const words = blockedWordsSchema.parse(
    Array.from({ length: 200 }, (_, n) => `${"a".repeat(36)}${n}`),
  );
  const long = [
    "a".repeat(4000),
    "a ".repeat(2000),
    "a***".repeat(1000),
    "笨 ".repeat(2000),
  ];
  for (const text of long) {
    assert.deepEqual(blockedIn(text, words), []);
    assert.deepEqual(blockedIn(`${text} ${words[7]}`, words), [words[7]]);
  }
});

Deno.test("C-11: however alike the words of the list are, each letter is looked at a few times", () => {
  const alike = blockedWordsSchema.parse(
    Array.from({ length: 200 }, (_, n) => `${"a".repeat(36)}${n}`),
  );
  const unspaced = blockedWordsSchema.parse(
    Array.from({ length: 200 }, (_, n) => `${"笨".repeat(36)}${n}`),
  );
  const length = 4000;
  const texts = ["a.", "a ", "aa ", "笨", "笨 "]
    .map((one) => one.repeat(length / one.length));
  for (const list of [alike, unspaced, [...alike.slice(100), "a b", "go a"]]) {
    blockedIn("a", list);
    for (const text of texts) {
      const looks = countLooks(() => blockedIn(text, list));
      assert.ok(looks <= 10 * length, `${text.slice(0, 3)}: ${looks} looks`);
    }
  }
});

/**
 * How often something is looked up in a map or a set, or searched for in a text, by its length. What counts is the
 * language's own, which nobody would hand to a function of a text and a list; and time, which one could take instead,
 * depends on the machine.
 */
function countLooks(act: () => void): number {
  const { get } = Map.prototype, { has } = Set.prototype;
  const { includes } = String.prototype;
  let looks = 0;
  Map.prototype.get = function (key) {
    looks++;
    return get.call(this, key);
  };
  Set.prototype.has = function (key) {
    looks++;
    return has.call(this, key);
  };
  String.prototype.includes = function (part, at) {
    looks += this.length;
    return includes.call(this, part, at);
  };
  try {
    act();
  } finally {
    Map.prototype.get = get;
    Set.prototype.has = has;
    String.prototype.includes = includes;
  }
  return looks;
}
