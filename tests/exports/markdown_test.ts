import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { marked } from "marked";
import { record as t } from "texts/record.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { encodePoints } from "../../classroom/model/drawing.ts";
import { newId } from "../../classroom/model/ids.ts";
import { writePage } from "../../classroom/model/page_tree.ts";
import { ownPages } from "../../classroom/pages/own_pages.ts";
import { recordSchemas } from "../../classroom/record/record_schema.ts";
import { walkMarkdown } from "../../formats/markdown/markdown_walk.ts";
import type { MarkdownAuthor } from "../../formats/markdown/typed_signs.ts";
import { parseMarkdown } from "../../formats/markdown/parse_markdown.ts";
import type { FileSource } from "../../exports/html.ts";
import { writeMarkdown } from "../../exports/markdown.ts";
import { markdownMarkup } from "../../exports/markup.ts";
import { makeFileSource } from "../../exports/record.ts";
import { writeZip } from "../../exports/zip.ts";
import { Lesson } from "../classroom/lesson.ts";
import { refusalNameOf } from "../classroom/school.ts";
import { readCsv } from "../csv.ts";
import { finishSteps } from "../../formats/metadata/finish_steps.ts";
import { propertyOptions } from "../random.ts";
import { readZip } from "../zip.ts";
import { readRecordText } from "./reading.ts";

