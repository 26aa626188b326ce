/** The history page without a script, and the same data in exports (C-9). */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { recordSchemas } from "../../../classroom/record/record_schema.ts";
import { testClass as test } from "../../class.ts";
import { readCsv } from "../../csv.ts";
import { eventually, type Visitor } from "../../people.ts";
import { upload } from "../../uploading.ts";

async function pageOf(teacher: Visitor, path: string) {
  const { body } = await teacher.get(200, "GET", path);
  return parseHTML(body).document;
}

test("page and exports have versions, reactions, pins, deleted and held messages (C-9, C-10, C-11)", async ({ teacher, session, enter }) => {
  const [amy, ben] = [await enter("Amy"), await enter("<b>Ben</b>")];
  const path = `/api/sessions/${session.id}`;
  const room = "main";
  await teacher.get(200, "PATCH", path, { blockedWords: ["darn"] });
  const message = await amy.sayAndSee("the <i>frist</i> words\n$x^2$ lines");
  amy.command({ kind: "edit", room, message, text: "=the first words" });
  const answer = ben.command({
    kind: "say",
    room,
    text: "yes",
    replyTo: message,
  });
  ben.command({ kind: "react", room, message, emoji: "🎉", on: true });
  await ben.sees(answer);
  const bytes = await Deno.readFile("tests/sample_pictures/4x3.png");
  const file = await upload(amy, { name: "Me.png", type: "image/png", bytes });
  const photo = amy.command({ kind: "say", room, text: "look", file });
  await amy.sees(photo);
  await amy.refused(amy.say("darn photo"));
  await teacher.get(200, "PUT", `${path}/rooms/main/pins/${message}`, {});
  await teacher.get(204, "DELETE", `${path}/rooms/main/messages/${photo}`);
  await eventually(
    () => teacher.get(200, "GET", `${path}/history`),
    ({ body }) =>
      body.messages.some((it: { reactions?: unknown }) => it.reactions),
    "the reaction was in the record",
  );

  const page = `/teacher/sessions/${session.id}/history`;
  const all = await pageOf(teacher, page);
  const of = (id: string) => {
    const text = all.getElementById(id)?.textContent ?? "";
    return text.replace(/\s+/g, " ");
  };
  assert.match(of(message), /pinned.*=the first words.*🎉 <b>Ben<\/b>/);
  assert.ok(
    all.getElementById(message)?.querySelector("math msup"),
    "a formula is one",
  );
  assert.match(
    of(message),
    /Earlier version.*then edited by Amy.*the <i>frist<\/i> words/,
  );
  assert.match(of(answer), /Reply to Amy/);
  const link = all.getElementById(answer)?.querySelector("a");
  assert.equal(link?.getAttribute("href"), `#${message}`);
  assert.match(
    of(photo),
    /This message was deleted\.\s*What it said.*deleted by Ms Lin.*Me\.png.*look/,
  );
  const text = all.querySelector("main")?.textContent ?? "";
  assert.match(text, /Held: waiting for the teacher’s approval.*darn photo/s);
  assert.match(text, /The class started\./);
  assert.equal(all.querySelectorAll("main i, main b, main script").length, 0);

  const read = async (format: string) =>
    await (await fetch(
      `${teacher.place.url}${path}/history?part=chat&format=${format}`,
      { headers: teacher.headers() },
    )).text();
  for (const format of ["md", "html", "csv"]) {
    const text = await read(format);
    for (
      const words of [
        /Reply to Amy/,
        /🎉/,
        /pinned|Pinned/,
        /edited by Amy/,
        /deleted by Ms Lin/,
        /Me(\\)?\.png/,
        /darn photo/,
        /waiting for the teacher/,
      ]
    ) assert.match(text, words, format);
  }
  const html = await read("html");
  assert.match(html, /src="data:image\/png;base64,/);
  assert.doesNotMatch(html, /<b>Ben|<i>frist/);
  assert.match(html, / words<br>\$x\^2\$ lines/, "what it said before");
  const [columns, ...rows] = readCsv((await read("csv")).replace("\ufeff", ""));
  const edited = rows.find((row) => row.includes("'=the first words"));
  assert.match(
    edited?.[columns.findIndex((it) => /^Before/.test(it))] ?? "",
    /frist/,
  );

  const json = JSON.parse(await read("json"));
  recordSchemas.chat.parse(json);
  // deno-lint-ignore no-explicit-any -- looked into as deep as need be
  const found = (id: string): any =>
    json.messages.find((it: { id: string }) => it.id === id);
  assert.deepEqual(found(message).reactions, [
    { emoji: "🎉", members: [ben.member] },
  ]);
  assert.equal(
    found(message).versions[0].text,
    "the <i>frist</i> words\n$x^2$ lines",
  );
  assert.equal(found(message).pinned.by, session.member);
  assert.equal(found(answer).replyTo, message);
  assert.equal(found(photo).versions[0].file.id, file);
  assert.deepEqual(
    json.held.map((it: Record<string, unknown>) => [it.text, it.state]),
    [["darn photo", "waiting"]],
  );
});

test("the search is in the address and in the returned form (C-9)", async ({ teacher, teaching, session, enter }) => {
  const amy = await enter("Amy");
  await teaching.enter();
  await amy.sayAndSee("photosynthesis");
  const other = await teaching.sayAndSee("Photosynthesis, please");
  const page = `/teacher/sessions/${session.id}/history`;
  const shown = async (query: Record<string, string>) => {
    const document = await pageOf(
      teacher,
      `${page}?${new URLSearchParams(query)}`,
    );
    const field = (name: string) => document.querySelector(`[name="${name}"]`);
    for (const [name, value] of Object.entries(query)) {
      const given = name === "room" || name === "person"
        ? field(name)?.querySelector("option[selected]")?.getAttribute("value")
        : field(name)?.getAttribute("value");
      if (name !== "page") assert.equal(given, value, name);
    }
    return [...document.querySelectorAll(".history > li")].map((it) => it.id);
  };
  assert.equal((await shown({})).length, 3);
  assert.equal((await shown({ q: "PHOTOSYN" })).length, 2);
  assert.deepEqual(
    await shown({ q: "photosyn", person: session.member }),
    [other],
  );
  assert.deepEqual(await shown({ q: "please", room: "main" }), [other]);
  assert.deepEqual(await shown({ q: "nothing like it" }), []);
  const hour = (ms: number) =>
    new Date(Date.now() + ms).toISOString().slice(11, 16);
  const [before, after] = [hour(-3_600_000), hour(3_600_000)];
  assert.equal((await shown({ from: before, to: after })).length, 3);
  assert.equal((await shown({ from: after, to: before })).length, 0);
  assert.deepEqual(await shown({ page: "7" }), []);
  await teacher.get(
    200,
    "GET",
    `${page}?room=%3Cscript%3E&person=x&from=25:00&to=noon&page=-3`,
  );
  await amy.visitor.get(303, "GET", page);
});
