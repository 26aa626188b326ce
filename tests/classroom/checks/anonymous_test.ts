import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { choosePick, pickBody } from "../../../classroom/checks/picks.ts";
import {
  readVoteBatches,
  sumVotes,
} from "../../../classroom/checks/poll_counts.ts";
import { shareBody } from "../../../classroom/library/resource_bodies.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { sumCounts } from "../../../classroom/model/resources/results.ts";
import { answerSheetKey } from "../../../classroom/model/resources_layout.ts";
import { makeSeededRandom } from "../../../classroom/model/seeded_random.ts";
import { answerSheets } from "../../../classroom/model/staff_roots.ts";
import { readResourceRecord } from "../../../classroom/record/resource_record.ts";
import { kvKeys } from "../../../classroom/storage/kv_keys.ts";
import { answersPart } from "../../../exports/answers.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { propertyOptions } from "../../random.ts";
import { runAct } from "../asking.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused } from "../school.ts";
import { beginPollLesson } from "./poll_lesson.ts";

type Counts = Readonly<Record<string, number>>;

/** A poll, and all counts of it that staff or students can see. */
async function toldPoll(students: number) {
  const given = await beginPollLesson({ students, kind: "letters" });
  const { lesson, app, teacher, poll, view, inClass } = given;
  const tellings = async (): Promise<Counts[]> => {
    const recorded = await readResourceRecord(app, teacher, poll.id);
    const staff = await lesson.readStaffEntry<{ counts?: Counts }>(
      "resources",
      poll.id,
    );
    return [
      (await view()).counts ?? {},
      recorded.questions[0].counts ?? {},
      (await inClass() ?? {}).results?.[0].counts ?? {},
      staff?.counts ?? {},
    ];
  };
  return { ...given, tellings };
}

Deno.test("closing and reopening reveals nothing, and 21 votes show the first 15 (R-4)", async () => {
  const { lesson, vote, view, change } = await beginPollLesson({
    students: 21,
    kind: "letters",
  });
  await using _ = lesson;
  const seen: number[] = [];
  for (let n = 0; n < 21; n++) {
    await vote(n, n % 3);
    for (const closed of [true, false]) {
      await change({ closed });
      const { answered, counts = {} } = await view();
      assert.equal(answered, n + 1);
      seen.push(sumCounts(counts));
    }
  }
  assert.deepEqual([...new Set(seen)], [0, 5, 10, 15]);
  const shown = await change({ showResults: true });
  assert.equal(sumCounts(shown.questions[0].counts!), 21);
  for (const closed of [false, true]) await change({ closed }).catch(() => {});
  assert.equal(sumCounts((await view()).counts!), 21);
});

Deno.test("after the class all votes are shown (R-4)", async () => {
  const { lesson, app, school, vote, view } = await beginPollLesson({
    students: 7,
    kind: "letters",
  });
  await using _ = lesson;
  for (let n = 0; n < 7; n++) await vote(n, 0);
  assert.deepEqual((await view()).counts, {});
  await app.sessions.end(school.teacher, lesson.session.id, { now: true });
  assert.equal(sumCounts((await view()).counts!), 7);
});

Deno.test("words are shown and stored in an order independent of their votes (R-4)", async () => {
  const { lesson, app, vote, view, poll } = await beginPollLesson({
    students: 10,
  });
  await using _ = lesson;
  const words = ["zebra", "yak", "wolf", "vole", "toad"];
  for (let n = 0; n < 10; n++) await vote(n, words[n % 5]);
  const batches = await readVoteBatches(app.kv, lesson.session.id, poll.id);
  assert.equal(batches.length, 2);
  for (
    const counts of [...batches.map((it) => it.counts), (await view()).counts!]
  ) {
    assert.deepEqual(Object.keys(counts), words.toReversed());
  }
});

