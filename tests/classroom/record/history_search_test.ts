/** The record with all versions of messages, and its search (C-9 to C-11). */
import assert from "node:assert/strict";
import {
  type SearchFilter,
  searchHistory,
  searchShared,
} from "../../../classroom/record/history_search.ts";
import {
  runSearchHere,
  type RunSearchJob,
  type SearchJob,
  TextSearch,
} from "../../../classroom/record/text_search.ts";
import { takenTooLong } from "../../../classroom/limits/turn_queue.ts";
import { maxMarks } from "../../../formats/normalise.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { countMessages } from "../../../classroom/record/session_record.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { messages } from "../../../classroom/model/roots.ts";
import {
  readRoomEntries,
  type RecordEntry,
  textsOfEntry,
} from "../../../classroom/record/record_entries.ts";
import { recordNormalised } from "../../normalised.ts";
import { Lesson } from "../lesson.ts";

const minute = 60_000;

/** The kind and words of an entry, and its earlier versions. */
function told(entry: RecordEntry): string {
  const words = "text" in entry ? entry.text : "";
  const before = entry.kind === "held"
    ? [entry.state]
    : (entry.versions ?? []).map((it) => `${it.text} until ${it.by.name}`);
  return [`${entry.name}: ${entry.kind} ${words}`.trim(), ...before].join(
    " | ",
  );
}

async function entries(lesson: Lesson, room = "main"): Promise<string[]> {
  const all = await Array.fromAsync(
    readRoomEntries(lesson.school.app, lesson.teacher, room),
  );
  return all.map(told);
}

/** A lesson with every kind of event, a minute apart. */
async function eventful(): Promise<Lesson> {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { time, app } = lesson.school;
  const [amy, ben] = lesson.students;
  const next = () => time.now += minute;
  await lesson.changeSession({ blockedWords: ["darn"] });
  const first = (next(), await lesson.postMessage(amy, "Wat is it?"));
  const edit = (text: string) =>
    lesson.runCommand(amy, { kind: "edit", message: first, text });
  next(), await edit("What is it?");
  const held = newId(), rejected = newId(), changed = newId();
  next(),
    await lesson.runCommand(ben, { id: held, kind: "say", text: "darn one" });
  next(),
    await lesson.runCommand(ben, {
      id: rejected,
      kind: "say",
      text: "darn two",
    });
  const second =
    (next(), await lesson.postMessage(ben, "A cell.", { replyTo: first }));
  for (const [who, emoji] of [[amy, "👍"], [ben, "👍"], [amy, "🎉"]] as const) {
    const react = { kind: "react", message: second, emoji, on: true };
    await lesson.runCommand(who, react);
  }
  await app.moderation.pin(lesson.teacher, "main", second);
  next(),
    await app.moderation.decideOnHeld(lesson.teacher, rejected, {
      allow: false,
    });
  next();
  await lesson.runCommand(amy, {
    id: changed,
    kind: "edit",
    message: first,
    text: "darn it?",
  });
  next(), await edit("What is this?");
  const room = (next(), await lesson.makeGroup(amy));
  const third = await lesson.postMessage(amy, "in the group", { room });
  next(), await app.moderation.delete(lesson.teacher, room, third);
  next(), await lesson.postMessage(lesson.teacher, "Well done, Ａｍｙ!");
  return lesson;
}

Deno.test("the record has all versions of messages, and held ones (C-9)", async () => {
  await using lesson = await eventful();
  const teacher = "Ms Lin";
  assert.deepEqual(await entries(lesson), [
    `${teacher}: system`,
    "Amy: text What is this? | Wat is it? until Amy | What is it? until Amy",
    "Ben: held darn one | waiting",
    "Ben: held darn two | rejected",
    "Ben: text A cell.",
    "Amy: held darn it? | withdrawn",
    `${teacher}: system`,
    `${teacher}: text Well done, Ａｍｙ!`,
  ]);
  const { app, teacher: owner } = lesson.school;
  const all = await Array.fromAsync(
    readRoomEntries(app, lesson.teacher, "main"),
  );
  const answer = all.find((it) => it.kind === "text" && it.answers);
  assert(answer && answer.kind === "text");
  const { reactions, pinned, answers } = answer;
  assert.deepEqual(
    reactions?.map((
      { emoji, members },
    ) => [emoji, ...members.map(({ name }) => name)]),
    [["👍", "Amy", "Ben"], ["🎉", "Amy"]],
  );
  assert.equal(pinned?.by.name, teacher);
  assert.equal(answers?.name, "Amy");
  const { rooms: [, group] } = await searchHistory(app, lesson.teacher, {});
  assert.deepEqual(
    group.entries.map(told).filter((it) => !it.includes("system")),
    ["Amy: deleted | in the group until Ms Lin"],
  );
  await app.sessions.end(owner, lesson.session.id, { now: true });
  assert.equal(
    (await entries(lesson))[2],
    "Ben: held darn one | over",
    "what was not decided counts as rejected after the end",
  );
});

