/** A paste brings words or files. */
import assert from "node:assert/strict";
import { filesPasted } from "../../../components/files/pasted.ts";

const picture = new File([], "image.png", { type: "image/png" });

function clipboard(texts: Record<string, string>, ...files: File[]) {
  const list = files as unknown as FileList;
  return { files: list, getData: (type: string) => texts[type] ?? "" };
}

const cases: [about: string, texts: Record<string, string>, taken: number][] = [
  ["a picture alone is taken", {}, 1],
  ["a picture of a web page is taken", { "text/html": "<img src=x>" }, 1],
  ["words of a spreadsheet are meant, not their picture", {
    "text/plain": "1\t2",
    "text/html": "<table><tr><td>1<td>2</table>",
  }, 0],
  ["empty cells are no words", { "text/plain": "\t\r\n" }, 1],
  ["the name of a copied file is no word", { "text/plain": "image.png" }, 1],
  ["a text that has the name of a file is words", {
    "text/plain": "image.png\nlook at it",
  }, 0],
];
for (const [about, texts, taken] of cases) {
  Deno.test(`a paste: ${about} (X9)`, () =>
    assert.equal(filesPasted(clipboard(texts, picture)).length, taken));
}

Deno.test("a paste without a clipboard has no files", () => {
  assert.deepEqual(filesPasted(null), []);
});
