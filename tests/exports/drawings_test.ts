/** Drawings in each form of the record, and in the zip (W-5). */
import assert from "node:assert/strict";
import { encodePoints } from "../../classroom/model/drawing.ts";
import { newId } from "../../classroom/model/ids.ts";
import { recordSchemas } from "../../classroom/record/record_schema.ts";
import { writeZip } from "../../exports/zip.ts";
import { Lesson } from "../classroom/lesson.ts";
import { readCsv } from "../csv.ts";
import { readZip } from "../zip.ts";
import { recordText } from "./reading.ts";

async function drawnLesson() {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { teacher, school, session: view } = lesson;
  const { app } = school;
  const [amy] = lesson.students;
  const { id: resource } = await app.resources.share(teacher, {
    drawing: { name: "A leaf", paper: "lined" },
  });
  const does = async (command: Record<string, unknown>) =>
    assert.equal(await school.command(amy, { resource, ...command }), null);
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
  const json = JSON.parse(await recordText(reader, "json", "drawings"));
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
  const [, row] = readCsv(await recordText(reader, "csv", "drawings"));
  assert.deepEqual(row.slice(1), ["A leaf", "Amy", "1", text]);
  const markdown = await recordText(reader, "md", "drawings");
  assert.match(markdown, /## A leaf\n\n\*\*Amy\*\*\n\n\*1 line drawn · /);
  const html = await recordText(reader, "html", "drawings");
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
      assert.equal(await school.command(who, command), null);
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
    const json = JSON.parse(await recordText(reader, "json", "drawings"));
    recordSchemas.drawings.parse(json);
    assert.deepEqual([json.drawings[0].image, json.drawings[0].alt], [
      images[0][1],
      'A "map"',
    ]);
    assert.match(
      await recordText(reader, "html", "drawings"),
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
    assert.equal(await lesson.school.command(who, command), null);
  }
  const into = lesson.students[0].member;
  await app.membership.mergeMember(lesson.teacher, ben.member, {
    member: into,
  });
  const json = JSON.parse(await recordText(reader, "json", "drawings"));
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
    await recordText(reader, "html", "drawings"),
    /<strong>Amy<\/strong> <span class="about">drawn as Ben</,
  );
});
