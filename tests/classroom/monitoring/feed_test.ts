import assert from "node:assert/strict";
import fc from "fast-check";
import * as Y from "yjs";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { shareBody } from "../../../classroom/library/resource_bodies.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import {
  addMessageToFeed,
  changeMessageInFeed,
  clearFeed,
  feedLength,
  feedTextLength,
  readFeeds,
  removeMessageFromFeed,
} from "../../../classroom/model/monitoring/feed.ts";
import { members } from "../../../classroom/model/roots.ts";
import {
  feedSlots,
  fileEntries,
} from "../../../classroom/model/staff_roots.ts";
import { makeDoc } from "../../../sync/y_doc.ts";
import { propertyOptions } from "../../random.ts";
import { runAct } from "../asking.ts";
import { beginPollLesson } from "../checks/poll_lesson.ts";
import { isLastTurn, Lesson } from "../lesson.ts";
import { isStored } from "../storage/is_stored.ts";

async function feedOf(lesson: Lesson, { member }: Pick<Identity, "member">) {
  const staff = names.staff(lesson.session.id);
  const feeds = await lesson.read(staff, (doc) => readFeeds(feedSlots(doc)));
  return feeds[member] ?? [];
}

/** Each item as `kind: text`, oldest first. */
async function linesOf(lesson: Lesson, who: Pick<Identity, "member">) {
  const feed = await feedOf(lesson, who);
  return feed.map(({ kind, text }) => `${kind}: ${text}`);
}

async function upload(lesson: Lesson, by: Identity, name: string) {
  const id = newId(), staff = names.staff(lesson.session.id);
  const file = { by: by.member, name, size: 5, type: "text/plain" };
  await lesson.school.app.sync.decide(lesson.session.id, [staff], (tx) => {
    const entry = { ...file, at: tx.now, rooms: [] };
    fileEntries(tx.doc(staff)).set(id, { ...entry, done: true });
  });
  return id;
}

/** A class with Amy and Ben in a group; `darn` is blocked. */
async function begin(ask: Record<string, unknown> = {}) {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"], ask });
  const [amy, ben] = lesson.students;
  const group = await lesson.makeGroup(amy, ben);
  await lesson.changeSession({ blockedWords: ["darn"] });
  const { app } = lesson.school;
  const hold = async (text: string, more: Record<string, unknown> = {}) => {
    const id = newId();
    const command = { id, kind: "say", text, ...more };
    assert.equal(await lesson.runCommand(amy, command), null);
    return id;
  };
  const allow = (id: string, allow = true) =>
    app.moderation.decideOnHeld(lesson.teacher, id, { allow });
  return { lesson, app, teacher: lesson.teacher, amy, ben, group, hold, allow };
}

type Scene = Awaited<ReturnType<typeof begin>>;

/** Amy's question, to which the assistant has written "Light is". */
async function askWhy({ lesson, amy }: Scene) {
  const { conversation } = await lesson.ask(amy, "Why is it **blue**?");
  const puppet = await lesson.model.next();
  puppet.say("Light is");
  await lesson.waitForTurns(conversation, ([, it]) => it?.text === "Light is");
  return { conversation, puppet };
}

/** Acts of Amy or about her words, and the lines that her feed has then. */
type Ways = Record<
  string,
  [act: (scene: Scene) => Promise<unknown>, ...lines: string[]]
>;

