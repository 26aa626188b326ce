import assert from "node:assert/strict";
import {
  isReadable,
  listFolders,
  listPastedFiles,
} from "../../../components/files/pasted_files.ts";
import { stripMetadata } from "../../../components/files/strip_metadata.ts";

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
  Deno.test(`clipboard content is pasted: ${about}`, () =>
    assert.equal(listPastedFiles(clipboard(texts, picture)).length, taken));
}

Deno.test("a paste without a clipboard has no files", () => {
  assert.deepEqual(listPastedFiles(null), []);
});

const encode = (text: string) => new TextEncoder().encode(text);
const film = encode(
  "\0\0\0\x0cftypisom\0\0\0\x1cmoov\0\0\0\x14udta\0\0\0\x0cloci+25.",
);

Deno.test("a sent video has no place, and is processed once for all sends", async () => {
  const file = new File([film], "film.mp4", { type: "video/mp4" });
  const sent = await stripMetadata(file);
  assert.deepEqual([sent.size, sent.type], [film.length, "video/mp4"]);
  assert.doesNotMatch(await sent.text(), /loci|25/);
  assert.equal(await stripMetadata(file), sent);
});

Deno.test("other files are sent as they are, unread", async () => {
  const long = new Blob([encode("%PDF-1.7 "), new Uint8Array(100_000)]);
  let read = 0;
  const { slice } = long;
  long.slice = (...how) => {
    const part = slice.apply(long, how);
    read += part.size;
    return part;
  };
  long.arrayBuffer = () => assert.fail("it was read whole");
  assert.equal(await stripMetadata(long), long);
  assert.equal(read, 512);
});

Deno.test("a file that is no longer there is read again on resending", async () => {
  const file = new Blob([film]);
  let isThere = false;
  const { slice } = file;
  file.slice = (...how) => {
    if (!isThere) throw new DOMException("gone", "NotReadableError");
    return slice.apply(file, how);
  };
  await assert.rejects(stripMetadata(file), /gone/);
  isThere = true;
  assert.doesNotMatch(await (await stripMetadata(file)).text(), /25/);
});

Deno.test("a dropped folder is named, and a file that has gone is not read", async () => {
  const item = (name: string, isDirectory: boolean) => ({
    webkitGetAsEntry: () => ({ name, isDirectory }),
  });
  const items = [item("Quizzes", true), item("a.txt", false), {}];
  assert.deepEqual(
    [...listFolders({ items } as unknown as DataTransfer)],
    ["Quizzes"],
  );
  assert.equal(await isReadable(new Blob(["1. Why?"])), true);
  assert.equal(await isReadable(new Blob([])), true);
  const gone = new Blob(["1. Why?"]);
  gone.slice = () => {
    const part = new Blob();
    part.arrayBuffer = () =>
      Promise.reject(new DOMException("gone", "NotReadableError"));
    return part;
  };
  assert.equal(await isReadable(gone), false);
});
