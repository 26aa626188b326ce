import { runAct } from "../asking.ts";
import assert from "node:assert/strict";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  maxPromptPreview,
  type StudentActivity,
} from "../../../classroom/model/monitoring/activity.ts";
import {
  indicatorsAfterPrompt,
  isIdlenessNotable,
  updateTimedIndicators,
} from "../../../classroom/model/indicators.ts";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { projectWords } from "../../../classroom/model/words/worrying_words.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused } from "../school.ts";
import {
  type AttentionClaim,
  claimantOf,
  findAttention,
} from "../../../classroom/model/monitoring/attention.ts";
import type { WaitingEntry } from "../../../classroom/model/members.ts";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";

const asked = {
  conversation: "c",
  message: "m",
  previousTexts: [],
  at: 5,
  words: projectWords,
};

const of = (text: string, before: string[] = []) =>
  indicatorsAfterPrompt({ ...asked, text, previousTexts: before })
    .map(({ kind }) => kind);

Deno.test("signals follow words and repetitions, as a table (M-4)", () => {
  const question = "What is the powerhouse of the cell?";
  const table: [string, string[], string[]][] = [
    ["What is a cell?", [], []],
    ["I want to DIE", [], ["worrying"]],
    ["i   want\nto die!!", [], ["worrying"]],
    ["They are bullying me", [], ["worrying"]],
    ["I diet. I want to diet", [], []],
    ["Do antibiotics kill them?", [], []],
    ["Can we play Minecraft", [], ["off-task"]],
    ["Minecrafted", [], []],
    ["老師，我真的不想活了。", [], ["worrying"]],
    ["我們可以玩遊戲嗎？", [], ["off-task"]],
    ["細胞是什麼？", [], []],
    [question, [question], ["stuck"]],
    ["what is the POWERHOUSE of the cell", ["x", question, "y"], ["stuck"]],
    ["What is the powerhouse of a plant cell?", [question], []],
    ["Why?", ["Why?"], ["stuck"]],
    ["Why not?", ["Why?"], []],
    [question, [question, "1", "2", "3", "4", "5"], []],
  ];
  for (const [text, before, comes] of table) {
    assert.deepEqual(of(text, before), comes, text);
  }
});

Deno.test("worrying signals stay, all others come from the latest prompt (M-4)", () => {
  const first = indicatorsAfterPrompt({
    ...asked,
    text: "suicide, or Minecraft",
  });
  assert.deepEqual(first.map(({ kind }) => kind), ["worrying", "off-task"]);
  const second = indicatorsAfterPrompt(
    { ...asked, text: "What is a cell?" },
    first,
  );
  assert.deepEqual(second, [
    { kind: "worrying", at: 5, conversation: "c", message: "m" },
  ]);
});

Deno.test("waiting and idle signals depend on time (M-4)", () => {
  const kinds = (
    activity: Partial<StudentActivity>,
    online: boolean,
    now: number,
  ) =>
    updateTimedIndicators(
      { lastAt: 0, turns: 1, signals: [], ...activity },
      online,
      now,
    )
      .map(({ kind }) => kind);
  const minute = 60_000;
  assert.deepEqual(kinds({ askedAt: 0 }, true, 15_000), []);
  assert.deepEqual(kinds({ askedAt: 0 }, true, 15_001), ["waiting"]);
  assert.deepEqual(kinds({ askedAt: 0 }, true, 9 * minute), ["waiting"]);
  assert.deepEqual(kinds({}, true, 5 * minute), []);
  assert.deepEqual(kinds({}, true, 5 * minute + 1), ["idle"]);
  // A queued student is neither waiting nor idle.
  const queued = { askedAt: 0, queued: true } as const;
  assert.deepEqual(kinds(queued, true, 9 * minute), []);
  assert.deepEqual(kinds({}, false, 6 * minute), []);
  const idle = [{ kind: "idle" as const, at: 0 }];
  assert.deepEqual(kinds({ signals: idle }, false, 6 * minute), []);
});