const ways: Ways = {
  "a message": [
    ({ lesson, amy }) => lesson.postMessage(amy, "## hello\n\n*all*"),
    "line: hello all",
  ],
  "a message in a group": [
    ({ lesson, amy, group }) => lesson.postMessage(amy, "hi", { room: group }),
    "line: hi",
  ],
  "a file": [
    async ({ lesson, amy }) => {
      const file = await upload(lesson, amy, "my_leaf*.txt");
      await lesson.postMessage(amy, "look", { file });
    },
    "line: my_leaf*.txt",
  ],
  "a held message that is allowed": [
    async ({ hold, allow }) => await allow(await hold("darn")),
    "line: darn",
  ],
  "a question": [
    ({ lesson, amy }) => lesson.ask(amy, "Why is it **blue**?"),
    "question: Why is it blue?",
  ],
  "an answer": [
    ({ lesson, amy }) => lesson.askAndAnswer(amy, "Why?", "So."),
    "question: Why?",
    "reply: So.",
  ],
  "an answer that is stopped": [
    async (scene) => {
      const { conversation } = await askWhy(scene);
      const stop = { kind: "stop", conversation };
      assert.equal(await scene.lesson.school.runCommand(scene.amy, stop), null);
    },
    "question: Why is it blue?",
    "reply: Light is",
  ],
  "an answer that fails": [
    async (scene) => {
      const { conversation, puppet } = await askWhy(scene);
      puppet.fail(new ModelFailure("cut-off"));
      await scene.lesson.waitForTurns(conversation, isLastTurn("failed"));
    },
    "question: Why is it blue?",
    "reply: Light is",
  ],
  "an answer that fails without words": [
    async ({ lesson, amy }) => {
      const { conversation } = await lesson.ask(amy, "Why?");
      (await lesson.model.next()).fail(new ModelFailure("cut-off"));
      await lesson.waitForTurns(conversation, isLastTurn("failed"));
    },
    "question: Why?",
  ],
  "another answer": [
    async ({ lesson, amy }) => {
      const { conversation, message } = await lesson
        .askAndAnswer(amy, "Why?", "So.");
      const retry = { kind: "retry", conversation, message };
      assert.equal(await lesson.school.runCommand(amy, retry), null);
      const puppet = await lesson.model.next();
      puppet.say("Or so.");
      puppet.end();
      await lesson.waitForTurns(conversation, (all) => all[2].state === "done");
    },
    "question: Why?",
    "reply: So.",
    "reply: Or so.",
  ],
  "an answer that is sent to the chat": [
    async ({ lesson, amy }) => {
      const answer = await lesson.askAndAnswer(amy, "Why?", "So.");
      const share = { kind: "share", ...answer };
      assert.equal(await lesson.runCommand(amy, share), null);
    },
    "question: Why?",
    "reply: So.",
    "line: So.",
  ],
  "a message that is brought back": [
    async ({ lesson, app, teacher, amy, group: room }) => {
      const message = await lesson.postMessage(amy, "found", { room });
      const mark = { kind: "bring-back", room, message, on: true };
      assert.equal(await lesson.runCommand(amy, mark), null);
      await runAct(app, teacher, "POST /breakouts/bring-back");
      assert.equal((await lesson.room()).messages.length, 1);
    },
    "line: found",
  ],
  "a teacher's message": [
    ({ lesson, teacher }) => lesson.postMessage(teacher, "hello"),
  ],
  "a broadcast": [
    ({ app, teacher }) =>
      runAct(app, teacher, "POST /breakouts/broadcast", { text: "hello" }),
  ],
  "a held message": [({ hold }) => hold("darn")],
  "a rejected message": [
    async ({ hold, allow }) => await allow(await hold("darn"), false),
  ],
  "a refused message": [
    ({ lesson, amy }) => lesson.runCommand(amy, { kind: "say", text: " " }),
  ],
  "a teacher's question and its answer": [
    ({ lesson, teacher }) => lesson.askAndAnswer(teacher, "Why?", "So."),
  ],
  "a wall's question in the chat": [
    async ({ lesson, app, teacher, amy }) => {
      const ask = shareBody.parse({ wall: {} });
      const { id } = await app.resources.share(teacher, ask);
      const wish = newId();
      const command = { id: wish, kind: "wish", resource: id, text: "Why?" };
      assert.equal(await lesson.school.runCommand(amy, command), null);
      const post = "POST /resources/:id/wishes/:wish/post";
      await runAct(app, teacher, post, { id, wish });
    },
  ],
  "words on a drawing and with a hand": [
    async ({ lesson, app, teacher, amy }) => {
      const drawing = { name: "A leaf", paper: "plain" as const };
      const { id } = await app.resources.share(teacher, { drawing });
      const mark = { colour: "red", text: "leaf", x: 40, y: 50 };
      const draw = { kind: "draw", resource: id, mark };
      assert.equal(await lesson.school.runCommand(amy, draw), null);
      const hand = { kind: "help", on: true, note: "I am stuck" };
      assert.equal(await lesson.school.runCommand(amy, hand), null);
    },
  ],
};

for (const [what, [act, ...lines]] of Object.entries(ways)) {
  Deno.test(`after ${what} the feeds have ${lines.join(", ") || "nothing"} (M-1)`, async () => {
    const scene = await begin();
    await using lesson = scene.lesson;
    await act(scene);
    assert.deepEqual(await linesOf(lesson, scene.amy), lines);
    const staff = names.staff(lesson.session.id);
    const size = await lesson.read(staff, (doc) => feedSlots(doc).size);
    assert.equal(size, lines.length);
  });
}

