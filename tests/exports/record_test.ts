/** What a school keeps of a class must be whole, and another's eyes must not get it (M-3). */
import assert from "node:assert/strict";
import { lines } from "texts/chat_lines.ts";
import { languages } from "texts/languages.ts";
import { record as recordTexts } from "texts/record.ts";
import type { App } from "../../classroom/app.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { messages } from "../../classroom/model/roots.ts";
import { fileEntries } from "../../classroom/model/staff_roots.ts";
import { recordSchemas } from "../../classroom/record/record_schema.ts";
import {
  messagesPerRead,
  readAttendance,
  readRoomMessages,
} from "../../classroom/record/session_record.ts";
import { writeHtmlPage } from "../../exports/html.ts";
import { recordFormats, recordParts } from "../../exports/record_formats.ts";
import { writeZip } from "../../exports/zip.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import { testClass as test } from "../class.ts";
import { readCsv } from "../csv.ts";
import { eventually, signUp, Visitor } from "../people.ts";
import { randomBytesOf, uploadFile } from "../uploading.ts";
import { readZip } from "../zip.ts";
import {
  makeSchoolWithReader,
  readRecordBytes,
  readRecordBytes as asRecord,
  readRecordText,
} from "./reading.ts";

const png = await Deno.readFile("tests/sample_pictures/4x3.png");
const hostile = [
  "<script>document.title='owned'</script>",
  "<img src=x onerror=\"document.title='owned'\">",
  "[press](javascript:document.title='owned')",
  '=HYPERLINK("https://evil.example","x")',
  "| a |\n| - |\n| `x \\| <img src=x onerror=alert(1)>` |",
  "</style></pre>--><svg/onload=alert(1)>",
];