Deno.test("a poll with votes of an older version accepts more and shows all of them (R-4)", async () => {
  const { lesson, app, poll, vote, change } = await beginPollLesson({
    students: 8,
    kind: "letters",
  });
  await using _ = lesson;
  const { session: { id: s }, students } = lesson;
  const [{ choices = [] }] = poll.questions, [a, b] = choices;
  // As earlier versions stored it: one count without batches, and the voters.
  await app.kv.set(kvKeys.voteBatch(s, poll.id), { [a.id]: 2, [b.id]: 1 });
  const staff = names.staff(s);
  const earlier = students.slice(0, 3);
  await app.sync.decide(s, [staff], (tx) => {
    for (const { member } of earlier) {
      answerSheets(tx.doc(staff)).set(answerSheetKey(poll.id, member), true);
    }
  });
  assert.equal(await vote(0, 1), "already-answered");
  for (let n = 3; n < 8; n++) assert.equal(await vote(n, 1), null);
  const { questions: [shown] } = await change({ showResults: true });
  assert.deepEqual(shown.counts, { [a.id]: 2, [b.id]: 6 });
  assert.equal(shown.answered, 8);
});

/** Events between votes. */
const acts = [
  "close",
  "open",
  "show",
  "erase",
  "merge",
  "leave",
  "take back",
] as const;

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("vote" as const), of: fc.nat(3) }),
  },
  fc.record({ kind: fc.constantFrom(...acts), of: fc.nat(22) }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("look" as const), of: fc.nat(0) }),
  },
);

Deno.test("any two counts shown are equal or at least five votes apart (R-4)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60 }),
      fc.boolean(),
      async (steps, ends) => {
        const { lesson, app, teacher, poll, vote, change, tellings } =
          await toldPoll(23);
        await using _ = lesson;
        const told = new Map<string, Counts>();
        const look = async () => {
          for (const counts of await tellings()) {
            told.set(JSON.stringify(Object.entries(counts).sort()), counts);
          }
        };
        let next = 0;
        const does: Record<
          (typeof acts)[number] | "vote" | "look",
          (of: number) => Promise<unknown>
        > = {
          vote: async (of) => next < 23 && await vote(next++, of),
          look: () => Promise.resolve(),
          close: () => change({ closed: true }),
          open: () => change({ closed: false }),
          // Rare, because it ends the poll.
          show: async (of) => of > 19 && await change({ showResults: true }),
          erase: (of) => app.erasure.erase(teacher, lesson.students[of].member),
          merge: (of) =>
            app.membership.mergeMember(teacher, lesson.students[of].member, {
              member: lesson.students[0].member,
            }),
          leave: (of) =>
            app.membership.removeMember(teacher, lesson.students[of].member),
          "take back": async () => {
            await app.resources.takeBack(teacher, poll.id);
            await look();
            await app.resources.restore(teacher, poll.id);
          },
        };
        for (const { kind, of } of steps) {
          // A refusal reveals nothing.
          await does[kind](of).catch(() => {});
          if (kind !== "vote") await look();
        }
        await look();
        if (ends) {
          await lesson.endClass();
          await look();
        }
        await change({ showResults: true }).catch(() => {});
        await look();
        const all = [...told.values()].sort((a, b) =>
          sumCounts(a) - sumCounts(b)
        );
        for (const [n, later] of all.entries()) {
          for (const earlier of all.slice(0, n)) {
            assert.ok(
              sumCounts(later) - sumCounts(earlier) >= 5,
              `${JSON.stringify(earlier)} and ${JSON.stringify(later)}`,
            );
          }
        }
      },
    ),
    propertyOptions("an anonymous poll", 25),
  );
});

async function wordLesson(students: number, anonymous: boolean) {
  const given = await beginPollLesson({ students, anonymous });
  const hide = (text: string, hidden = true) =>
    given.change({ words: [{ text, hidden }] });
  return { ...given, say: given.vote, hide };
}