Deno.test("an item names its message and room, or its turn and conversation (M-1)", async () => {
  const { lesson, amy, group } = await begin();
  await using _ = lesson;
  const at = lesson.school.time.now;
  const line = await lesson.postMessage(amy, "hi", { room: group });
  const { conversation, message } = await lesson.askAndAnswer(amy, "A?", "B.");
  const [{ id: prompt }] = await lesson.turns(conversation);
  assert.deepEqual(await feedOf(lesson, amy), [
    { id: line, at, text: "hi", kind: "line", room: group },
    { id: prompt, at: at + 1, text: "A?", kind: "question", conversation },
    { id: message, at: at + 2, text: "B.", kind: "reply", conversation },
  ]);
});

Deno.test("with collection off no feed has questions, answers or their words (ACCESS-2, M-2)", async () => {
  const { lesson, amy } = await begin({ collect: false });
  await using _ = lesson;
  await lesson.askAndAnswer(amy, "A secret question", "A secret answer");
  const { conversation } = await lesson.ask(amy, "Another secret");
  (await lesson.model.next()).say("A secret");
  await lesson.waitForTurns(conversation, ([, it]) => it?.text !== "");
  await lesson.school.runCommand(amy, { kind: "stop", conversation });
  await lesson.postMessage(amy, "said to all");
  assert.deepEqual(await linesOf(lesson, amy), ["line: said to all"]);
  const staff = await lesson.read(
    names.staff(lesson.session.id),
    (doc) => new TextDecoder("latin1").decode(Y.encodeStateAsUpdate(doc)),
  );
  assert(!staff.includes("secret") && !staff.includes(conversation));
});

Deno.test("no feed tells who voted what, in secret or by name (R-4, M-1)", async () => {
  for (const anonymous of [true, false]) {
    const given = await beginPollLesson({ kind: "letters", anonymous });
    await using lesson = given.lesson;
    assert.equal(await given.vote(0, 0), null);
    await given.vote(1, 1);
    const staff = names.staff(lesson.session.id);
    assert.equal(await lesson.read(staff, (doc) => feedSlots(doc).size), 0);
  }
});

/** Changes to Amy's message `first`, and her lines afterwards; after `first` she has said `second`. */
const changes: Record<
  string,
  [
    change: (scene: Scene, message: string) => Promise<unknown>,
    ...lines: string[],
  ]
> = {
  "an edit": [
    ({ lesson, amy }, message) =>
      lesson.runCommand(amy, { kind: "edit", message, text: "**new**" }),
    "line: new",
    "line: second",
  ],
  "a held edit": [
    ({ hold }, message) => hold("darn it", { kind: "edit", message }),
    "line: first",
    "line: second",
  ],
  "an allowed edit": [
    async ({ hold, allow }, message) =>
      await allow(await hold("darn it", { kind: "edit", message })),
    "line: darn it",
    "line: second",
  ],
  "a rejected edit": [
    async ({ hold, allow }, message) =>
      await allow(await hold("darn it", { kind: "edit", message }), false),
    "line: first",
    "line: second",
  ],
  "a retraction": [
    ({ lesson, amy }, message) =>
      lesson.runCommand(amy, { kind: "retract", message }),
    "line: second",
  ],
  "a deletion": [
    ({ app, teacher }, message) =>
      app.moderation.delete(teacher, "main", message),
    "line: second",
  ],
  "a deletion that is undone": [
    async ({ app, teacher }, message) => {
      await app.moderation.delete(teacher, "main", message);
      await app.moderation.undelete(teacher, "main", message);
    },
    "line: first",
    "line: second",
  ],
  "**Delete all of …**": [
    async ({ lesson, app, teacher, amy }) => {
      await lesson.askAndAnswer(amy, "Why?", "So.");
      await app.bulkDeletion.delete(teacher, amy.member);
    },
  ],
  "**Delete all of …** that is undone": [
    async ({ app, teacher, amy }) => {
      await app.bulkDeletion.delete(teacher, amy.member);
      await app.bulkDeletion.undelete(teacher, amy.member);
    },
    "line: first",
    "line: second",
  ],
  "muting": [
    ({ app, teacher, amy }) =>
      app.membership.changeMember(teacher, amy.member, { muted: true }),
    "line: first",
    "line: second",
  ],
  "erasure": [
    ({ app, teacher, amy }) => app.erasure.erase(teacher, amy.member),
  ],
};

for (const [what, [change, ...lines]] of Object.entries(changes)) {
  Deno.test(`after ${what} the feed has ${lines.join(", ") || "nothing"} (C-10, C-11)`, async () => {
    const scene = await begin();
    await using lesson = scene.lesson;
    const message = await lesson.postMessage(scene.amy, "first");
    lesson.school.time.now += 1000;
    await lesson.postMessage(scene.amy, "second");
    await lesson.postMessage(scene.ben, "said by Ben");
    await change(scene, message);
    assert.deepEqual(await linesOf(lesson, scene.amy), lines);
    assert.deepEqual(await linesOf(lesson, scene.ben), ["line: said by Ben"]);
  });
}