Deno.test("the class's page counts the messages of its history (C-9)", async () => {
  await using lesson = await eventful();
  const { app } = lesson.school;
  const { count } = await searchHistory(app, lesson.teacher, {});
  assert.equal(await countMessages(app.sync, lesson.teacher), count);
  assert(count > 6, `${count} messages`);
});

Deno.test("the record is searched by words, versions, names, room, person and time (C-9)", async () => {
  await using lesson = await eventful();
  const { app, time } = lesson.school;
  const [amy, ben] = lesson.students;
  const end = time.now;
  const find = async (filter: SearchFilter) => {
    const found = await searchHistory(app, lesson.teacher, filter);
    const all = found.rooms.flatMap((it) => it.entries);
    const count = all.filter(({ kind }) => kind !== "system").length;
    assert.equal(found.count, count);
    return all.map((it) => `${it.name} ${"text" in it ? it.text : it.kind}`);
  };
  const of = (who: Identity) => find({ person: who.member });
  assert.deepEqual(await find({ words: "CELL" }), ["Ben A cell."]);
  assert.deepEqual(await find({ words: "wat is" }), ["Amy What is this?"]);
  assert.deepEqual(await find({ words: "in the GROUP" }), ["Amy deleted"]);
  assert.deepEqual(await find({ words: "darn two" }), ["Ben darn two"]);
  assert.deepEqual(await find({ words: " amy! " }), [
    "Ms Lin Well done, Ａｍｙ!",
  ]);
  assert.deepEqual(await find({ words: "ben" }), await of(ben));
  assert.deepEqual(await find({ words: "nowhere" }), []);
  assert.deepEqual(await of(amy), [
    "Amy What is this?",
    "Amy darn it?",
    "Amy deleted",
  ]);
  assert.equal((await of(lesson.teacher)).length, 1, "no lines of the system");
  assert.deepEqual(
    await find({ person: amy.member, room: "main", words: "darn" }),
    ["Amy darn it?"],
  );
  assert.deepEqual(await find({ within: (at) => at === end }), [
    "Ms Lin Well done, Ａｍｙ!",
  ]);
  assert.deepEqual(await find({ room: newId() }), []);
});

Deno.test("Chinese words are found in sentences without spaces, in any width (C-9)", async () => {
  await using lesson = await Lesson.begin({ students: ["王小明", "ＡＢＣ"] });
  const [ming, abc] = lesson.students;
  await lesson.postMessage(ming, "老師，光合作用是什麼？我查到ＣＯ２和ﾀﾞｲ。");
  await lesson.postMessage(abc, "請@王小明再說一次");
  const find = async (words: string) => {
    const { rooms } = await searchHistory(lesson.school.app, lesson.teacher, {
      words,
    });
    return rooms.flatMap(({ entries }) => entries.map(({ name }) => name));
  };
  assert.deepEqual(await find("光合作用"), ["王小明"]);
  assert.deepEqual(await find("合作用是什麼?"), ["王小明"]);
  assert.deepEqual(await find("co2"), ["王小明"]);
  assert.deepEqual(await find("ダイ"), ["王小明"]);
  assert.deepEqual(await find("　小明　"), ["王小明", "ＡＢＣ"]);
  assert.deepEqual(await find("abc"), ["ＡＢＣ"]);
  assert.deepEqual(await find("光用"), []);
});

