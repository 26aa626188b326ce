/** The language of what people write, by its script. */
import assert from "node:assert/strict";
import { detectLang } from "../../../components/ui/detect_lang.ts";

Deno.test("what is written in another script than the page’s says in which language it is", () => {
  const table: [text: string, page: string, lang: string | undefined][] = [
    ["我覺得是葉綠素", "en", "zh-Hant"],
    ["我覺得是葉綠素", "zh-TW", undefined],
    ["I think it is chlorophyll", "zh-TW", "en"],
    ["I think it is chlorophyll", "en", undefined],
    ["¿Qué es la ósmosis?", "en", undefined],
    ["ひかりが必要です", "en", "ja"],
    ["빛이 필요합니다", "en", "ko"],
    ["葉綠素 is chlorophyll, I think, and it is green", "en", undefined],
    ["葉綠素 (chlorophyll) 是綠色的，在葉子裡面", "en", "zh-Hant"],
    ["42", "en", undefined],
    ["", "zh-TW", undefined],
    ["😀👍", "zh-TW", undefined],
  ];
  for (const [text, page, lang] of table) {
    assert.equal(detectLang(text, page), lang, `${text} on ${page}`);
  }
});