Deno.test("a deleted message's words stay in the record alone, erased ones nowhere (CHAT-3, O-3)", async () => {
  const { lesson, app, teacher, amy } = await begin();
  await using _ = lesson;
  const s = lesson.session.id;
  const message = await lesson.postMessage(amy, "zebra one");
  await lesson.postMessage(amy, "zebra two");
  await lesson.askAndAnswer(amy, "zebra three", "zebra four");
  await app.moderation.delete(teacher, "main", message);
  await app.sync.purge(s);
  const keys: string[] = [];
  for await (const { key, value } of app.kv.list({ prefix: ["space", s] })) {
    const text = value instanceof Uint8Array
      ? new TextDecoder("latin1").decode(value)
      : JSON.stringify(value) ?? "";
    if (text.includes("zebra one")) keys.push(String(key[2]));
  }
  assert.deepEqual(keys, ["removed"]);
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await isStored(lesson, "zebra"), false);
});

Deno.test("an answer that ends after its student's erasure is in no feed (O-3)", async () => {
  const { lesson, amy } = await begin();
  await using _ = lesson;
  const { conversation } = await lesson.ask(amy, "Why?");
  const puppet = await lesson.model.next();
  puppet.say("So");
  await lesson.waitForTurns(conversation, ([, it]) => it?.text === "So");
  await lesson.school.changeDirectly(
    lesson.session.id,
    (doc) => members(doc).delete(amy.member),
  );
  puppet.end();
  await lesson.waitForTurns(conversation, isLastTurn("done"));
  assert.deepEqual(await linesOf(lesson, amy), ["question: Why?"]);
});

Deno.test("an unconfirmed device has a feed of its own, and keeps it when it is confirmed (ACCESS-6, J-7)", async () => {
  const { lesson, app, teacher, amy } = await begin();
  await using _ = lesson;
  await lesson.postMessage(amy, "by Amy");
  lesson.school.time.now += 60_000;
  const device = await lesson.addStudent("Amy");
  assert.equal(device.member, amy.member);
  const seat = { member: device.own! };
  await lesson.postMessage(device, "by the device");
  await lesson.ask(device, "Why?");
  const isAsBefore = async () => {
    assert.deepEqual(await linesOf(lesson, amy), ["line: by Amy"]);
    assert.deepEqual(await linesOf(lesson, seat), [
      "line: by the device",
      "question: Why?",
    ]);
  };
  await isAsBefore();
  await app.roster.decideWaiting(teacher, seat.member, "let-in");
  await isAsBefore();
});

Deno.test("a co-teacher and an observer read the feed at once, a student does not (ACCESS-1)", async () => {
  const { lesson, app, teacher, amy } = await begin();
  await using _ = lesson;
  await lesson.postMessage(amy, "said before anybody came");
  const { id } = lesson.session, staff = names.staff(id);
  for (const role of ["observer", "moderator"] as const) {
    const colleague = await lesson.addColleague(`Some ${role}`);
    await app.colleagues.invite(teacher, colleague.email, role);
    await app.colleagues.takeInvitedSeat(id, colleague, role);
    const who = await app.identities.findStaff(id, colleague);
    const socket = await lesson.school.connect(who!, staff);
    assert.equal(await socket.registered, true, role);
  }
  const refused = await lesson.school.connect(amy, staff);
  assert.equal((await refused.closed).code, 4404);
  // What a document that is opened late is sent.
  const sent = await lesson.read(staff, Y.encodeStateAsUpdate);
  const page = makeDoc();
  Y.applyUpdate(page, sent);
  const [item] = readFeeds(feedSlots(page))[amy.member];
  assert.equal(item.text, "said before anybody came");
});

Deno.test("a class that repeats another begins with empty feeds (S-6)", async () => {
  const { lesson, amy } = await begin();
  await using _ = lesson;
  await lesson.postMessage(amy, "yesterday's words");
  await lesson.endClass();
  const next = await lesson.school.createSession({
    name: undefined,
    restartOf: lesson.session.id,
  });
  const size = await lesson.school.app.sync.read(
    next.id,
    [names.staff(next.id)],
    ({ doc }) => feedSlots(doc(names.staff(next.id))).size,
  );
  assert.equal(size, 0);
});

