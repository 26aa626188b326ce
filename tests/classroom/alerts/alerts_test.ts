/** A second adult is alerted about what nobody of the staff takes: once, in time, without names or words (T-2). */
import assert from "node:assert/strict";
import type {
  OutgoingAlert,
  SingleAlert,
} from "../../../classroom/alerts/alert_messages.ts";
import type { Alert } from "../../../classroom/model/alert_entries.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { alertsOf, causeClaims } from "../../../classroom/model/staff_roots.ts";
import { readAlerts } from "../../../classroom/record/alert_record.ts";
import { runAct } from "../asking.ts";
import { eventually } from "../../people.ts";
import { Lesson } from "../lesson.ts";
import { School } from "../school.ts";

const second = 1000, minute = 60 * second;

type FailDelivery = (
  alert: OutgoingAlert,
  channel: string,
) => Error | null | Promise<Error | null>;

/** A class whose alerts are kept here; `fails` gives the error of the next delivery. */
async function begin(
  { fails = () => null, staff = true }: {
    fails?: FailDelivery;
    staff?: boolean;
  } = {},
) {
  const got: { channel: string; alert: OutgoingAlert }[] = [];
  const receive = (channel: string) => async (alert: OutgoingAlert) => {
    const error = await fails(alert, channel);
    if (error) throw error;
    got.push({ channel, alert });
  };
  const alertSenders = { mail: receive("mail"), webhook: receive("webhook") };
  const lesson = await Lesson.begin({
    students: ["Amy", "Ben"],
    hooks: { alertSenders, report: () => {} },
  });
  const { school, session, teacher, students: [amy, ben] } = lesson;
  const { app, time } = school;
  if (staff) await school.connectMember(teacher);
  /** Advances the clock, and sends what is due. */
  const later = async (ms: number) => {
    time.now += ms;
    await app.alerts.sendDue();
    return got.map(({ channel }) => channel).sort().join(" ");
  };
  const write = (who: Identity, text = "I am scared") =>
    school.runCommand(who, { kind: "note", text });
  const take = (m: string, what = "note") =>
    runAct(app, teacher, "PUT /taken/:key", { key: `${what}-${m}` });
  const release = (m: string) =>
    runAct(app, teacher, "DELETE /taken/:key", { key: `note-${m}` });
  const recorded = (): Promise<Alert[]> =>
    lesson.read(
      names.staff(session.id),
      (doc) => [...alertsOf(doc).values()],
    );
  const left = () => countLeft(school);
  return {
    ...{ lesson, school, app, time, session, teacher, amy, ben, got },
    ...{ later, write, take, release, recorded, left },
  };
}

/** Alerts and messages that wait. */
async function countLeft({ app }: School): Promise<number> {
  let count = 0;
  for (const name of ["alert", "alert-mail", "alert-webhook"]) {
    const all = await Array.fromAsync(app.kv.list({ prefix: [name] }));
    count += all.length;
  }
  return count;
}

Deno.test("a note that nobody takes in five minutes alerts each channel once (T-2)", async () => {
  const it = await begin();
  await using _ = it.lesson;
  const at = it.time.now;
  await it.write(it.amy);
  assert.equal(await it.later(minute), "");
  assert.equal(await it.later(4 * minute - 1), "");
  assert.equal(await it.later(1), "mail webhook");
  assert.equal(await it.later(60 * minute), "mail webhook", "never again");
  const [{ alert }, other] = it.got;
  assert.equal(other.alert.id, alert.id, "one id in both");
  assert.deepEqual(alert, {
    id: alert.id,
    session: it.session.id,
    at: at + 5 * minute,
    because: "not-taken",
    causes: [{ kind: "note", since: at }],
    isSummary: false,
  });
  const [noted] = await it.recorded();
  assert.deepEqual(noted.sent, {
    mail: at + 5 * minute,
    webhook: at + 5 * minute,
  });
  assert.equal(await it.left(), 0);
  it.time.now += minute;
  await it.take(it.amy.member);
  const [{ causes }] = await readAlerts(it.app.sync, it.teacher);
  const [{ student, claims }] = causes;
  assert.deepEqual(
    [
      student.name,
      claims.map(({ teacher, takenAt }) => [teacher.name, takenAt]),
    ],
    ["Amy", [["Ms Lin", it.time.now]]],
    "who took it then is in the record",
  );
});

