import assert from "node:assert/strict";
import { writeList } from "../../../components/ui/list.ts";
import { languages } from "texts/languages.ts";
import { speak } from "../../../locales/current.ts";

Deno.test("Locales: a list in Chinese keeps its words off Latin letters, and off nothing else", () => {
  assert.equal(writeList(["Eva", "Fay"]), "Eva and Fay");
  const taiwan = languages.find(({ tag }) => tag === "zh-TW")!;
  speak(taiwan, () => {
    assert.equal(writeList(["Eva", "Fay"]), "Eva 和 Fay");
    assert.equal(writeList(["Eva", "美玲"]), "Eva 和美玲");
    assert.equal(writeList(["美玲", "志明"]), "美玲和志明");
    assert.equal(writeList(["Eva", "Fay", "Amy 2"]), "Eva、Fay 和 Amy 2");
  });
});
