/** The voice and the pieces of a read text (N-2). */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  chooseVoice,
  splitForSpeech,
  type Voice,
} from "../../../components/ui/read_aloud.ts";
import { property } from "../../random.ts";

const voice = (lang: string, more: Partial<Voice> = {}): Voice => ({
  lang,
  localService: true,
  default: false,
  ...more,
});

Deno.test("a voice of the device reads, its region's first; one that would send the text away never does (N-2)", () => {
  const online = voice("en-US", { localService: false, default: true });
  const british = voice("en-GB"), american = voice("en_US");
  const taiwan = voice("zh-TW"), mainland = voice("zh-CN", { default: true });
  const all = [online, british, american, mainland, taiwan];
  const table: [voices: Voice[], lang: string, found: Voice | undefined][] = [
    [all, "en-US", american],
    [all, "en", british],
    [
      [...all, voice("en-AU", { default: true })],
      "en-AU",
      voice("en-AU", { default: true }),
    ],
    [all, "zh-Hant", taiwan],
    [[online, mainland], "zh-Hant", mainland],
    [[online], "en-US", undefined],
    [all, "ja", undefined],
    [[], "en", undefined],
  ];
  for (const [voices, lang, found] of table) {
    assert.deepEqual(chooseVoice(voices, lang), found, lang);
  }
});

Deno.test("a text is read whole, without signs, in pieces of a bounded length (N-2)", () => {
  assert.deepEqual(
    splitForSpeech(
      "## Leaves\n\nWhy are they **green**? Because of `chlorophyll`.",
    ),
    ["Leaves", "Why are they green? Because of chlorophyll."],
  );
  assert.deepEqual(splitForSpeech("葉子為什麼是綠色的？因為有葉綠素。"), [
    "葉子為什麼是綠色的？因為有葉綠素。",
  ]);
  assert.deepEqual(splitForSpeech("  \n"), []);
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}[.?!]?$/), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(words, (all) => {
      const pieces = splitForSpeech(all.join(" "));
      assert.equal(pieces.join(" "), all.join(" "));
      assert(pieces.every((piece) => piece.length <= 240));
    }),
    property("what is read aloud", 100),
  );
  const long = "x".repeat(1000);
  assert.equal(splitForSpeech(long).join(""), long);
});