Deno.test("a hidden word is in no document of students, in any spelling (R-4)", async () => {
  const { lesson, say, change, hide, view, inClass } = await wordLesson(
    6,
    false,
  );
  await using _ = lesson;
  await say(0, "Fair");
  await say(1, "ＲＵＤＥ");
  await say(2, "rude ");
  await say(3, "fair");
  const { questions: [hidden] } = await hide(" Rude");
  assert.deepEqual(hidden.hiddenWords, ["rude"]);
  assert.deepEqual(
    hidden.counts,
    { Fair: 2, ＲＵＤＥ: 2 },
    "the teacher sees it",
  );
  const isIn = (it: unknown) =>
    /rude/i.test(JSON.stringify(it).normalize("NFKC"));
  assert(!isIn(await inClass()));
  await say(4, "rude");
  await change({ showResults: true });
  const shown = await inClass();
  assert.deepEqual(shown.results![0].counts, { Fair: 2 });
  assert.equal(shown.results![0].answered, 2, "bars add up");
  assert(!isIn(shown));
  assert.deepEqual((await view()).counts, { Fair: 2, rude: 3 });
  await hide("fair");
  assert.deepEqual((await inClass()).results![0], {
    ...shown.results![0],
    answered: 0,
    counts: {},
  });
  await hide("fair", false);
  await hide("RUDE", false);
  assert.equal((await view()).hiddenWords, undefined);
  assert.deepEqual((await inClass()).results![0].counts, { Fair: 2, rude: 3 });
  assert.equal((await inClass()).results![0].answered, 5);
});

Deno.test("hiding a word of an anonymous poll reveals no vote (R-4)", async () => {
  const { lesson, app, poll, say, change, hide, view, inClass } =
    await wordLesson(21, true);
  await using _ = lesson;
  const seen = new Set<number>();
  for (let n = 0; n < 21; n++) {
    await say(n, n % 7 === 0 ? "rude" : ["calm", "tired"][n % 2]);
    for (const hidden of [true, false]) {
      await hide("rude", hidden);
      const { answered, counts = {} } = await view();
      assert.equal(answered, n + 1);
      seen.add(sumCounts(counts));
    }
  }
  await hide("rude");
  assert.deepEqual([...seen], [0, 5, 10, 15], "by fives, hidden or not");
  const { questions: [told] } = await change({ showResults: true });
  assert.deepEqual(told.counts, { calm: 9, rude: 3, tired: 9 });
  const result = async () => (await inClass()).results![0];
  assert.deepEqual((await result()).counts, { calm: 9, tired: 9 });
  assert.equal((await result()).answered, 18);
  assert.equal(
    (await readVoteBatches(app.kv, lesson.session.id, poll.id)).length,
    0,
  );
  await hide("rude", false);
  assert.deepEqual(
    (await result()).counts,
    told.counts,
    "and it is there again",
  );
  assert.equal((await result()).answered, 21);
  await hide("tired");
  assert.deepEqual((await result()).counts, { calm: 9, rude: 3 });
});

Deno.test("with fewer than five votes no word is shown, hidden or not (R-4)", async () => {
  const { lesson, say, change, hide, inClass } = await wordLesson(4, true);
  await using _ = lesson;
  for (let n = 0; n < 4; n++) await say(n, "rude");
  await change({ showResults: true });
  await hide("rude");
  const { answered, counts } = (await inClass()).results![0];
  assert.deepEqual([answered, counts], [4, {}]);
});

Deno.test("only its teacher hides words of a word poll, within bounds (R-4)", async () => {
  const { lesson, app, teacher, poll, change, hide, say } = await wordLesson(
    2,
    false,
  );
  await using _ = lesson;
  const letters = await app.resources.share(teacher, {
    poll: { kind: "letters", question: "", anonymous: true, words: ["Y", "N"] },
  });
  const words = [{ text: "a", hidden: true }];
  await assertRefused(
    app.resources.change(teacher, letters.id, { words }),
    "not-found",
  );
  await assertRefused(
    app.resources.change(lesson.students[0], poll.id, { words }),
    "not-allowed",
  );
  const many = Array.from({ length: bounds.hiddenWords }, (_, n) => ({
    text: `word ${n}`,
    hidden: true,
  }));
  await change({ words: many });
  await hide("Word 3");
  await assertRefused(hide("one more"), "conflict");
  await hide("word 3", false);
  await hide("one more");
  await say(0, "__proto__");
  await hide("word 4", false);
  const { questions: [{ hiddenWords }] } = await hide("__PROTO__");
  assert(hiddenWords!.includes("proto"), "by the key that it is counted by");
});