Deno.test("no control character reaches the record as HTML", () => {
  const text = "a\u0001b `c\u007fd` [e\u0085](https://x.example/\u009b)";
  const html = finishSteps(markdownMarkup(text)).text;
  assert.match(html, /<p>ab <code dir="ltr">cd<\/code> /);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(html, /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
});

Deno.test("a table runs in the direction of its words, in pages as in the record", async () => {
  const text = "| الاسم | العدد |\n|---|---|\n| علي | 1 + 2 |";
  const html = finishSteps(markdownMarkup(text)).text;
  assert.match(html, /^<table dir="auto"><thead><tr><th>الاسم/);
  for (
    const [file, table] of [
      ["markdown/Markdown.tsx", '<table dir="auto">'],
      ["pages/PageText.tsx", '<table dir="auto">'],
      ["pages/editor/schema.ts", '["table", { dir: "auto" }'],
    ]
  ) {
    const source = await Deno.readTextFile(`components/${file}`);
    assert(source.includes(table), file);
    assert(!source.includes("<table>"), file);
  }
});

async function recorded(text: string): Promise<string> {
  async function* pieces() {
    yield await Promise.resolve({ kind: "words", text } as const);
  }
  const top = { title: "", lines: [] };
  const all = await Array.fromAsync(
    writeMarkdown(top, pieces(), { href: () => null }),
  );
  return all.slice(1).join("");
}

Deno.test("exports keep the blanks before a line of typed code (M-3)", async () => {
  const code = "if x:\n    print(1)";
  assert.match(
    finishSteps(markdownMarkup(code)).text,
    /<p>if x:<br> {4}print\(1\)<\/p>/,
  );
  const again = parseMarkdown((await recorded(code)).trim(), "program");
  assert.deepEqual(again, parseMarkdown(code));
});

function words(text: string, author: MarkdownAuthor): string {
  return [...walkMarkdown(parseMarkdown(text, author))].map((it) =>
    "text" in it ? it.text : ""
  )
    .join("").replace(/\s+/g, "");
}

const kept: readonly [about: string, text: string][] = [
  ["paragraphs within an item", "- a\n\n  b\n- c"],
  ["a list after a paragraph of an item", "1. a\n\n   b\n\n   - c\n2. d"],
  ["lists in each other", "- a\n  - b\n    - c\n- d"],
  ["emphasis within emphasis", "**a *b* c** *d **e** f*"],
  ["two lists beside each other", "- a\n- b\n\n* c\n* d"],
  ["a list from a number on", "3. a\n4. b"],
  ["a quote with a list", "> a\n>\n> - b\n> - c"],
  ["code in an item", "- a\n\n  ```js\n  x\n\n  y\n  ```\n- b"],
  ["formulas", "a \\(x_1\\) and $y$\n\n\\[\nz\n\\]"],
  ["brackets", "a[0] and [sic] and \\[x] [ ] b"],
  ["tasks", "- [x] a\n- [ ] b"],
  ["a table", "| a | b |\n| :- | -: |\n| 1 | `x` |"],
  ["signs", "2\\*3\\*4 \\_a\\_ \\$5 & \\$6 &lt;b&gt; \\`"],
];
for (const [about, text] of kept) {
  Deno.test(`Markdown export preserves the text: ${about}`, async () => {
    const plain = (source: string, author: MarkdownAuthor) =>
      JSON.parse(
        // Fences of formulas and cuts of texts may differ.
        JSON.stringify(parseMarkdown(source, author)).replaceAll(
          '"},{"kind":"text","text":"',
          "",
        ),
      );
    const written = plain(await recorded(text), "program");
    assert.deepEqual(written, plain(text, "person"));
  });
}

const sources = fc.array(
  fc.constantFrom(
    ..."- * 1. > # ** _ ` ``` ~~ [ ] ( ) | a b 中 。 \\ $ & < http://a.b/ [x](https://c.d/) \\[ \\( --- :"
      .split(" "),
    " ",
    "\n",
    "\n\n",
    "\n  ",
  ),
  { maxLength: 25 },
).map((it) => it.join(""));

Deno.test("the record loses no word of a message and turns none into a link, HTML or a heading (C-9)", async () => {
  await fc.assert(
    fc.asyncProperty(sources, async (text) => {
      const written = await recorded(text);
      const again = [...walkMarkdown(parseMarkdown(written, "program"))];
      assert.equal(words(written, "program"), words(text, "person"), written);
      assert(!again.some(({ kind }) => kind === "heading"), written);
    }),
    propertyOptions("messages in the record", 1000),
  );
});

async function drawnLesson() {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { teacher, school, session: view } = lesson;
  const { app } = school;
  const [amy] = lesson.students;
  const { id: resource } = await app.resources.share(teacher, {
    drawing: { name: "A leaf", paper: "lined" },
  });
  const does = async (command: Record<string, unknown>) =>
    assert.equal(await school.runCommand(amy, { resource, ...command }), null);
  const points = encodePoints([{ x: 10, y: 20 }, { x: 300, y: 500 }]);
  const stroke = { colour: "blue", width: "thick", points };
  const gone = newId();
  await does({ kind: "draw", mark: stroke });
  await does({ kind: "draw", mark: { ...stroke, colour: "red" }, id: gone });
  await does({ kind: "rub", lines: [gone], on: true });
  const text = '</text><script>alert("1")</script> & 氣孔';
  await does({ kind: "draw", mark: { colour: "orange", text, x: 5, y: 40 } });
  const reader = { app, who: teacher, view, zone: "Asia/Taipei" };
  return { lesson, app, reader, text, amy, resource };
}

Deno.test("the record lists who drew how many lines and which words, in each format (W-5)", async () => {
  const { lesson, reader, text, amy, resource } = await drawnLesson();
  await using _ = lesson;
  const json = JSON.parse(await readRecordText(reader, "json", "drawings"));
  recordSchemas.drawings.parse(json);
  assert.deepEqual(json.drawings, [{
    resource,
    board: "A leaf",
    paper: "lined",
    member: amy.member,
    name: "Amy",
    lines: 1,
    labels: [text],
  }]);
  const [, row] = readCsv(await readRecordText(reader, "csv", "drawings"));
  assert.deepEqual(row.slice(1), ["A leaf", "Amy", "1", text]);
  const markdown = await readRecordText(reader, "md", "drawings");
  assert.match(markdown, /## A leaf\n\n\*\*Amy\*\*\n\n\*1 line drawn · /);
  const html = await readRecordText(reader, "html", "drawings");
  assert.match(html, /<figure><svg [^>]+role="img">\n<title>A leaf: Amy</);
  assert(!html.includes("<script>"));
});

Deno.test("the zip has each board as an SVG with fixed colours and no student markup (W-5)", async () => {
  const { lesson, app, reader } = await drawnLesson();
  await using _ = lesson;
  const bytes = await new Response(await writeZip(app, reader)).bytes();
  const files = readZip(bytes);
  const names = [...files.keys()].filter((it) => it.endsWith(".svg"));
  assert(names.includes("drawings/A leaf – Amy.svg"), names.join());
  assert(!names.some((it) => it.includes("Ben")));
  const index = new TextDecoder().decode(files.get("index.html"));
  for (const path of ["drawings.html", "drawings/A leaf – Amy.svg"]) {
    assert(index.includes(`href="${encodeURI(path)}"`), path);
  }
  const svg = new TextDecoder().decode(files.get("drawings/A leaf – Amy.svg"));
  assert.match(svg, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns=/);
  const elements = new Set([...svg.matchAll(/<(\w+)/g)].map(([, it]) => it));
  assert.deepEqual([...elements].sort(), [
    "path",
    "rect",
    "svg",
    "text",
    "title",
    "tspan",
  ]);
  const fills = [...svg.matchAll(/fill="([^"]*)"/g)].map(([, it]) => it);
  // Paper, its lines, a line and a label; what was erased is absent.
  assert.deepEqual(fills, ["#ffffff", "none", "#1d4fa3", "#c77700"]);
});

Deno.test("boards on a picture show it below the drawing, and a page includes it once (W-5)", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using lesson = await Lesson.begin({
      students: ["Amy", "Ben"],
      settings: { DATA_DIR: folder },
    });
    const { teacher, school, session: view } = lesson;
    const { app } = school;
    const bytes = await Deno.readFile("tests/sample_pictures/4x3.png");
    const own = await app.images.add(teacher.teacher!, bytes);
    const { id: resource } = await app.resources.share(teacher, {
      drawing: { name: "A map", paper: "plain", image: own.id, alt: 'A "map"' },
    });
    const points = encodePoints([{ x: 10, y: 20 }, { x: 300, y: 500 }]);
    const mark = { colour: "blue", width: "thick", points };
    for (const who of lesson.students) {
      const command = { kind: "draw", resource, mark };
      assert.equal(await school.runCommand(who, command), null);
    }
    const reader = { app, who: teacher, view, zone: "Asia/Taipei" };
    const data = `href="data:image/png;base64,${bytes.toBase64()}"`;
    const zip = readZip(
      await new Response(await writeZip(app, reader)).bytes(),
    );
    const fileOf = (name: string) => new TextDecoder().decode(zip.get(name));
    const svgs = ["drawings/A map – Amy.svg", "drawings/A map – Ben.svg"]
      .map(fileOf);
    for (const svg of svgs) {
      const [picture, line] = [svg.indexOf(data), svg.indexOf("#1d4fa3")];
      assert(0 < picture && picture < line, svg);
    }
    const html = fileOf("drawings.html");
    const images = [...html.matchAll(/<image id="(\w+)"/g)];
    assert.equal(images.length, 1);
    assert(html.includes(data));
    assert(html.includes(`<use href="#${images[0][1]}"/>`));
    assert.match(html, /On a picture: A &#34;map&#34; · 1 line drawn/);
    const json = JSON.parse(await readRecordText(reader, "json", "drawings"));
    recordSchemas.drawings.parse(json);
    assert.deepEqual([json.drawings[0].image, json.drawings[0].alt], [
      images[0][1],
      'A "map"',
    ]);
    assert.match(
      await readRecordText(reader, "html", "drawings"),
      /<\/figure>\n<p class="about">image.png/,
      "where its bytes are gone it is named",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the record names a merged student's drawing by both names (W-5, J-7)", async () => {
  const { lesson, reader, app } = await drawnLesson();
  await using _ = lesson;
  const [, ben] = lesson.students;
  const { id: resource } = await app.resources.share(lesson.teacher, {
    drawing: { name: "A cell", paper: "plain" },
  });
  const mark = { colour: "red", text: "A cell", x: 40, y: 40 };
  for (const who of lesson.students) {
    const command = { kind: "draw", resource, mark };
    assert.equal(await lesson.school.runCommand(who, command), null);
  }
  const into = lesson.students[0].member;
  await app.membership.mergeMember(lesson.teacher, ben.member, {
    member: into,
  });
  const json = JSON.parse(await readRecordText(reader, "json", "drawings"));
  recordSchemas.drawings.parse(json);
  const told = json.drawings.map((it: Record<string, unknown>) => [
    it.board,
    it.name,
    it.joinedAs,
  ]);
  assert.deepEqual(told.sort(), [
    ["A cell", "Amy", undefined],
    ["A cell", "Amy", "Ben"],
    ["A leaf", "Amy", undefined],
  ]);
  assert.match(
    await readRecordText(reader, "html", "drawings"),
    /<strong>Amy<\/strong> <span class="about">drawn as Ben</,
  );
});

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
  const html = await readRecordText(reader, "html", "pages", place);
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

  const markdown = await readRecordText(reader, "md", "pages", place);
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
  const json = JSON.parse(await readRecordText(reader, "json", "pages"));
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
  const html = await readRecordText(reader, "html", "pages", place);
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
  assert.equal(await refusalNameOf(app.files.read([ben], file)), "ended");
});