test("the record is valid and harmless as JSON, CSV, Markdown and HTML (C-9)", async ({ teacher, session, enter }) => {
  const amy = await enter("=小明");
  for (const text of ["你好，世界", ...hostile]) await amy.sayAndSee(text);
  const file = await uploadFile(amy, { name: "圖.png", bytes: png });
  await amy.waitForMessage(
    amy.queueCommand({ kind: "say", room: "main", text: "", file }),
  );
  const ask = { kind: "ask", conversation: newId(), text: "=為什麼？" };
  amy.queueCommand(ask);
  for (const text of ["=我很害怕", ...hostile.slice(0, 4)]) {
    amy.queueCommand({ kind: "note", text });
  }
  await amy.own.waitUntil(() => amy.readOutbox().length === 0, "all was sent");
  const all = `/api/sessions/${session.id}/history`;
  await eventually(
    () => teacher.askExpecting(200, "GET", all + "?part=attendance"),
    ({ body }) =>
      body.attendance.some((it: { questions: number }) => it.questions === 1),
    "the question was counted",
  );

  const read = async (part: string, format: string) => {
    const answer = await fetch(
      `${teacher.place.url}${all}?part=${part}&format=${format}`,
      { headers: teacher.headers() },
    );
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    const name = answer.headers.get("content-disposition") ?? "";
    assert.match(name, new RegExp(`^attachment; .*\\.${format}"`));
    return new TextDecoder("utf-8", { ignoreBOM: true })
      .decode(await answer.arrayBuffer());
  };
  const empty: string[] = [];
  for (const part of recordParts) {
    const json = recordSchemas[part].parse(
      JSON.parse(await read(part, "json")),
    );
    const schema = await fetch(json.$schema);
    assert.equal((await schema.json()).type, "object");

    const csv = await read(part, "csv");
    assert.equal(csv[0], "\ufeff");
    const [columns, ...rows] = readCsv(csv.slice(1));
    if (rows.length === 0) empty.push(part);
    for (const row of rows) {
      assert.equal(row.length, columns.length);
      for (const cell of row) assert.ok(!/^[=+\-@\t\r]/.test(cell), cell);
    }
    const markdown = await read(part, "md");
    const html = await read(part, "html");
    assert.ok(
      !/(?<!\\)<(?!https?:)[a-z/!]/i.test(markdown.replace(/`+[^`]*`+/g, "")),
      markdown,
    );
    assert.ok(
      !/<(script|svg|img(?! alt="[^"]*"[^>]* src="data:image))/i
        .test(html),
    );
    assert.ok(!/href="javascript/i.test(html));
    assert.match(
      html,
      /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; /,
    );
  }
  assert.deepEqual(
    empty,
    [
      "alerts",
      "submissions",
      "answers",
      "walls",
      "pages",
      "drawings",
      "groups",
    ],
    "there were none",
  );
  assert.match(await read("chat", "csv"), /"你好，世界"/);
  assert.match(await read("chat", "csv"), /"'=小明"/);
  assert.match(await read("chat", "md"), /你好，世界/);
  const html = await read("chat", "html");
  assert.match(html, /你好，世界/);
  const inside = /src="data:image\/png;base64,([^"]*)"/.exec(html)?.[1];
  assert.deepEqual(
    Uint8Array.from(atob(inside ?? ""), (c) => c.charCodeAt(0)),
    png,
  );
  assert.match(await read("conversations", "csv"), /"'=為什麼？"/);
  assert.match(await read("notes", "csv"), /"'=我很害怕"/);
});

test("no export is available to students, other teachers or strangers (ACCESS-1)", async ({ server, session, enter }) => {
  const amy = await enter("Amy");
  const other = await signUp(server), stranger = new Visitor(server);
  const all = `/api/sessions/${session.id}`;
  const paths = recordParts.flatMap((part) =>
    recordFormats.map((format) =>
      `${all}/history?part=${part}&format=${format}`
    )
  );
  for (const path of [...paths, `${all}/export`]) {
    await amy.visitor.askExpecting(403, "GET", path);
    await other.askExpecting(404, "GET", path);
    await stranger.askExpecting(401, "GET", path);
  }
  const wrong = await signUp(server);
  await wrong.askExpecting(404, "GET", `/api/sessions/${newId()}/history`);
});

test("the zip has an index page, the chat, a folder per student, marks and attendance (M-3)", async ({ teacher, session, enter, step }) => {
  const [amy, ming] = [await enter("../Amy"), await enter("小明")];
  const bytes = randomBytesOf(300_000);
  const path = `/api/sessions/${session.id}`;

  await step("two students write, send files, ask and hand in", async () => {
    await amy.sayAndSee("你好");
    for (const seat of [amy, ming]) {
      const file = await uploadFile(seat, { name: "Notes.bin", bytes });
      await seat.waitForMessage(
        seat.queueCommand({ kind: "say", room: "main", text: "", file }),
      );
    }
    const conversation = newId(), asked = newId();
    ming.queueCommand(
      { kind: "ask", conversation, text: "Why is the sky blue?" },
      asked,
    );
    const { body } = await eventually(
      () =>
        teacher.askExpecting(200, "GET", path + "/history?part=conversations"),
      ({ body }) => body.conversations[0]?.turns.at(-1).state === "done",
      "the answer was whole",
    );
    const message = body.conversations[0].turns.at(-1).id;
    const submission = ming.queueCommand({
      kind: "submit",
      conversation,
      message,
      note: "=1+1",
    });
    await eventually(
      () =>
        teacher.askExpecting(200, "GET", path + "/history?part=submissions"),
      ({ body }) => body.submissions.length === 1,
      "it was handed in",
    );
    const mark = { grade: "8/10", comment: "很好" };
    const where = `${path}/submissions/${submission}`;
    await teacher.askExpecting(200, "PATCH", where, mark);
  });

  const files = await step("the teacher downloads a zip", async () => {
    const answer = await fetch(teacher.place.url + path + "/export", {
      headers: teacher.headers(),
    });
    assert.equal(answer.headers.get("content-type"), "application/zip");
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.match(
      answer.headers.get("content-disposition") ?? "",
      /^attachment; .*\.zip/,
    );
    const files = readZip(await answer.bytes());
    return files;
  });

  await step("it has each file once, under its own name", () => {
    assert.deepEqual([...files.keys()].sort(), [
      "activity.csv",
      "activity.svg",
      "activity.xlsx",
      "alerts.csv",
      "alerts.xlsx",
      "answers.csv",
      "answers.html",
      "answers.xlsx",
      "attendance.csv",
      "attendance.xlsx",
      "chat.csv",
      "chat.html",
      "chat.xlsx",
      "drawings.html",
      "files/Notes (2).bin",
      "files/Notes.bin",
      "groups.csv",
      "groups.xlsx",
      "index.html",
      "notes to staff.csv",
      "notes to staff.html",
      "notes to staff.xlsx",
      "pages.html",
      "question wall.csv",
      "question wall.xlsx",
      "students/_Amy/conversations.html",
      "students/_Amy/submissions.html",
      "students/小明/conversations.html",
      "students/小明/submissions.html",
      "submissions.csv",
      "submissions.xlsx",
    ]);
    assert.deepEqual(files.get("files/Notes (2).bin"), bytes);
  });

  const text = (name: string) => new TextDecoder().decode(files.get(name));

  await step("each student's folder has their own work", () => {
    assert.match(text("chat.html"), /href="files\/Notes%20\(2\)\.bin"/);
    assert.match(
      text("students/小明/conversations.html"),
      /Why is the sky blue\?/,
    );
    assert.doesNotMatch(text("students/_Amy/conversations.html"), /sky/);
    assert.match(text("students/小明/submissions.html"), /8\/10[\s\S]*很好/);
  });

  await step("tables and chart have marks, attendance and questions", () => {
    const [columns, row] = readCsv(text("submissions.csv"));
    assert.equal(row[columns.indexOf("Mark")], "8/10");
    assert.equal(row[columns.indexOf("Note")], "'=1+1");
    const [, ...people] = readCsv(text("attendance.csv"));
    assert.deepEqual(
      people.map(([name, role, , , , , ...counts]) =>
        [name, role, ...counts].join()
      ),
      [
        `${people[0][0]},Teacher,0,0,0,0,`,
        "../Amy,Student,2,0,0,0,",
        "小明,Student,1,1,1,0,",
      ],
    );
    assert.match(
      text("activity.svg"),
      /^<\?xml[^]*Questions to the assistant: 1</,
    );
  });

  await step("the index page links every file", () => {
    const index = text("index.html");
    for (const name of files.keys()) {
      if (name === "index.html") continue;
      const href = name.split("/").map(encodeURIComponent).join("/");
      assert.ok(index.includes(`href="${href}"`), href);
    }
    assert.match(index, /Began [^;]+; the class was still running/);
  });
});

test("a removed crowd is counted separately and has no folders and no groups (M-3, J-9)", async ({ teacher, session, enter }) => {
  const path = `/api/sessions/${session.id}`;
  await teacher.askExpecting(200, "PATCH", `${path}/breakouts`, {
    auto: true,
    capacity: 2,
  });
  await teacher.askExpecting(200, "POST", `${path}/breakouts/start`, {});
  const amy = await enter("Amy");
  await amy.sayAndSee("hello");
  const crowd = [];
  for (let n = 1; n <= 5; n++) crowd.push(await enter(`Fake ${n}`));
  await crowd[0].sayAndSee("spam");
  const groupsBefore = await teacher.askExpecting(
    200,
    "GET",
    `${path}/history?part=groups`,
  );
  const names = (body: { rooms: { name: string }[] }) =>
    body.rooms.map(({ name }) => name);
  assert(names(groupsBefore.body).length > 2);
  await teacher.askExpecting(200, "POST", `${path}/members/remove`, {
    joinedSince: session.startsAt,
    keep: [amy.member],
  });
  const groups = await teacher.askExpecting(
    200,
    "GET",
    `${path}/history?part=groups`,
  );
  assert.deepEqual(names(groups.body).length, 1);
  assert(
    groups.body.stays.some(({ name }: { name: string }) => name === "Amy"),
  );
  const chat = await teacher.askExpecting(
    200,
    "GET",
    `${path}/history?part=chat`,
  );
  assert.equal(names(chat.body).length, 2);

  teacher.cookies.set("zone", "Asia%2FTaipei");
  const answer = await fetch(teacher.place.url + path + "/export", {
    headers: teacher.headers(),
  });
  const files = readZip(await answer.bytes());
  const folders = new Set(
    [...files.keys()].filter((it) => it.startsWith("students/"))
      .map((it) => it.split("/")[1]),
  );
  assert.deepEqual([...folders].sort(), ["Amy", "Fake 1"]);
  const text = (name: string) => new TextDecoder().decode(files.get(name));
  assert(!text("index.html").includes("Fake 2"));
  const [columns, ...rows] = readCsv(text("attendance.csv"));
  const removed = columns.indexOf("Removed");
  assert.deepEqual(
    rows.slice(1).map((row) => `${row[0]} ${row[removed]}`),
    ["Amy ", ...[1, 2, 3, 4, 5].map((n) => `Fake ${n} yes`)],
  );
  const joined = rows[1][columns.indexOf("In (Asia/Taipei)")];
  const there = Date.parse(joined.replace(" ", "T") + "+08:00");
  assert(Math.abs(there - Date.parse(session.startsAt)) < 60_000, joined);

  const page = `/teacher/sessions/${session.id}`;
  const history = await teacher.askExpecting(200, "GET", `${page}/history`);
  assert(history.body.includes("Attendance: 1 student, 5 removed"));
  await teacher.askExpecting(200, "POST", `${path}/end`, { now: true });
  const ended = await eventually(
    () => teacher.askExpecting(200, "GET", page),
    ({ body }) => body.includes("This class is over"),
    "the class was over",
  );
  assert.match(ended.body, />1, 5 removed</);
});

/** Five times what is read at once. */
const count = 1_000;

Deno.test("a long record is never held whole in memory, in any format (C-9)", async () => {
  const { school, reader } = await makeSchoolWithReader();
  await using _ = school;
  const { who, view: session } = reader;
  const room = names.room(session.id, "main");
  await school.app.sync.decide(session.id, [room], (tx) => {
    messages(tx.doc(room)).push(
      Array.from({ length: count }, (_, n) => ({
        id: newId(),
        from: who.member,
        at: tx.now,
        kind: "text" as const,
        text: `第${n}句 ` + "*words* ".repeat(20),
      })),
    );
  });
  let held = 0;
  const { kv, sync, pageWork } = school.app;
  const counting = {
    read: async (...args: Parameters<typeof sync.read>) => {
      const some = await sync.read(...args);
      if (Array.isArray(some)) held += some.length;
      return some;
    },
  } as unknown as typeof sync;
  const counted = { ...reader, app: { kv, sync: counting, pageWork } };
  for (const format of recordFormats) {
    let size = 0, chunks = 0;
    held = 0;
    for await (const bytes of await readRecordBytes(counted, format)) {
      size += bytes.length;
      chunks++;
      assert.ok(bytes.length < 64 * 1024);
      // Only messages since the last chunk are held.
      assert.ok(
        held <= 2 * messagesPerRead,
        `${format}: ${held} messages at once`,
      );
      held = 0;
    }
    assert.ok(size > 150 * 1024, `${format}: ${size} bytes`);
    assert.ok(chunks >= 5, `${format}: ${chunks} chunks`);
  }
  const [teacher] = await readAttendance(school.app.sync, who, Date.now());
  assert.equal(teacher.messages, count);
});

Deno.test("messages inserted while the record is read do not repeat others (C-9, B-11)", async () => {
  const { school, reader } = await makeSchoolWithReader();
  await using _ = school;
  const { who, view: session } = reader;
  const room = names.room(session.id, "main");
  const put = (at: number, texts: string[]) =>
    school.app.sync.decide(session.id, [room], (tx) => {
      const said = { from: who.member, at: tx.now, kind: "text" as const };
      messages(tx.doc(room))
        .insert(at, texts.map((text) => ({ ...said, id: newId(), text })));
    });
  const said = Array.from({ length: messagesPerRead + 5 }, (_, n) => String(n));
  await put(0, said);
  const read: string[] = [];
  for await (const it of readRoomMessages(school.app.sync, who, "main")) {
    if (read.length === 0) await put(messagesPerRead - 1, ["late"]);
    if (it.kind === "text") read.push(it.text);
  }
  assert.deepEqual(read, said);
});

Deno.test("the record is read only as fast as it is consumed, and later messages come at its end (C-9)", async () => {
  const { school, reader } = await makeSchoolWithReader();
  await using _ = school;
  const { who, view: session } = reader;
  const room = names.room(session.id, "main");
  const say = (text: string) =>
    school.app.sync.decide(session.id, [room], (tx) => {
      messages(tx.doc(room)).push([
        { id: newId(), from: who.member, at: tx.now, kind: "text", text },
      ]);
    });
  for (let n = 0; n < 250; n++) await say(String(n));
  let reads = 0;
  const { sync } = school.app;
  const counting = {
    read: (...args: Parameters<typeof sync.read>) => {
      reads++;
      return sync.read(...args);
    },
  } as unknown as typeof sync;
  const all = readRoomMessages(counting, who, "main");
  const texts: string[] = [];
  const take = async () => {
    const { value } = await all.next();
    if (value && "text" in value) texts.push(value.text ?? "");
  };
  await take();
  assert.equal(reads, 1);
  await say("late");
  for (let n = 0; n < 251; n++) await take();
  assert.equal(reads, 2);
  assert.deepEqual(texts.slice(-2), ["249", "late"]);
  assert.equal((await all.next()).done, true);
});

Deno.test("every message is exported with its kind, deleted ones marked as deleted (C-9)", async () => {
  const { school, reader } = await makeSchoolWithReader();
  await using _ = school;
  const { who, view: session } = reader;
  const room = names.room(session.id, "main");
  const image = {
    id: newId(),
    name: 'a"><script>.png',
    size: 9,
    type: "image/png",
  };
  const svg = { ...image, id: newId(), type: "image/svg+xml" };
  await school.app.sync.decide(session.id, [room], (tx) => {
    const said = { from: who.member, at: tx.now };
    const all: Message[] = [
      { ...said, id: newId(), kind: "system", event: "session-started" },
      { ...said, id: newId(), kind: "text", text: "new words", editedAt: 1 },
      { ...said, id: newId(), kind: "deleted", by: who.member },
      { ...said, id: newId(), kind: "broadcast", text: "all", broadcast: "b" },
      { ...said, id: newId(), kind: "file", file: image },
      { ...said, id: newId(), kind: "file", file: svg, text: "a drawing" },
      {
        ...said,
        id: newId(),
        kind: "assistant",
        text: "**42**",
        prompt: "What is it?",
        model: "m",
      },
    ];
    messages(tx.doc(room)).push(all);
  });
  const asked: string[] = [];
  const place = {
    read: (file: { id: string }) => {
      asked.push(file.id);
      return Promise.resolve(new Blob(["123456789"]).stream());
    },
    href: ({ id }: { id: string }) => `https://x.example/api/files/${id}`,
  };
  const html = await readRecordText(reader, "html", "chat", place);
  for (
    const text of [
      html,
      await readRecordText(reader, "md"),
      await readRecordText(reader, "csv"),
    ]
  ) {
    for (
      const words of [
        "The class started.",
        "This message was deleted.",
        "new words",
        "broadcast",
        "a drawing",
        "What is it?",
      ]
    ) assert.ok(text.includes(words), words);
  }
  assert.match(html, /<strong>42<\/strong>/);
  assert.match(html, /src="data:image\/png;base64,MTIzNDU2Nzg5"/);
  assert.deepEqual(asked, [image.id], "only raster images stand in the page");
  assert.doesNotMatch(html, /<script|image\/svg/);
  const gone = await readRecordText(reader, "html");
  assert.match(gone, /no longer there/);
  const json = JSON.parse(await readRecordText(reader, "json"));
  assert.deepEqual(
    json.messages.map(({ kind }: Message) => kind),
    [
      "system",
      "system",
      "text",
      "deleted",
      "broadcast",
      "file",
      "file",
      "assistant",
    ],
  );
});

Deno.test("an abandoned zip closes its sources (M-3)", async () => {
  const { school, reader } = await makeSchoolWithReader();
  await using _ = school;
  const { who, view: session } = reader;
  const staff = names.staff(session.id);
  await school.app.sync.decide(session.id, [staff], (tx) => {
    for (const name of ["a.bin", "A.bin", "b.bin"]) {
      fileEntries(tx.doc(staff)).set(newId(), {
        by: who.member,
        name,
        size: 1e6,
        type: "application/octet-stream",
        at: tx.now,
        done: true,
        rooms: ["main"],
      });
    }
  });
  let opened = 0, closed = 0;
  const read = () => {
    opened++;
    return Promise.resolve(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1000)),
        cancel: () => void closed++,
      }),
    );
  };
  const app = {
    sync: school.app.sync,
    files: { bytes: () => Promise.resolve({ read }) },
  } as unknown as App;
  for (const much of [0, 1, 500_000]) {
    const zip = (await writeZip(app, { ...reader, app })).getReader();
    for (let taken = 0; taken < much || opened === closed && much > 1;) {
      taken += (await zip.read()).value?.length ?? 0;
    }
    await zip.cancel();
    assert.equal(opened, closed);
  }
  assert.equal(opened, 1, "one file at a time, and none before it is its turn");
});