Deno.test("the record has the hidden words, but not an erased author's (R-8, O-3)", async () => {
  const { lesson, app, teacher, say, hide, view } = await wordLesson(3, false);
  await using _ = lesson;
  await say(0, "fair");
  await say(1, "rude");
  await say(2, "Mr Ko");
  await hide("rude");
  await hide("mr ko");
  const session = await app.sessions.view(
    lesson.school.teacher,
    lesson.session.id,
  );
  const part = await answersPart(
    { app, who: teacher, view: session, zone: "UTC" } as Parameters<
      typeof answersPart
    >[0],
  );
  const pieces = JSON.stringify(await Array.fromAsync(part.pieces()));
  assert.match(pieces, /"rude \(hidden\)"/);
  const { resources: [{ questions: [question] }] } = part.head as unknown as {
    resources: { questions: { hiddenWords?: string[] }[] }[];
  };
  assert.deepEqual(question.hiddenWords, ["rude", "mr ko"]);
  await app.erasure.erase(teacher, lesson.students[2].member);
  assert.deepEqual((await view()).hiddenWords, ["rude"]);
});

Deno.test("a vote counts once, while its poll takes it, and a refused one can be cast again (R-4)", async () => {
  const { lesson, app, teacher, poll, view, change } = await beginPollLesson({
    students: 4,
    kind: "letters",
  });
  await using _ = lesson;
  const [amy, ben, cem, dan] = lesson.students;
  const share = async (ask: Record<string, unknown>) => {
    const shared = await app.resources.share(
      teacher,
      shareBody.parse({ poll: ask }),
    );
    assert(shared.kind === "poll");
    return shared;
  };
  const [a, b] = poll.questions[0].choices!.map(({ id }) => id);
  const told = async (who: Identity, answer: unknown, id = poll.id) => {
    const ask = { id, answer } as { id: string; answer: string };
    try {
      await runAct(app, who, "POST /resources/:id/vote", ask);
      return "counted";
    } catch (thrown) {
      if (isRefusal(thrown)) return thrown.reason ?? thrown.kind;
      assert(thrown instanceof z.ZodError, String(thrown));
      return "malformed";
    }
  };
  const once = await Promise.all([a, b, a].map((it) => told(amy, [it])));
  assert.deepEqual(once.sort(), [
    "already-answered",
    "already-answered",
    "counted",
  ]);
  assert.equal(await told(teacher, [a]), "students-answer");
  const invalid: [answer: unknown, reason: string][] = [
    [[], "no-answer"],
    [[newId()], "no-such-answer"],
    [[a, b], "no-such-answer"],
    ["a", "no-such-answer"],
    [1, "no-such-answer"],
    [["__proto__"], "malformed"],
    [[[a]], "malformed"],
    [{ [poll.questions[0].id]: [a] }, "malformed"],
    [Array.from({ length: 2000 }, () => a), "malformed"],
    [null, "malformed"],
    [undefined, "malformed"],
  ];
  for (const [answer, reason] of invalid) {
    assert.equal(await told(ben, answer), reason, JSON.stringify(answer));
  }
  assert.equal(await told(ben, [a], newId()), "not-found");
  await change({ closed: true });
  assert.equal(await told(ben, [a]), "poll-closed");
  await change({ closed: false });
  assert.equal(await told(ben, [b]), "counted");
  assert.equal((await view()).answered, 2);
  await change({ showResults: true });
  assert.equal(await told(cem, [a]), "ended");
  const named = await share({ kind: "letters", anonymous: false });
  const [{ choices }] = named.questions;
  assert.equal(await told(cem, [choices![0].id], named.id), "not-found");

  await lesson.changeSession({ blockedWords: ["zqrude"] });
  const word = await share({ kind: "word" });
  const words: [answer: string, reason: string][] = [
    ["", "no-answer"],
    ["  ", "no-answer"],
    ["x".repeat(41), "no-such-answer"],
    ["\u200b", "line-unshowable"],
    ["so zqrude", "blocked-answer"],
    ["__proto__", "counted"],
  ];
  for (const [answer, reason] of words) {
    assert.equal(await told(cem, answer, word.id), reason, answer);
  }
  const { questions: [{ answered }] } = await app.resources
    .view(teacher, word.id);
  assert.equal(answered, 1);
  for (let tries = 0; await told(dan, "", word.id) !== "too-often"; tries++) {
    assert(tries < 31, "a script has to wait");
  }
  await lesson.endClass();
  lesson.school.time.now += 60_000;
  assert.equal(await told(dan, "tree", word.id), "ended");
});

