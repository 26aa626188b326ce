/** Pictures of pages in the record, the zip, and students' own reading (W-1, W-3). */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { marked } from "marked";
import { record as t } from "texts/record.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { writePage } from "../../classroom/model/page_tree.ts";
import { ownPages } from "../../classroom/pages/own_pages.ts";
import { recordSchemas } from "../../classroom/record/record_schema.ts";
import type { FileSource } from "../../exports/html.ts";
import { makeFileSource } from "../../exports/record.ts";
import { writeZip } from "../../exports/zip.ts";
import { Lesson } from "../classroom/lesson.ts";
import { refusalOf } from "../classroom/school.ts";
import { readZip } from "../zip.ts";
import { recordText } from "./reading.ts";

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==";

async function withPicture() {
  const folder = await Deno.makeTempDir();
  const lesson = await Lesson.begin({
    students: ["Amy", "Ben"],
    settings: { DATA_DIR: folder },
  });
  const { teacher, school: { app }, session: view } = lesson;
  const [amy, ben] = lesson.students;
  const { id: resource } = await app.resources.share(teacher, {
    page: { name: "A leaf", text: "Before", per: "student" },
  });
  const page = await app.pages.openPage(amy, { resource });
  const file = newId();
  const bytes = new Uint8Array(Buffer.from(pixel, "base64"));
  const { length: size } = bytes;
  await app.files.beginUpload(amy, file, { name: "vein.png", type: "", size });
  await (await app.files.bytes()).write(file, bytes);
  await app.files.finishUpload(file);
  await app.pagePictures.addPicture(amy, { page, file });
  const image = (file: string, alt: string) => ({
    type: "paragraph",
    content: [{ type: "image", attrs: { file, alt } }],
  });
  const name = names.page(view.id, page);
  await app.sync.decide(view.id, [name], (tx) =>
    writePage(tx.doc(name), [
      image(file, 'Veins <of> "a" leaf [1'),
      image(newId(), "It was deleted"),
      { type: "paragraph", content: [{ type: "text", text: "After" }] },
    ]));
  const reader = { app, who: teacher, view, zone: "Asia/Taipei" };
  return {
    lesson,
    ...{ app, reader, amy, ben, file, view, name, image },
    async [Symbol.asyncDispose]() {
      await lesson[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("the record shows a page's pictures in place, or the description of a missing one (W-3)", async () => {
  await using it = await withPicture();
  const { app, reader, file } = it;
  const place: FileSource = makeFileSource(app, "https://x.example");
  const html = await recordText(reader, "html", "pages", place);
  const shown =
    `<img alt="Veins &#60;of&#62; &#34;a&#34; leaf [1" width="1" height="1" src="data:image/png;base64,${pixel}">`;
  const at = (words: string) => {
    const found = html.indexOf(words);
    assert(found >= 0, `${words} is there`);
    return found;
  };
  assert(at("Before") < at(shown));
  assert(at(shown) < at("It was deleted"));
  assert(at("It was deleted") < at("After"));
  assert.equal(html.split("<img").length, 2);

  const markdown = await recordText(reader, "md", "pages", place);
  assert.match(
    markdown,
    new RegExp(
      String
        .raw`Before\n\n!\[Veins .*leaf.*\]\(<https://x\.example/api/files/${file}>\)\n\n`,
    ),
  );
  const pictures: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (it) => {
    if (it.type === "image") pictures.push(it.text.replaceAll("\\", ""));
  });
  assert.deepEqual(pictures, ['Veins <of> "a" leaf [1']);
  const json = JSON.parse(await recordText(reader, "json", "pages"));
  recordSchemas.pages.parse(json);
  assert(json.pages[0].text.includes(`(/api/files/${file})`));
});

Deno.test("a picture used thousands of times is in the record once (W-3, SYNC-12)", async () => {
  await using it = await withPicture();
  const { app, reader, file, name } = it;
  const { session } = it.reader.who;
  await app.sync.decide(session, [name], (tx) =>
    writePage(
      tx.doc(name),
      Array.from({ length: 5000 }, () => it.image(file, "Again")),
    ));
  const place: FileSource = makeFileSource(app, "https://x.example");
  const html = await recordText(reader, "html", "pages", place);
  assert.equal(html.split(pixel).length, 2);
  const again =
    `<p class="about">Again · <a href="#${file}">vein.png</a> · ${t.above}</p>`;
  assert.equal(html.split(again).length, 5001);
  assert(html.includes(`<p id="${file}"><img `));
});

Deno.test("the zip includes a page's pictures, and the page's Markdown links to them (M-3, W-3)", async () => {
  await using it = await withPicture();
  const bytes = await new Response(await writeZip(it.app, it.reader)).bytes();
  const files = readZip(bytes);
  assert.equal(
    Buffer.from(files.get("files/vein.png")!).toString("base64"),
    pixel,
  );
  const text = new TextDecoder().decode(files.get("pages/A leaf – Amy.md"));
  assert.match(text, /^Before\n\n!\[.*\]\(\.\.\/files\/vein\.png\)\n\n/);
  const html = new TextDecoder().decode(files.get("pages.html"));
  assert(html.includes(pixel));
});

Deno.test("after the class a student reads the pictures of their own page only (ACCESS-3, W-1)", async () => {
  await using it = await withPicture();
  const { lesson, app, amy, ben, file, view } = it;
  await app.sessions.end(lesson.school.teacher, view.id, { now: true });
  const [own] = await ownPages(app, view.id, amy.member);
  assert.deepEqual(
    own.pieces.map((one) => "text" in one ? one.text.trim() : one.picture.id),
    ["Before", file, "It was deleted\n\nAfter"],
  );
  assert.equal((await app.files.read([amy], file)).name, "vein.png");
  assert.equal(await refusalOf(app.files.read([ben], file)), "ended");
});
