/** The record piece by piece: a long one is never held whole. */
import assert from "node:assert/strict";
import {
  messagesIn,
  messagesPerRead,
  readAttendance,
} from "../../classroom/record/session_record.ts";
import { messages } from "../../classroom/model/layout.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { App } from "../../classroom/app.ts";
import { fileEntries } from "../../classroom/model/attachments.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { recordFormats } from "../../exports/record.ts";
import { writeHtmlPage } from "../../exports/html.ts";
import { writeZip } from "../../exports/zip.ts";
import { record, recordText, schoolWithReader } from "./reading.ts";

/** Five times what is read at once. */
const count = 1_000;

Deno.test("a long record is never held whole in memory, in any format (C-9)", async () => {
  const { school, reader } = await schoolWithReader();
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
    for await (const bytes of await record(counted, format)) {
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
  const { school, reader } = await schoolWithReader();
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
  for await (const it of messagesIn(school.app.sync, who, "main")) {
    if (read.length === 0) await put(messagesPerRead - 1, ["late"]);
    if (it.kind === "text") read.push(it.text);
  }
  assert.deepEqual(read, said);
});

Deno.test("the record is read only as fast as it is consumed, and later messages come at its end (C-9)", async () => {
  const { school, reader } = await schoolWithReader();
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
  const all = messagesIn(counting, who, "main");
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
  const { school, reader } = await schoolWithReader();
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
  const html = await recordText(reader, "html", "chat", place);
  for (
    const text of [
      html,
      await recordText(reader, "md"),
      await recordText(reader, "csv"),
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
  const gone = await recordText(reader, "html");
  assert.match(gone, /no longer there/);
  const json = JSON.parse(await recordText(reader, "json"));
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
  const { school, reader } = await schoolWithReader();
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