Deno.test("idle is shown only where it distinguishes students (N-4)", () => {
  const table: [idle: number, online: number, isBusy: boolean, boolean][] = [
    [1, 28, true, true],
    [20, 28, true, true],
    [21, 28, true, false],
    [28, 28, true, false],
    [1, 28, false, false],
    // Among a few students, each is shown.
    [3, 3, true, true],
    [3, 4, true, false],
    [2, 4, true, true],
  ];
  for (const [idle, online, isBusy, wanted] of table) {
    assert.equal(
      isIdlenessNotable({ idle, online, isBusy }),
      wanted,
      `${idle} of ${online}`,
    );
  }
});

Deno.test("signals follow a question to its first word, and a teacher settles worrying ones (M-4)", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.addStudent("Amy"),
    ben = await lesson.addStudent("Ben");
  const { monitor } = lesson.school.app;
  const { time } = lesson.school;
  const benOnline = await lesson.school.connectMember(ben);
  const activity = (who = amy) =>
    lesson.readStaffEntry<StudentActivity>("students", who.member);
  const { conversation, id } = await lesson.ask(amy, "I hate my life");
  const at = time.now;
  const worrying = { kind: "worrying" as const, at, conversation, message: id };
  assert.deepEqual(await activity(), {
    lastAt: at,
    turns: 1,
    minutes: { 0: 1 },
    conversation,
    asked: "I hate my life",
    askedAt: at,
    signals: [worrying],
  });
  time.now += 16_000;
  await monitor.checkAll();
  assert.deepEqual((await activity())?.signals, [
    worrying,
    { kind: "waiting", at, for: "answer" },
  ]);
  const puppet = await lesson.model.next();
  puppet.say("I am");
  await lesson.waitForTurns(conversation, ([, it]) => it?.text !== "");
  assert.deepEqual(await activity(), {
    lastAt: at,
    turns: 1,
    minutes: { 0: 1 },
    conversation,
    asked: "I hate my life",
    signals: [worrying],
  });
  await lesson.ask(amy, "What is a cell?", conversation);
  assert.deepEqual((await activity())?.signals, [worrying]);
  await assertRefused(monitor.dismissWorries(amy, amy.member), "not-allowed");
  await monitor.dismissWorries(lesson.teacher, amy.member);
  assert.deepEqual((await activity())?.signals, []);
  assert.equal(await activity(ben), undefined);
  time.now += 6 * 60_000;
  await monitor.checkAll();
  const idle = await activity(ben);
  assert.deepEqual([idle?.turns, idle?.signals.map(({ kind }) => kind)], [
    0,
    ["idle"],
  ]);
  await lesson.school.disconnectMember(ben, benOnline);
});

Deno.test("the board has a student's last question as one short line (M-4)", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.addStudent("Amy");
  const asked = async () =>
    (await lesson.readStaffEntry<StudentActivity>("students", amy.member))
      ?.asked;
  const text = `## Why\n\nis the **leaf** green? ${
    "Tell me more. ".repeat(30)
  }`;
  const { conversation } = await lesson.ask(amy, text);
  const line = await asked();
  assert.ok(line?.startsWith("Why is the leaf green? Tell me"), `${line}`);
  assert.equal(line?.length, maxPromptPreview);
  const puppet = await lesson.model.next();
  puppet.say("Because.");
  puppet.end();
  await lesson.waitForTurns(conversation, ([, it]) => it?.state === "done");
  const [, { id: message }] = await lesson.turns(conversation);
  const retry = { kind: "retry", conversation, message };
  assert.equal(await lesson.school.runCommand(amy, retry), null);
  assert.equal(await asked(), line);
});