/** A staff document, and the function that changes feeds in it. */
function staffWithFeeds() {
  const session = makeDoc(), staff = makeDoc();
  members(session).set("amy", {
    name: "Amy",
    role: "student",
    joinedAt: 0,
    room: null,
  });
  let reserved = 0;
  const tx = { reserveBytes: (bytes: number) => reserved += bytes };
  const change = (act: (at: never) => void) => {
    reserved = 0;
    const before = Y.encodeStateVector(staff);
    staff.transact(() => act({ session, staff, tx } as never));
    return {
      bytes: Y.encodeStateAsUpdate(staff, before).length,
      reserved,
    };
  };
  return { session, staff, tx, change };
}

const feedStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("say" as const),
      wait: fc.nat(2),
      text: fc.string({ unit: "binary", maxLength: 400 }),
    }),
  },
  fc.record({
    kind: fc.constantFrom("edit" as const, "remove" as const),
    of: fc.nat(7),
    text: fc.string({ maxLength: 400 }),
  }),
  fc.record({ kind: fc.constant("restore" as const) }),
  fc.record({ kind: fc.constant("clear" as const) }),
);

Deno.test("a feed has at most five items, the newest in order, of bounded length (M-1, SYNC-18)", () => {
  fc.assert(
    fc.property(fc.array(feedStep, { maxLength: 60 }), (steps) => {
      const { staff, tx, change } = staffWithFeeds();
      /** What stands in the room since the feed was cleared, oldest first. */
      let said: Message[] = [];
      let removed: Message | undefined;
      let now = 0, hasRemoved = false;
      const feed = () => readFeeds(feedSlots(staff)).amy ?? [];
      for (const step of steps) {
        if (step.kind === "clear") {
          clearFeed(staff, "amy");
          [said, removed, hasRemoved] = [[], undefined, false];
        } else if (step.kind === "say") {
          now += step.wait;
          const message: Message = {
            id: newId(),
            from: "amy",
            at: now,
            kind: "text",
            text: step.text,
          };
          const { bytes, reserved } = change((at) =>
            addMessageToFeed(at, "main", message)
          );
          assert(bytes <= reserved + 100, `${bytes} of ${reserved}`);
          said.push(message);
        } else if (step.kind === "restore") {
          if (removed) {
            const back = removed;
            change((at) => addMessageToFeed(at, "main", back));
            said.push(back);
            said.sort((a, b) => a.at - b.at);
          }
          removed = undefined;
        } else {
          const message = said.at(-1 - step.of);
          if (!message) continue;
          if (step.kind === "edit") {
            const next = { ...message, text: step.text } as Message;
            said[said.indexOf(message)] = next;
            changeMessageInFeed(staff, tx as never, next);
          } else {
            said = said.filter((it) => it !== message);
            removeMessageFromFeed(staff, message);
            [removed, hasRemoved] = [message, true];
          }
        }
        const items = feed();
        assert(items.length <= feedLength);
        const times = items.map(({ at }) => at);
        assert.deepEqual(times, times.toSorted((a, b) => a - b));
        assert.equal(new Set(times).size, times.length);
        for (const { text } of items) assert(text.length <= feedTextLength);
        const ids = said.map(({ id }) => id);
        if (hasRemoved) assert(items.every(({ id }) => ids.includes(id)));
        else {
          assert.deepEqual(items.map(({ id }) => id), ids.slice(-feedLength));
        }
      }
    }),
    propertyOptions("feeds", 200),
  );
});

Deno.test("5,000 messages leave at most 30 bytes each in the staff's document (SYNC-9)", () => {
  const { session, staff, change } = staffWithFeeds();
  const students = Array.from({ length: 28 }, () => newId());
  for (const id of students) {
    members(session).set(id, members(session).get("amy")!);
  }
  const size = () => Y.encodeStateAsUpdate(staff).length;
  const say = (n: number) =>
    change((at) =>
      addMessageToFeed(at, "main", {
        id: newId(),
        from: students[n * 7 % 28],
        at: n,
        kind: "text",
        text: "x".repeat(40),
      })
    );
  for (let n = 0; n < 1000; n++) say(n);
  const before = size();
  for (let n = 1000; n < 6000; n++) say(n);
  const each = (size() - before) / 5000;
  assert(each <= 30, `${each} bytes`);
});

Deno.test("the longest message costs a feed no more than its beginning (SYNC-18)", () => {
  const { change } = staffWithFeeds();
  const text = "|* ".repeat(bounds.text / 3);
  const { bytes } = change((at) =>
    addMessageToFeed(at, "main", {
      id: newId(),
      from: "amy",
      at: 1,
      kind: "text",
      text,
    })
  );
  assert(bytes <= 3 * feedTextLength + 200, `${bytes} bytes`);
});
