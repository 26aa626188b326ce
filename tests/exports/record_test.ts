/** Content, harmlessness and readers of the record (C-9, M-3). */
import assert from "node:assert/strict";
import { recordSchemas } from "../../classroom/record/record_schema.ts";
import { newId } from "../../classroom/model/ids.ts";
import { recordFormats, recordParts } from "../../exports/record.ts";
import { testClass as test } from "../class.ts";
import { readCsv } from "../csv.ts";
import { eventually, signUp, Visitor } from "../people.ts";
import { noise, upload } from "../uploading.ts";
import { readZip } from "../zip.ts";

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
  const file = await upload(amy, { name: "圖.png", bytes: png });
  await amy.sees(amy.command({ kind: "say", room: "main", text: "", file }));
  const ask = { kind: "ask", conversation: newId(), text: "=為什麼？" };
  amy.command(ask);
  const all = `/api/sessions/${session.id}/history`;
  await eventually(
    () => teacher.get(200, "GET", all + "?part=attendance"),
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
    ["submissions", "answers", "walls", "pages", "drawings", "groups"],
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
    await amy.visitor.get(403, "GET", path);
    await other.get(404, "GET", path);
    await stranger.get(401, "GET", path);
  }
  const wrong = await signUp(server);
  await wrong.get(404, "GET", `/api/sessions/${newId()}/history`);
});

test("the zip has an index page, the chat, a folder per student, marks and attendance (M-3)", async ({ teacher, session, enter }) => {
  const [amy, ming] = [await enter("../Amy"), await enter("小明")];
  await amy.sayAndSee("你好");
  const bytes = noise(300_000);
  for (const seat of [amy, ming]) {
    const file = await upload(seat, { name: "Notes.bin", bytes });
    await seat.sees(
      seat.command({ kind: "say", room: "main", text: "", file }),
    );
  }
  const conversation = newId(), asked = newId();
  ming.command(
    { kind: "ask", conversation, text: "Why is the sky blue?" },
    asked,
  );
  const path = `/api/sessions/${session.id}`;
  const { body } = await eventually(
    () => teacher.get(200, "GET", path + "/history?part=conversations"),
    ({ body }) => body.conversations[0]?.turns.at(-1).state === "done",
    "the answer was whole",
  );
  const message = body.conversations[0].turns.at(-1).id;
  const submission = ming.command({
    kind: "submit",
    conversation,
    message,
    note: "=1+1",
  });
  await eventually(
    () => teacher.get(200, "GET", path + "/history?part=submissions"),
    ({ body }) => body.submissions.length === 1,
    "it was handed in",
  );
  const mark = { grade: "8/10", comment: "很好" };
  const where = `${path}/submissions/${submission}`;
  await teacher.get(200, "PATCH", where, mark);

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
  assert.deepEqual([...files.keys()].sort(), [
    "activity.csv",
    "activity.svg",
    "activity.xlsx",
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
  const text = (name: string) => new TextDecoder().decode(files.get(name));
  assert.match(text("chat.html"), /href="files\/Notes%20\(2\)\.bin"/);
  assert.match(
    text("students/小明/conversations.html"),
    /Why is the sky blue\?/,
  );
  assert.doesNotMatch(text("students/_Amy/conversations.html"), /sky/);
  assert.match(text("students/小明/submissions.html"), /8\/10[\s\S]*很好/);
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
  const index = text("index.html");
  for (const name of files.keys()) {
    if (name === "index.html") continue;
    const href = name.split("/").map(encodeURIComponent).join("/");
    assert.ok(index.includes(`href="${href}"`), href);
  }
  assert.match(index, /Began [^;]+; the class was still running/);
});

test("a removed crowd is counted separately and has no folders and no groups (M-3, J-9)", async ({ teacher, session, enter }) => {
  const path = `/api/sessions/${session.id}`;
  await teacher.get(200, "PATCH", `${path}/breakouts`, {
    auto: true,
    capacity: 2,
  });
  await teacher.get(200, "POST", `${path}/breakouts/start`, {});
  const amy = await enter("Amy");
  await amy.sayAndSee("hello");
  const crowd = [];
  for (let n = 1; n <= 5; n++) crowd.push(await enter(`Fake ${n}`));
  await crowd[0].sayAndSee("spam");
  const groupsBefore = await teacher.get(
    200,
    "GET",
    `${path}/history?part=groups`,
  );
  const names = (body: { rooms: { name: string }[] }) =>
    body.rooms.map(({ name }) => name);
  assert(names(groupsBefore.body).length > 2);
  await teacher.get(200, "POST", `${path}/members/remove`, {
    joinedSince: session.startsAt,
    keep: [amy.member],
  });
  const groups = await teacher.get(200, "GET", `${path}/history?part=groups`);
  assert.deepEqual(names(groups.body).length, 1);
  assert(
    groups.body.stays.some(({ name }: { name: string }) => name === "Amy"),
  );
  const chat = await teacher.get(200, "GET", `${path}/history?part=chat`);
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
  const history = await teacher.get(200, "GET", `${page}/history`);
  assert(history.body.includes("Attendance: 1 student, 5 removed"));
  await teacher.get(200, "POST", `${path}/end`, { now: true });
  const ended = await eventually(
    () => teacher.get(200, "GET", page),
    ({ body }) => body.includes("This class is over"),
    "the class was over",
  );
  assert.match(ended.body, />1, 5 removed</);
});