Deno.test("any question becomes one short line, and a refused one none (M-4)", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.addStudent("Amy");
  const asked = async () =>
    (await lesson.readStaffEntry<StudentActivity>("students", amy.member))
      ?.asked;
  const hostile = [
    "\u202eevil\u2066\n\r\u2028\u2029\u0085lines\u200b",
    "😀".repeat(bounds.prompt / 2),
    "\u0301".repeat(bounds.prompt),
    "**".repeat(bounds.prompt / 2),
    `a${"\n".repeat(bounds.prompt - 3)}😀`,
  ];
  for (const text of hostile) {
    assert.equal((await lesson.ask(amy, text)).refused, null);
    const line = await asked() ?? "";
    assert.ok(line.length <= maxPromptPreview && line.isWellFormed(), line);
    assert.doesNotMatch(line, /[\n\r\u2028\u2029]/);
    lesson.school.time.now += 60_000;
  }
  const before = await asked();
  const { refused } = await lesson.ask(amy, "x".repeat(bounds.prompt + 1));
  assert.equal(refused, "too-long");
  assert.equal(await asked(), before);
});

Deno.test("the board shows who waits for an answer, the assistant or a teacher (M-4)", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.addStudent("Amy"),
    ben = await lesson.addStudent("Ben");
  const cleo = await lesson.addStudent("Cleo");
  const { school, model } = lesson;
  const { monitor } = school.app;
  const sockets = [];
  for (const who of [amy, ben, cleo]) {
    sockets.push(await school.connectMember(who));
  }
  const waits = async (who: typeof amy) => {
    await monitor.checkAll();
    const it = await lesson.readStaffEntry<StudentActivity>(
      "students",
      who.member,
    );
    return it?.signals.map(({ kind, for: what }) => `${kind} ${what}`) ?? [];
  };
  assert.equal(await school.runCommand(amy, { kind: "help", on: true }), null);
  school.time.now += 2 * 60_000;
  assert.deepEqual(await waits(amy), []);
  school.time.now += 1;
  assert.deepEqual(await waits(amy), ["waiting teacher"]);
  // Asking the assistant does not end it, lowering the hand does.
  await lesson.ask(amy, "What is a cell?");
  (await model.next()).say("A room.");
  assert.deepEqual(await waits(amy), ["waiting teacher"]);
  await runAct(school.app, lesson.teacher, "DELETE /help/:m", {
    m: amy.member,
  });
  const now = await lesson.readStaffEntry<StudentActivity>(
    "students",
    amy.member,
  );
  assert.deepEqual(now?.signals, []);

  const { conversation } = await lesson.ask(ben, "What is a leaf?");
  (await model.next()).fail(new ModelFailure("unreachable"));
  await lesson.waitForTurns(conversation, ([, it]) => it?.state === "failed");
  assert.deepEqual(await waits(ben), []);
  school.time.now += 15_001;
  assert.deepEqual(await waits(ben), ["waiting model"]);
  await lesson.ask(ben, "What is a leaf?", conversation);
  assert.ok(!(await waits(ben)).includes("waiting model"));
  (await model.next()).say("A leaf is");
  assert.ok(!(await waits(ben)).some((it) => it.startsWith("waiting")));

  // Without the assistant in use, a silent student is not idle.
  assert.deepEqual(await waits(cleo), []);
  for (const [at, who] of [amy, ben, cleo].entries()) {
    await school.disconnectMember(who, sockets[at]);
  }
});

Deno.test("with collection off only a raised hand is shown (ACCESS-2)", async () => {
  await using lesson = await Lesson.begin({ ask: { collect: false } });
  const amy = await lesson.addStudent("Amy");
  const { school } = lesson;
  const socket = await school.connectMember(amy);
  await lesson.ask(amy, "I want to die");
  await school.runCommand(amy, { kind: "help", on: true });
  school.time.now += 3 * 60_000;
  await school.app.monitor.checkAll();
  const it = await lesson.readStaffEntry<StudentActivity>(
    "students",
    amy.member,
  );
  assert.deepEqual(it?.signals.map(({ kind, for: what }) => [kind, what]), [
    ["waiting", "teacher"],
  ]);
  assert.deepEqual([it?.askedAt, it?.asked], [undefined, undefined]);
  await school.disconnectMember(amy, socket);
});

