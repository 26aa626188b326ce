import assert from "node:assert/strict";
import { parse, type Token } from "@messageformat/parser";
import { readCatalogues } from "../../locales/catalogues.ts";
import { textsByKey } from "../../locales/compare_messages.ts";

/** Reasons for fixed figures, by message or group: no bound of the code sets them. */
const typed: Record<string, string> = {
  "accessibility.accessibility": "figures of WCAG, and an age",
  "checks_questions.questions.numberHint": "an example",
  "checks_questions.questions.noNumber": "an example",
  "files_charset.charset.names": "names of encodings",
  "library_import.imports.pasteExample": "an example",
  "pages.pageEditor.help": "a key",
  "pages.pageEditor.kinds": "names of headings, as in Markdown",
  "pages.pageEditor.shortcuts.heading": "names of headings, as in Markdown",
  "pieces.sample": "examples",
  "privacy.privacy.notStoredText": "what fits into a byte",
  "privacy.privacy.scrubbed": "the launcher's, which pages do not import",
  "quizzes.quizEditor.textHint": "an example",
  "refusals.reasons.no-upload-request.what": "the version of a protocol",
  "refusals.faults.not-a-time": "an example",
  "safeguarding.safeguarding.now": "numbers to call",
  "safeguarding.safeguarding.yoursText": "numbers to call",
  "sharing_class.quiz.keys": "keys",
  "sharing_live.marks.hint": "keys",
  "sharing_live.pollMenu.kinds.scale": "the name of a poll",
  "sharing_record.given.polls.scale": "the name of a poll",
};

/** Figures in a message. 0 and 1 are allowed, as minimum and as `one` of a plural. */
function figuresIn(message: string): string[] {
  const look = (tokens: readonly Token[]): string[] =>
    tokens.flatMap((token) => {
      if (token.type === "content") {
        return (token.value.match(/\d+([,.]\d+)*/g) ?? [])
          .filter((figure) => figure !== "0" && figure !== "1");
      }
      if (!("cases" in token)) return [];
      return token.cases.flatMap(({ tokens }) => look(tokens));
    });
  return look(parse(message));
}

const isListed = (key: string) =>
  Object.keys(typed).find((it) => key === it || key.startsWith(`${it}.`));

Deno.test("digits in a message are found, and counted arguments are not", () => {
  assert.deepEqual(figuresIn("2–30, at most 1,000"), ["2", "30", "1,000"]);
  assert.deepEqual(
    figuresIn("{n, plural, =0 {0 of 8} one {1 of # by 2} other {# of 10}}"),
    ["8", "2", "10"],
  );
  assert.deepEqual(figuresIn("{least}–{most, number}"), []);
});

Deno.test("no sentence contains a number that the code decides", async () => {
  const found = new Set<string>();
  const wrong: string[] = [];
  for (const { tag, features } of await readCatalogues()) {
    for (const [key, text] of textsByKey(features)) {
      const figures = figuresIn(text);
      if (figures.length === 0) continue;
      const listed = isListed(key);
      if (listed === undefined) wrong.push(`${tag} ${key}: ${text}`);
      else found.add(listed);
    }
  }
  assert.deepEqual(wrong, []);
  const gone = Object.keys(typed).filter((key) => !found.has(key));
  assert.deepEqual(gone, [], "listed, and without figures");
});