Deno.test("texts are searched in another thread, and what takes too long is told (C-9, SYNC-18)", async () => {
  const jobs: SearchJob[] = [], reported: string[] = [];
  let isSlow = false;
  const runSearchJob: RunSearchJob = (job) => {
    jobs.push(job);
    return isSlow
      ? Promise.resolve({ ended: takenTooLong })
      : runSearchHere(job);
  };
  const report = (what: string) => reported.push(what);
  await using lesson = await Lesson.begin({
    students: ["Amy"],
    hooks: { runSearchJob, report },
  });
  const { app } = lesson.school;
  const marks = "\u0301\u0316".repeat(1500);
  await lesson.postMessage(lesson.students[0], `a${marks} leaf`);
  using recorded = recordNormalised();
  const find = async (words: string) => {
    const { count, isCut } = await searchHistory(app, lesson.teacher, {
      words,
    });
    const shared = await searchShared(app, lesson.teacher, words);
    assert.equal(shared.isCut, false);
    return [count, isCut];
  };
  assert.deepEqual(await find("LEAF"), [1, false]);
  assert.deepEqual(await find("stem"), [0, false]);
  assert.ok(recorded.longestRun <= maxMarks, `${recorded.longestRun}`);
  isSlow = true;
  const before = recorded.calls;
  assert.deepEqual(await find("leaf"), [0, true]);
  assert.equal(recorded.calls, before, "nothing was folded on this thread");
  assert.equal(jobs.length, 3);
  assert.deepEqual(reported, ["a search was ended"]);
  assert.deepEqual(await find(""), [1, false]);
});

Deno.test("a search reads long texts in batches, up to a bound of characters (C-9)", async () => {
  const lengths: number[] = [];
  const search = new TextSearch(
    ({ words, texts }) => {
      lengths.push(texts.join("").length);
      return Promise.resolve({ result: texts.map((it) => it.endsWith(words)) });
    },
    () => {},
  ).begin({ session: "s", member: "m" }, "b");
  async function* texts() {
    for (let n = 0; n < 400; n++) {
      yield await Promise.resolve("a".repeat(59_999) + (n % 2 ? "b" : "c"));
    }
  }
  const found = await Array.fromAsync(search.filter(texts(), (it) => it));
  assert.ok(search.isCut);
  assert.ok(lengths.every((length) => length <= 310_000));
  const read = lengths.reduce((sum, length) => sum + length, 0);
  assert.ok(read > 19_000_000 && read <= 20_000_000, `${read}`);
  assert.equal(found.length, Math.floor(read / 60_000 / 2));
});

Deno.test("a page of search results is bounded, however long the record (C-9)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { app } = lesson.school;
  const [amy] = lesson.students;
  const main = names.room(lesson.session.id, "main");
  await app.sync.decide(lesson.session.id, [main], (tx) => {
    messages(tx.doc(main)).push(
      Array.from({ length: 1234 }, (_, n) => ({
        id: newId(),
        from: amy.member,
        at: tx.now,
        kind: "text" as const,
        text: n % 2 ? `odd ${n}` : `even ${n}`,
      })),
    );
  });
  const page = async (page: number) => {
    const words = { words: "odd" };
    const found = await searchHistory(app, lesson.teacher, words, page, 100);
    const all = found.rooms.flatMap(({ entries }) => entries);
    return [found.count, all.length, ...all.slice(0, 1).map(told)];
  };
  assert.deepEqual(await page(1), [617, 100, "Amy: text odd 1"]);
  assert.deepEqual(await page(2), [617, 100, "Amy: text odd 201"]);
  assert.deepEqual(await page(7), [617, 17, "Amy: text odd 1201"]);
  assert.deepEqual(await page(8), [617, 0]);
});

Deno.test("of an answer that was shared and deleted, the prompt is a person's and the answer a program's (C-10)", () => {
  const by = { name: "Amy", role: "student" as const, id: newId() };
  const version = { text: "> 5", at: 1, until: 2, by };
  const entry = {
    ...by,
    kind: "deleted",
    from: by.id,
    at: 1,
    versions: [{ ...version, text: "**3**", prompt: "- 3" }, version],
  } as unknown as RecordEntry;
  assert.deepEqual(textsOfEntry(entry, "person"), ["> 5", "- 3"]);
  assert.deepEqual(textsOfEntry(entry, "program"), ["**3**"]);
});