Deno.test("no stored data links an anonymous poll's answer to a member (R-4)", async () => {
  const given = await beginPollLesson({ students: 6 });
  const { lesson, app, school, session, poll, vote, change } = given;
  await using _ = lesson;
  const { students } = lesson;
  const words = ["amethyst", "beryl", "citrine", "diamond", "emerald", "fluor"];
  const text = (value: unknown) =>
    value instanceof Uint8Array
      ? new TextDecoder("latin1").decode(value)
      : JSON.stringify(value) ?? "";
  const kept = async () =>
    (await Array.fromAsync(app.kv.list({ prefix: [] })))
      .map(({ key, value }) => [key.join(" "), text(value)]);
  const told = async () =>
    (await kept()).filter(([, value]) =>
      [...words, "second", "outbox"].some((word) => value.includes(word))
    );
  for (const [n, word] of words.entries()) {
    assert.equal(await vote(n, word), null);
  }
  assert.equal(await vote(0, "second"), "already-answered");
  // A page of an earlier version asks through its outbox, which names its member.
  const [{ id }] = poll.questions;
  const command = {
    kind: "answer",
    resource: poll.id,
    answers: { [id]: "outbox" },
  };
  assert.equal(await school.runCommand(students[1], command), "malformed");
  for (const folds of [false, true]) {
    if (folds) await app.sync.purge(session.id);
    const found = await told();
    assert(found.length > 0);
    for (const [key, value] of found) {
      assert(key.startsWith(`space ${session.id} tally ${poll.id} `), key);
      assert(!students.some(({ member }) => value.includes(member)), key);
    }
  }
  for (const who of students) {
    assert.deepEqual(await lesson.readOwnEntry(who, "answers", poll.id), {
      done: true,
    });
  }
  await change({ showResults: true });
  await app.sync.purge(session.id);
  for (const [key, value] of await told()) {
    // A snapshot of the class has its results and its members, a commit has not.
    if (/ piece .*\/(session|staff) /.test(key)) continue;
    assert(!students.some(({ member }) => value.includes(member)), key);
  }
});

async function voices() {
  const given = await beginPollLesson({ kind: "letters" });
  const { app, session, poll, change, vote } = given;
  return {
    ...given,
    vote: (who: Identity, choice = 0) => vote(who, choice),
    counted: async () =>
      sumCounts(sumVotes(await readVoteBatches(app.kv, session.id, poll.id))),
    /** Shows the results, and checks how many voted. */
    async shows(voices: number) {
      const { questions: [{ answered }] } = await change({ showResults: true });
      assert.equal(answered, voices);
    },
  };
}