Deno.test("any act ends idleness, with collection off too; an anonymous vote has no time (M-4, ACCESS-2)", async () => {
  for (const collect of [true, false]) {
    await using lesson = await Lesson.begin({
      students: ["Amy", "Ben", "Cem", "Dan", "Eve"],
      ask: { collect },
    });
    const { school, teacher, students } = lesson;
    const [amy, ben, cem, dan, eve] = students;
    const { resources, monitor } = school.app;
    for (const who of students) await school.connectMember(who);
    const quiet = async () => {
      await monitor.checkAll();
      const all = await Promise.all(students.map(async ({ member }) => {
        const activity = await lesson.readStaffEntry<StudentActivity>(
          "students",
          member,
        );
        return activity?.signals.some(({ kind }) => kind === "idle");
      }));
      return all.flatMap((is, n) =>
        is ? ["Amy", "Ben", "Cem", "Dan", "Eve"][n] : []
      );
    };
    const poll = (anonymous: boolean) =>
      resources.share(teacher, {
        poll: { kind: "yes-no", question: "", anonymous, words: ["Y", "N"] },
      });
    const [secret, named] = [await poll(true), await poll(false)];
    const vote = (who: typeof amy, of: typeof secret) => {
      assert(of.kind === "poll");
      const [{ id: question, choices = [] }] = of.questions;
      const answer = [choices[0].id];
      if (of.anonymous) return school.castVote(who, of.id, answer);
      const answers = { [question]: answer };
      return school.runCommand(who, {
        kind: "answer",
        resource: of.id,
        answers,
      });
    };
    school.time.now += 6 * 60_000;
    assert.deepEqual(await quiet(), [], "nobody has done anything here");
    const say = (who: typeof amy, text: string) =>
      school.runCommand(who, { kind: "say", room: "main", text });
    assert.equal(await say(amy, "Hello"), null);
    assert.equal(await vote(ben, named), null);
    assert.equal(await vote(cem, secret), null);
    assert.equal(
      await school.runCommand(dan, { kind: "help", on: true }),
      null,
    );
    assert.deepEqual(await quiet(), ["Cem", "Eve"]);
    // A vote on a newer poll is an act since its start.
    assert.equal(await vote(cem, await poll(true)), null);
    assert.deepEqual(await quiet(), ["Eve"]);
    assert.equal(await lesson.readStaffEntry("acted", cem.member), undefined);
    assert.equal(
      await lesson.readStaffEntry("acted", amy.member),
      school.time.now,
    );
    school.time.now += 6 * 60_000;
    const page = documentNames.page(eve.session, newId());
    school.app.authority.onWrite(eve, page, school.time.now);
    assert.deepEqual(
      await quiet(),
      ["Amy", "Ben", "Cem", "Dan"].filter(
        // A raised hand waits for the teacher.
        (name) => name !== "Dan",
      ),
    );
  }
});

Deno.test("notes, worrying words, hands and join requests call a teacher (S-9)", () => {
  const early = {
    kind: "start",
    name: "Eva",
    at: 9,
  } as unknown as WaitingEntry;
  const attention = findAttention({
    help: [{ member: "amy", room: "main", at: 1 }],
    waiting: {
      one: { kind: "new", name: "Finn", at: 2 },
      two: {
        kind: "observe",
        teacher: "t",
        email: "h@x.org",
        name: "Mr Ho",
        at: 3,
      },
      early,
    },
    byName: { three: { member: "ben", at: 4 } },
    students: {
      amy: {
        signals: [
          { kind: "worrying", at: 7 },
          { kind: "worrying", at: 6 },
          { kind: "waiting", at: 5, for: "teacher" },
        ],
      },
      ben: { signals: [{ kind: "off-task", at: 8 }] },
    },
    notes: { amy: { since: 10 }, ben: {} },
  });
  assert.deepEqual(Object.fromEntries(attention), {
    "note-amy": 10,
    "words-amy": 6,
    "hand-amy": 1,
    "door-one": 2,
    "door-two": 3,
    "door-three": 4,
  });
});

Deno.test("a claim covers one call alone (S-9)", () => {
  const taken = { by: "wu", at: 5, of: 1 };
  assert.equal(claimantOf(taken, 1), "wu");
  assert.equal(claimantOf(taken, 2), undefined);
  assert.equal(claimantOf(taken, undefined), undefined);
  assert.equal(claimantOf(undefined, undefined), undefined);
});