Deno.test("what a student adds after an alert causes another one (T-2)", async () => {
  const it = await begin();
  await using _ = it.lesson;
  await it.write(it.amy);
  assert.equal(await it.later(5 * minute), "mail webhook");
  it.time.now += second;
  await it.write(it.amy, "it is getting worse");
  assert.equal(await it.later(10 * minute), "mail webhook", "not so soon");
  assert.equal(await it.later(5 * minute), "mail mail webhook webhook");
  assert.equal(await it.later(60 * minute), "mail mail webhook webhook");
});

Deno.test("an alert that nothing could send in twelve hours is noted as failed (T-2)", async () => {
  const it = await begin({ fails: () => new Error("no network") });
  await using _ = it.lesson;
  await it.write(it.amy);
  assert.equal(await it.later(5 * minute), "");
  // As if no server had run meanwhile.
  assert.equal(await it.later(13 * 60 * minute), "");
  const [{ sent, failed }] = await it.recorded();
  assert.deepEqual([sent, Object.keys(failed ?? {}).sort()], [
    undefined,
    ["mail", "webhook"],
  ]);
  assert.equal(await it.left(), 0);
});

Deno.test("an alert comes at once if no staff is there, and not if they came back meanwhile (T-2)", async () => {
  const it = await begin({ staff: false });
  await using _ = it.lesson;
  await it.write(it.amy);
  await it.school.connectMember(it.teacher);
  assert.equal(await it.later(15 * second), "", "a page that loads again");
  const alone = await begin({ staff: false });
  await using __ = alone.lesson;
  await alone.write(alone.amy);
  assert.equal(await alone.later(15 * second), "mail webhook");
  assert.equal((alone.got[0].alert as SingleAlert).because, "no-staff");
});

Deno.test("an observer or a student who is there is no staff (T-2)", async () => {
  const it = await begin({ staff: false });
  await using _ = it.lesson;
  await it.school.connectMember(it.ben);
  await it.write(it.amy);
  assert.equal(await it.later(15 * second), "mail webhook");
});

Deno.test("what is taken, answered or dealt with in time alerts nobody (T-2)", async () => {
  const ways: [string, (it: Awaited<ReturnType<typeof begin>>) => unknown][] = [
    ["taken", (it) => it.take(it.amy.member)],
    [
      "answered",
      ({ app, teacher, amy }) =>
        runAct(app, teacher, "POST /notes/:m", {
          m: amy.member,
          id: newId(),
          text: "Coming",
        }),
    ],
    [
      "dealt with",
      ({ app, teacher, amy }) => app.notes.settle(teacher, amy.member),
    ],
  ];
  for (const [way, act] of ways) {
    const it = await begin();
    await using _ = it.lesson;
    await it.write(it.amy);
    await it.later(5 * minute - 1);
    const takenAt = it.time.now;
    await act(it);
    assert.equal(await it.later(60 * minute), "", way);
    const claims = await it.lesson.read(
      names.staff(it.session.id),
      (doc) => [...causeClaims(doc).values()],
    );
    assert.deepEqual(
      claims.map(({ key, by, at }) => [key, by, at]),
      [[`note-${it.amy.member}`, it.teacher.member, takenAt]],
      `${way} is kept, with who and when`,
    );
  }
});