Deno.test("a merged student has one vote (R-4, J-7)", async () => {
  const { lesson, app, teacher, session, vote, counted, shows } =
    await voices();
  await using _ = lesson;
  const amy = await lesson.addStudent("Amy");
  const browser = lesson.school.newBrowser();
  const phone = await lesson.addStudent("Amy on the phone", browser);
  assert.equal(await vote(phone), null);
  await app.membership.mergeMember(teacher, phone.member, {
    member: amy.member,
  });
  const now = (await browser.identityIn(session.id))!;
  assert.equal(now.member, amy.member);
  assert.equal(await vote(now, 1), "already-answered");
  assert.equal(await vote(amy, 1), "already-answered");
  for (const who of lesson.students) assert.equal(await vote(who), null);
  assert.equal(await counted(), 4);
  await app.membership.separateMember(teacher, phone.member);
  assert.equal(await vote(amy, 1), null, "another person again");
  await shows(5);
});

Deno.test("two votes of one merged student stay two, and the results show (R-4, J-7)", async () => {
  const { lesson, app, teacher, vote, shows } = await voices();
  await using _ = lesson;
  const [ben, cem, dan] = lesson.students;
  for (const who of [ben, cem, dan]) assert.equal(await vote(who), null);
  await app.membership.mergeMember(teacher, cem.member, { member: ben.member });
  await shows(3);
});

Deno.test("an anonymous vote of an unconfirmed device waits for It's Amy (R-4, J-2)", async () => {
  const { lesson, app, teacher, session, vote, counted, shows } =
    await voices();
  await using _ = lesson;
  const amy = await lesson.addStudent("Amy");
  lesson.school.time.now += 60_000;
  const byName = lesson.school.newBrowser();
  await byName.join(session.code, "Amy");
  const other = (await byName.identityIn(session.id))!;
  assert.ok(other.own);
  assert.equal(await vote(other), "not-allowed");
  assert.equal(await counted(), 0);
  assert.equal(await vote(amy, 1), null);
  assert.equal(await vote(other), "not-allowed");
  await app.roster.decideWaiting(teacher, other.by!, "let-in");
  const confirmed = (await byName.identityIn(session.id))!;
  assert.equal(await vote(confirmed), "already-answered");
  const second = lesson.school.newBrowser();
  await second.join(session.code, "Amy");
  const another = (await second.identityIn(session.id))!;
  await app.roster.decideWaiting(teacher, another.by!, "make-new");
  assert.equal(await vote((await second.identityIn(session.id))!), null);
  assert.equal(await counted(), 2);
  await shows(2);
});

Deno.test("students who stay get equal turns, within one (R-6)", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  fc.assert(
    fc.property(
      fc.nat(),
      fc.subarray(ids, { minLength: 1 }),
      fc.array(fc.subarray(ids), { maxLength: 60 }),
      (seed, stay, lesson) => {
        const random = makeSeededRandom(seed);
        const turns = new Map(stay.map((id) => [id, 0]));
        let had = new Set<string>(), last: string | null = null;
        for (const others of lesson) {
          const here = [...new Set([...stay, ...others])];
          const turn = choosePick(here, { picked: had, last }, random);
          assert(turn);
          const { id, isNewRound }: { id: string; isNewRound: boolean } = turn;
          assert(here.includes(id));
          if (here.length > 1) assert.notEqual(id, last);
          if (turns.has(id)) turns.set(id, turns.get(id)! + 1);
          const counts = [...turns.values()];
          assert(Math.max(...counts) - Math.min(...counts) <= 1);
          had = new Set(isNewRound ? [id] : [...had, id]);
          last = id;
        }
        const nobody = choosePick([], { picked: had, last }, random);
        assert.equal(nobody, null);
      },
    ),
    propertyOptions("picks", 100),
  );
});