/** A class whose co-teachers and observers join by `come`. */
async function begin() {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  const come = async (name: string, as: "moderator" | "observer") => {
    const id = newId();
    const email = `${id}@example.org`;
    await app.kv.set(["account", id], {
      id,
      name,
      email,
      createdAt: 0,
      granted: true,
    });
    await app.kv.set(["account-by-email", email], id);
    await app.colleagues.invite(teacher, email, as);
    const account: Teacher = { id, name, email, plan: true };
    if (as === "observer") {
      const { from } = school.newBrowser();
      await app.joinRequests.requestJoin(account, { code: session.code }, from);
    }
    const who = await app.identities.findStaff(session.id, account);
    assert(who);
    return Object.assign(who, { email });
  };
  const holder = async (key: string) =>
    (await lesson.readStaffEntry<AttentionClaim>("taken", key))?.by;
  return { lesson, come, holder };
}

Deno.test("of two concurrent claims one holds, and can be given back (S-9)", async () => {
  const { lesson, come, holder } = await begin();
  await using _ = lesson;
  const { school, teacher, students: [amy, ben] } = lesson;
  const { attentionClaims } = school.app;
  const wu = await come("Ms Wu", "moderator");
  const ho = await come("Mr Ho", "observer");
  const key = `hand-${amy.member}`;
  await assertRefused(attentionClaims.claim(wu, key), "not-found");
  await school.runCommand(amy, { kind: "help", on: true });
  const [one, other] = await Promise.all([
    attentionClaims.claim(wu, key),
    attentionClaims.claim(teacher, key),
  ]);
  assert.deepEqual(one, other);
  assert.equal(one.by, wu.member);
  assert.equal(one.name, "Ms Wu");
  for (const who of [ho, ben, amy]) {
    await assertRefused(attentionClaims.claim(who, key), "not-allowed");
    await assertRefused(attentionClaims.release(who, key), "not-allowed");
  }
  await assertRefused(attentionClaims.release(teacher, key), "not-allowed");
  await attentionClaims.release(wu, key);
  await attentionClaims.release(wu, key);
  assert.equal(await holder(key), undefined);
  assert.equal((await attentionClaims.claim(teacher, key)).by, teacher.member);

  await school.runCommand(amy, { kind: "help", on: false });
  school.time.now += 1000;
  await school.runCommand(amy, { kind: "help", on: true });
  assert.equal((await attentionClaims.claim(wu, key)).by, wu.member);
});

Deno.test("a claim ends after two minutes offline, and with its seat (S-9)", async () => {
  const { lesson, come, holder } = await begin();
  await using _ = lesson;
  const { school, teacher, students: [amy] } = lesson;
  const { colleagues, monitor, attentionClaims } = school.app;
  const wu = await come("Ms Wu", "moderator");
  const key = `words-${amy.member}`;
  const mine = await school.connectMember(teacher);
  let theirs = await school.connectMember(wu);
  await lesson.ask(amy, "I hate my life");
  await attentionClaims.claim(wu, key);
  const look = async (after: number) => {
    school.time.now += after;
    await monitor.checkAll();
    return await holder(key);
  };
  assert.equal(await look(10 * 60_000), wu.member, "who is here keeps it");
  await school.disconnectMember(wu, theirs);
  assert.equal(await look(0), wu.member);
  assert.equal(await look(119_000), wu.member);
  theirs = await school.connectMember(wu);
  assert.equal(await look(60_000), wu.member, "they are back");
  await school.disconnectMember(wu, theirs);
  assert.equal(await look(0), wu.member);
  assert.equal(await look(120_000), undefined);

  await attentionClaims.claim(wu, key);
  await colleagues.withdraw(teacher, wu.email, "moderator");
  assert.equal((await attentionClaims.claim(teacher, key)).by, teacher.member);
  assert.equal(await look(0), teacher.member);
  await monitor.dismissWorries(teacher, amy.member);
  assert.equal(await look(0), undefined);
  await school.disconnectMember(teacher, mine);
});