Deno.test("a note that is given back waits five minutes anew (T-2, S-9)", async () => {
  const it = await begin();
  await using _ = it.lesson;
  await it.write(it.amy);
  await it.take(it.amy.member);
  assert.equal(await it.later(10 * minute), "");
  await it.release(it.amy.member);
  assert.equal(await it.later(5 * minute - 1), "");
  assert.equal(await it.later(1), "mail webhook");
});

Deno.test("worrying words alert like a note, and a student's flood of them is one cause (T-2, M-4)", async () => {
  const it = await begin();
  await using _ = it.lesson;
  for (let n = 0; n < 25; n++) {
    await it.lesson.askAndAnswer(it.amy, `I want to kill myself ${n}`, "No");
    it.time.now += 10 * second;
  }
  assert.equal(await it.later(minute), "mail webhook");
  assert.equal(await it.later(60 * minute), "mail webhook");
  const { causes } = it.got[0].alert as SingleAlert;
  assert.deepEqual(causes.map(({ kind }) => kind), ["words"]);
});

Deno.test("a failing receiver gets the same id again, and the other channel does not wait (T-2)", async () => {
  let failures = 3;
  const seen: string[] = [];
  const it = await begin({
    fails: ({ id }, channel) => {
      if (channel !== "webhook") return null;
      seen.push(id);
      return failures-- > 0 ? new Error("status 500") : null;
    },
  });
  await using _ = it.lesson;
  await it.write(it.amy);
  assert.equal(await it.later(5 * minute), "mail");
  assert.equal(await it.later(14 * second), "mail");
  for (const ms of [second, minute, 5 * minute]) await it.later(ms);
  assert.equal(await it.later(0), "mail webhook");
  assert.equal(seen.length, 4);
  assert.equal(new Set(seen).size, 1);
});

Deno.test("a webhook that never answers delays no mail (T-2)", async () => {
  const hangs = Promise.withResolvers<null>();
  const it = await begin({
    fails: (_, channel) => channel === "webhook" ? hangs.promise : null,
  });
  await using _ = it.lesson;
  const rounds: Promise<void>[] = [];
  // More than are sent at the same time.
  for (let n = 1; n <= 5; n++) {
    await it.write(await it.lesson.addStudent(`Student ${n}`));
    it.time.now += 5 * minute;
    rounds.push(it.app.alerts.sendDue());
    await eventually(
      () => Promise.resolve(it.got.length),
      (count) => count === n,
      `mail ${n} came`,
    );
  }
  assert(it.got.every(({ channel }) => channel === "mail"));
  hangs.resolve(null);
  await Promise.all(rounds);
  assert.equal(it.got.length, 10);
});

/** A class whose store went away when its first alerts were sent; `comeBack` ends that. */
async function beginWithLostStore() {
  let isAway = false;
  const it = await begin({ fails: () => (isAway = true, null) });
  const { sync } = it.app, decide = sync.decide.bind(sync);
  sync.decide = (...given) =>
    isAway ? Promise.reject(new Error("the store is away")) : decide(...given);
  await it.write(it.amy);
  assert.equal(await it.later(5 * minute), "mail webhook");
  assert.equal(await it.left(), 2);
  return { ...it, comeBack: () => isAway = false };
}

Deno.test("an alert sent while the store is away is not sent again, and is noted later (T-2)", async () => {
  const it = await beginWithLostStore();
  await using _ = it.lesson;
  const sentAt = it.time.now;
  // The claims have ended.
  assert.equal(await it.later(10 * minute), "mail webhook");
  it.comeBack();
  await eventually(it.left, (count) => count === 0, "both were noted");
  const [{ sent }] = await it.recorded();
  assert.deepEqual(sent, { mail: sentAt, webhook: sentAt });
  assert.equal(it.got.length, 2);
});

Deno.test("a stopping server notes what the store had not taken, so it is sent once (T-2)", async () => {
  const it = await beginWithLostStore();
  await using _ = it.lesson;
  it.comeBack();
  await it.app.stopDeliveries();
  assert.equal(await it.left(), 0);
  const [{ sent }] = await it.recorded();
  assert.deepEqual(Object.keys(sent ?? {}).sort(), ["mail", "webhook"]);
});