Deno.test("each student present is equally likely, and an absent one is not asked again (R-6)", () => {
  const here = ["a", "b", "c", "d"];
  const counts: Record<string, number> = {};
  for (let seed = 0; seed < 4000; seed++) {
    const none = { picked: new Set<string>(), last: null };
    const { id } = choosePick(here, none, makeSeededRandom(seed))!;
    counts[id] = (counts[id] ?? 0) + 1;
  }
  for (const id of here) {
    assert(Math.abs(counts[id] - 1000) < 150, `${id} ${counts[id]}`);
  }
  for (let seed = 0; seed < 100; seed++) {
    const random = makeSeededRandom(seed);
    const all = { picked: new Set(["b", "c", "d"]), last: "d" };
    const { id, isNewRound } = choosePick(here, all, random, "a")!;
    assert(["b", "c"].includes(id) && isNewRound);
    const alone = { picked: new Set<string>(), last: "a" };
    assert.equal(choosePick(["a"], alone, random, "a")?.id, "a");
  }
});

Deno.test("only online students are picked, and the name is shown only on request (R-6)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben", "Cem"] });
  const { teacher, school } = lesson;
  const [amy, ben, cem] = lesson.students;
  const body = pickBody.parse({});
  const next = async (ask: Record<string, unknown> = {}) => {
    const picked = await school.app.picks.pickNext(
      teacher,
      pickBody.parse({ ...body, ...ask }),
    );
    return "member" in picked ? picked.member : picked.room;
  };
  await using _ = lesson;
  await assertRefused(next(), "conflict", "nobody is online");
  await school.connectMember(amy);
  await school.connectMember(ben);
  const first = await next();
  const second = await next();
  assert.deepEqual(
    new Set([first, second]),
    new Set([amy, ben].map((it) => it.member)),
  );
  const shown = async (id: string) =>
    (await lesson.readStaffEntry<{ shown?: true }>("picks", id))?.shown;
  assert.equal(await shown(second), undefined);
  await school.app.picks.showPick(teacher, { show: second });
  assert.equal(await shown(second), true);
  await school.connectMember(cem);
  assert.equal(await next({ notHere: second }), cem.member);
  assert.equal(await shown(cem.member), undefined);
  assert.equal(await next(), second, "put back, and the only one left");
  await assertRefused(
    school.app.picks.showPick(teacher, { show: teacher.member }),
    "not-found",
  );
  await assertRefused(next({ from: "groups" }), "conflict");
  const group = await lesson.makeGroup(amy);
  assert.equal(await next({ from: "groups" }), group);
  await school.app.membership.removeMember(teacher, ben.member);
  await assertRefused(
    school.app.picks.showPick(teacher, { show: ben.member }),
    "not-found",
  );
});

Deno.test("a name leaves Present when something newer is shown there (R-6)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  await using _ = lesson;
  const { teacher, school } = lesson;
  const { picks, resources } = school.app;
  const [amy] = lesson.students;
  await school.connectMember(amy);
  await picks.pickNext(teacher, pickBody.parse({}));
  const isShown = async () =>
    (await lesson.readStaffEntry<{ shown?: true }>("picks", amy.member))
      ?.shown ?? false;
  const show = () => picks.showPick(teacher, { show: amy.member });
  await show();
  assert(await isShown());
  const { id } = await resources.share(
    teacher,
    shareBody.parse({ poll: { kind: "yes-no" } }),
  );
  assert(!await isShown(), "a poll began");
  await show();
  await resources.change(teacher, id, { showResults: true });
  assert(await isShown(), "whoever is asked about what stands there stays");
  await resources.change(teacher, id, { present: true });
  assert(!await isShown(), "the poll is to be seen again");
});

Deno.test("erasure removes a student's picks (R-6, O-3)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  await using _ = lesson;
  const { teacher, school } = lesson;
  const [amy] = lesson.students;
  const socket = await school.connectMember(amy);
  await school.app.picks.pickNext(teacher, pickBody.parse({}));
  await school.app.picks.showPick(teacher, { show: amy.member });
  assert(await lesson.readStaffEntry("picks", amy.member));
  await school.disconnectMember(amy, socket);
  await school.app.erasure.erase(teacher, amy.member);
  assert.equal(await lesson.readStaffEntry("picks", amy.member), undefined);
});