Deno.test("a page embeds a limited number of image bytes, and links to the rest (C-9)", async () => {
  const size = 11 * 1024 * 1024;
  const image = () => ({
    id: newId(),
    name: "Photo.png",
    size,
    type: "image/png",
  });
  const large = { ...image(), size: 2 * size };
  // A small file that claims more pixels than a device has memory.
  const bomb = { ...image(), size: 1000, width: 60_000, height: 60_000 };
  async function* pieces() {
    for (const file of [large, bomb, ...Array.from({ length: 12 }, image)]) {
      yield await Promise.resolve({ kind: "file" as const, file });
    }
  }
  let read = 0;
  const place = {
    read: () => {
      read++;
      return Promise.resolve(new Blob(["123"]).stream());
    },
    href: ({ id }: { id: string }) => `https://x.example/api/files/${id}`,
  };
  const top = { title: "Photos", lines: [] };
  const page = (await Array.fromAsync(writeHtmlPage(top, pieces(), place)))
    .join("");
  assert.equal(read, 8, "96 MiB, and neither of those that are too large");
  assert.equal(page.match(/<img /g)?.length, read);
  assert.equal(page.match(/href="https:/g)?.length, 14);
});

const english = languages.find(({ tag }) => tag === "en")!;
const chinese = languages.find(({ tag }) => tag === "zh-TW")!;
const longCount = 2_000;

async function longRecord() {
  const all = await makeSchoolWithReader();
  const { school, reader: { view, who } } = all;
  const room = names.room(view.id, "main");
  await school.app.sync.decide(view.id, [room], (tx) => {
    messages(tx.doc(room)).push(Array.from({ length: longCount }, () => ({
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
  runInLanguage(language, () => recordTexts.deleted);

function isWholly(text: string, own: Language, other: Language): void {
  assert.equal(text.split(sentence(own)).length - 1, longCount, own.tag);
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
  await school.newBrowser().join(reader.view.code, "Amy");
  const ask = (language: Language) =>
    runInLanguage(language, () => writeZip(school.app, reader));
  const read = await readByTurns([await ask(chinese), await ask(english)]);
  const [zh, en] = read.map(readZip);
  assert.deepEqual([...zh.keys()], [
    "聊天紀錄.html",
    "給老師的話.html",
    "聊天紀錄.csv",
    "聊天紀錄.xlsx",
    "給老師的話.csv",
    "給老師的話.xlsx",
    "警示通知.csv",
    "警示通知.xlsx",
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
