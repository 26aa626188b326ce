/** The record has its reader's language throughout (L-1). */
import assert from "node:assert/strict";
import { languages } from "texts/languages.ts";
import { lines } from "texts/chat_lines.ts";
import { record } from "texts/record.ts";
import { messages } from "../../classroom/model/layout.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { writeZip } from "../../exports/zip.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import { testClass as test } from "../class.ts";
import { readZip } from "../zip.ts";
import { record as asRecord, schoolWithReader } from "./reading.ts";

const english = languages.find(({ tag }) => tag === "en")!;
const chinese = languages.find(({ tag }) => tag === "zh-TW")!;
const count = 2_000;

async function longRecord() {
  const all = await schoolWithReader();
  const { school, reader: { view, who } } = all;
  const room = names.room(view.id, "main");
  await school.app.sync.decide(view.id, [room], (tx) => {
    messages(tx.doc(room)).push(Array.from({ length: count }, () => ({
      id: newId(),
      from: who.member,
      at: tx.now,
      kind: "deleted" as const,
      by: who.member,
    })));
  });
  return all;
}

type Bytes = ReadableStream<Uint8Array>;

/** Reads all of them in turns, outside of any language. */
async function readByTurns(all: Bytes[]): Promise<Uint8Array<ArrayBuffer>[]> {
  const readers = all.map((one) => one.getReader());
  const read: Uint8Array[][] = all.map(() => []);
  let going = all.length;
  while (going > 0) {
    going = 0;
    for (const [n, reader] of readers.entries()) {
      const { value } = await reader.read();
      if (!value) continue;
      read[n].push(value);
      going++;
    }
  }
  for (const parts of read) assert.ok(parts.length > 3, "piece by piece");
  return await Promise.all(
    read.map((parts) => new Blob(parts as BlobPart[]).bytes()),
  );
}

const sentence = (language: Language) =>
  runInLanguage(language, () => record.deleted);

function isWholly(text: string, own: Language, other: Language): void {
  assert.equal(text.split(sentence(own)).length - 1, count, own.tag);
  assert.ok(!text.includes(sentence(other)), own.tag);
}

Deno.test("a long record is entirely in its language while another is written in another language (L-1)", async () => {
  const { school, reader } = await longRecord();
  await using _ = school;
  for (const format of ["md", "html", "csv", "xlsx"] as const) {
    const ask = (language: Language) =>
      runInLanguage(language, () => asRecord(reader, format));
    const read = await readByTurns([await ask(chinese), await ask(english)]);
    const [zh, en] = read.map((bytes) => new TextDecoder().decode(bytes));
    isWholly(zh, chinese, english);
    isWholly(en, english, chinese);
    if (format === "html") {
      assert.match(zh, /<html lang="zh-TW" dir="ltr">/);
      assert.match(en, /<html lang="en" dir="ltr">/);
    }
    if (format === "csv") {
      assert.match(zh.split("\r\n")[0], /"聊天室","時間（Asia\/Taipei）"/);
      assert.match(en.split("\r\n")[0], /"Room","Time \(Asia\/Taipei\)"/);
    }
  }
});

Deno.test("a zip is entirely in its language, with its file names, beside one in another (L-1)", async () => {
  const { school, reader } = await longRecord();
  await using _ = school;
  await school.browser().join(reader.view.code, "Amy");
  const ask = (language: Language) =>
    runInLanguage(language, () => writeZip(school.app, reader));
  const read = await readByTurns([await ask(chinese), await ask(english)]);
  const [zh, en] = read.map(readZip);
  assert.deepEqual([...zh.keys()], [
    "聊天紀錄.html",
    "聊天紀錄.csv",
    "聊天紀錄.xlsx",
    "學生繳交的內容.csv",
    "學生繳交的內容.xlsx",
    "作答.csv",
    "作答.xlsx",
    "提問牆.csv",
    "提問牆.xlsx",
    "分組.csv",
    "分組.xlsx",
    "出席紀錄.csv",
    "出席紀錄.xlsx",
    "活躍度.csv",
    "活躍度.xlsx",
    "活躍度.svg",
    "作答.html",
    "共筆頁面.html",
    "畫板.html",
    "學生/Amy/對話.html",
    "學生/Amy/學生繳交的內容.html",
    "index.html",
  ]);
  assert.equal(en.size, zh.size);
  const text = (zip: typeof zh, name: string) =>
    new TextDecoder().decode(zip.get(name));
  isWholly(text(zh, "聊天紀錄.html"), chinese, english);
  isWholly(text(zh, "聊天紀錄.csv"), chinese, english);
  isWholly(text(en, "chat.html"), english, chinese);
  isWholly(text(en, "chat.csv"), english, chinese);
  isWholly(text(zh, "聊天紀錄.xlsx"), chinese, english);
  const index = text(zh, "index.html");
  assert.match(index, /<html lang="zh-TW" dir="ltr">/);
  for (const [, href] of index.matchAll(/href="([^"]+)"/g)) {
    assert.ok(zh.has(decodeURIComponent(href)), href);
  }
  const shown = [...zh].filter(([name]) => name.endsWith(".html"))
    .map(([name]) => text(zh, name).replace(/<head>.*<\/head>|<[^>]*>/gs, " "));
  for (const one of shown) {
    const started = runInLanguage(chinese, () => lines["session-started"]);
    const said = one.replaceAll(reader.view.name, "").replace(started, "")
      .replace(/Amy|Ms Lin|CSV|Excel|Asia\/Taipei/g, "");
    assert.doesNotMatch(said, /[a-z]{3}/i);
  }
});

test("an export has the language of the page that requested it (L-1)", async ({ server, teacher, session }) => {
  const api = `/api/sessions/${session.id}`;
  const wanted: [path: string, name: string, words: string][] = [
    [`/zh${api}/history?format=html`, "聊天紀錄", 'lang="zh-TW"'],
    [`${api}/history?format=html`, "Chat", 'lang="en"'],
    [`/zh${api}/history?format=csv&part=attendance`, "出席紀錄", "在場分鐘數"],
    [`${api}/history?format=csv&part=attendance`, "Attendance", "Minutes"],
    [`/zh${api}/export`, ".zip", "這堂課保存的所有內容"],
    [`${api}/export`, ".zip", "Everything kept from this class"],
    ["/zh/my/download", "我的對話", ""],
    ["/my/download", "my-conversations", ""],
  ];
  for (const [path, name, words] of wanted) {
    const answer = await fetch(server.url + path, {
      headers: teacher.headers(),
    });
    assert.equal(answer.status, 200, path);
    const header = answer.headers.get("content-disposition") ?? "";
    assert.ok(header.includes(encodeURIComponent(name)), header);
    assert.ok((await answer.text()).includes(words), path);
  }
});