Deno.test("a stopping server finishes what it is sending, which is sent once (T-2)", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/kv`;
  const begun = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  let got = 0;
  const hooks = {
    alertSenders: {
      mail: () => (got++, begun.resolve(), answer.promise),
    },
  };
  const lesson = await Lesson.begin({ students: ["Amy"], path, hooks });
  const { school, session, students: [amy] } = lesson;
  await school.runCommand(amy, { kind: "note", text: "Help" });
  school.time.now += 5 * minute;
  const round = school.app.alerts.sendDue();
  await begun.promise;
  const stopped = lesson[Symbol.asyncDispose]();
  answer.resolve();
  await Promise.all([stopped, round]);
  const later = await School.open(path, school.time.now + 60 * minute, hooks);
  await later.app.alerts.sendDue();
  assert.equal(got, 1);
  const [alert] = await later.app.sync.read(
    session.id,
    [names.staff(session.id)],
    ({ doc }) => [...alertsOf(doc(names.staff(session.id))).values()],
  );
  assert(alert.sent?.mail);
  await later[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("beyond the bound of all classes alerts are joined, and the record says where (T-2)", async () => {
  const it = await begin({ staff: false });
  await using _ = it.lesson;
  const { app, school, time, session } = it;
  for (const channel of ["mail", "webhook"]) {
    const singles = Array(39).fill(time.now);
    // The next joint message may come in 31 seconds.
    const jointAt = time.now + 31 * second - 5 * minute;
    await app.kv.set(["alert-pace", channel], { singles, jointAt });
  }
  await it.write(it.amy);
  await it.write(it.ben);
  assert.equal(await it.later(15 * second), "mail webhook");
  await it.lesson.endClass();
  const other = await school.createSession();
  const browser = school.newBrowser();
  await browser.join(other.code, "Cem");
  await it.write((await browser.identityIn(other.id))!);
  assert.equal(await it.later(16 * second - 1), "mail webhook");
  assert.equal(await it.later(1), "mail mail webhook webhook");
  const [single, joint] = it.got.filter(({ channel }) => channel === "mail")
    .map(({ alert }) => alert);
  assert.equal((single as SingleAlert).session, session.id);
  assert("classes" in joint);
  assert.deepEqual(joint.classes, [
    { session: session.id, count: 1 },
    { session: other.id, count: 1 },
  ]);
  const recorded = await it.recorded();
  assert.deepEqual(
    recorded.map(({ joint }) => joint?.mail).sort(),
    [joint.id, undefined],
  );
  assert(recorded.every(({ sent }) => sent?.mail && sent.webhook));
  assert.equal(await it.left(), 0);
});

Deno.test("a receiver that is away for good is given up after twelve hours, and that is recorded (T-2)", async () => {
  let tries = 0;
  const it = await begin({
    fails: (_, channel) =>
      channel === "mail" ? null : (tries++, new Error("down")),
  });
  await using _ = it.lesson;
  await it.write(it.amy);
  await it.later(5 * minute);
  for (let n = 0; n < 60; n++) await it.later(15 * minute);
  assert(tries > 10 && tries < 60, `${tries} tries`);
  const [{ sent, failed }] = await it.recorded();
  assert(sent?.mail && failed?.webhook && !sent.webhook);
  assert.equal(await it.left(), 0);
});

Deno.test("what was erased or deleted alerts nobody (T-2, O-3)", async () => {
  let isDown = true;
  const it = await begin({ fails: () => isDown ? new Error("down") : null });
  await using _ = it.lesson;
  await it.write(it.amy);
  await it.write(it.ben);
  await it.later(5 * minute);
  assert.equal(await it.left(), 4);
  await it.app.erasure.erase(it.teacher, it.amy.member);
  isDown = false;
  assert.equal(await it.later(minute), "mail webhook", "Ben's alone");
  const text = JSON.stringify(await it.recorded());
  assert(!text.includes(it.amy.member) && text.includes(it.ben.member));
  isDown = true;
  await it.write(it.ben, "more");
  await it.app.notes.settle(it.teacher, it.ben.member);
  it.time.now += second;
  await it.write(it.ben, "again");
  await it.later(5 * minute);
  assert.equal(await it.left(), 2);
  await it.app.deletion.deleteSession(it.session.id);
  isDown = false;
  assert.equal(await it.later(60 * minute), "mail webhook");
  assert.equal(await it.left(), 0);
  assert.deepEqual(
    await Array.fromAsync(it.app.kv.list({ prefix: ["alerts-due"] })),
    [],
  );
});

Deno.test("a note at the end of a class alerts after it (T-2)", async () => {
  const it = await begin();
  await using _ = it.lesson;
  await it.write(it.amy);
  await it.lesson.endClass();
  assert.equal(await it.later(5 * minute), "mail webhook");
});

Deno.test("an alert survives a restart at every step, once (T-2)", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/kv`;
  const got: string[] = [];
  const hooks = (isUp: boolean) => ({
    report: () => {},
    alertSenders: {
      mail: ({ id }: OutgoingAlert) =>
        isUp
          ? (got.push(id), Promise.resolve())
          : Promise.reject(new Error("down")),
    },
  });
  const lesson = await Lesson.begin({
    students: ["Amy"],
    path,
    hooks: hooks(false),
  });
  await lesson.school.connectMember(lesson.teacher);
  await lesson.school.runCommand(lesson.students[0], {
    kind: "note",
    text: "Help",
  });
  const now = lesson.school.time.now;
  await lesson[Symbol.asyncDispose]();
  // Down when it became due, then up with a receiver that is away, then with one that is there.
  const steps: [number, boolean][] = [[6, false], [7, true], [8, true]];
  for (const [minutes, isUp] of steps) {
    const at = now + minutes * minute;
    const school = await School.open(path, at, hooks(isUp));
    await using _ = school;
    await school.app.alerts.sendDue();
  }
  assert.equal(got.length, 1);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("students can write no alert and no claim (T-2, SYNC-13)", async () => {
  const it = await begin();
  await using _ = it.lesson;
  const staff = names.staff(it.session.id);
  const socket = await it.school.connect(it.amy, staff);
  assert.equal(await socket.registered, false);
  for (
    const forged of [
      { kind: "note", text: "Hi", from: it.ben.member },
      { kind: "note", text: "Hi", member: it.ben.member },
      { kind: "alert", key: `note-${it.ben.member}` },
    ]
  ) assert.equal(await it.school.runCommand(it.amy, forged), "malformed");
  await it.write(it.amy);
  await it.later(5 * minute);
  const causes = (await it.recorded()).flatMap((alert) => alert.causes);
  assert.deepEqual(causes.map(({ key }) => key), [`note-${it.amy.member}`]);
});

Deno.test("without a second adult nothing is queued or recorded, but who took a note (T-2)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  await using _ = lesson;
  const { school: { app, time }, students: [amy], teacher } = lesson;
  await lesson.school.runCommand(amy, { kind: "note", text: "Help" });
  time.now += 6 * minute;
  await app.alerts.sendDue();
  assert.equal(await countLeft(lesson.school), 0);
  assert.deepEqual(
    await Array.fromAsync(app.kv.list({ prefix: ["alerts-due"] })),
    [],
  );
  await runAct(app, teacher, "PUT /taken/:key", { key: `note-${amy.member}` });
  const claims = await lesson.read(
    names.staff(lesson.session.id),
    (doc) => causeClaims(doc).size,
  );
  assert.equal(claims, 1);
});
