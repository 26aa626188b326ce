import {
  mediumSteps,
  narrowSteps,
  tileGrid,
  wideSteps,
} from "../../../components/ui/tile_grid.ts";
import assert from "node:assert/strict";
import { frame } from "texts/everywhere.ts";
import { board } from "texts/monitoring_board.ts";
import { review } from "texts/review.ts";
import type { Submission } from "../../../classroom/model/conversations.ts";
import type { HelpRequest } from "../../../classroom/model/groups.ts";
import type { Member } from "../../../classroom/model/members.ts";
import {
  idleAfterMs,
  type IndicatorKind,
  type StudentActivity,
} from "../../../classroom/model/monitoring/activity.ts";
import {
  countByMinute,
  countBySlot,
  countRecentMinutes,
  sumByMinute,
} from "../../../components/monitoring/activity_counts.ts";
import type {
  AnonymousVote,
  AnswerSheet,
  CheckResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { shareLines } from "../../../components/ui/fitted_lines.ts";
import {
  areSameWorks,
  feedsByStudent,
  lastWorks,
  lastWritten,
  lateArrivalsOf,
  votesByStudent,
  type Work,
} from "../../../components/monitoring/grid/last_work.ts";
import {
  gapGraceMs,
  nobodyShown,
  ownReconnectGraceMs,
  withGrace,
} from "../../../components/people/online_grace.ts";
import {
  mergeActivities,
  nameIncludes,
  sortStudents,
  type StudentGridOrder,
  studentsOnGrid,
} from "../../../components/monitoring/grid/students_on_grid.ts";
import { tileStateText } from "../../../components/monitoring/grid/tile_words.ts";
import {
  currentIndicators,
  visibleIndicators,
} from "../../../components/monitoring/indicator_kinds.ts";
import {
  nextUngraded,
  submissionsInOrder,
} from "../../../components/monitoring/submission_order.ts";
import { splitByRemoval } from "../../../components/people/students.ts";

function handedIn(at: number, gradedAt?: number): Submission {
  return {
    member: "m",
    conversation: "c",
    message: "a",
    prompt: "?",
    text: "!",
    model: "x",
    at,
    ...gradedAt !== undefined && { gradedAt },
  };
}
const all = {
  late: handedIn(30),
  early: handedIn(10),
  done: handedIn(5, 40),
  redone: handedIn(6, 50),
  middle: handedIn(20),
};

Deno.test("unmarked work comes first in order of hand-in, then marked work, the latest first (A-3)", () => {
  const { ungraded, graded } = submissionsInOrder(all);
  assert.deepEqual(ungraded.map(({ id }) => id), ["early", "middle", "late"]);
  assert.deepEqual(graded.map(({ id }) => id), ["redone", "done"]);
});

Deno.test("the next unmarked work follows, wrapping around, and none when all are marked (A-3)", () => {
  const { ungraded } = submissionsInOrder(all);
  assert.equal(nextUngraded(ungraded, "early"), "middle");
  assert.equal(nextUngraded(ungraded, "late"), "early");
  assert.equal(nextUngraded(ungraded, "done"), "early");
  assert.equal(nextUngraded(ungraded.slice(0, 1), "early"), null);
});

const minute = 60_000, start = 1_000;

Deno.test("while a class runs its plot has the last 20 minutes, including the current one (M-4)", () => {
  const asked = { minutes: { 0: 2, 13: 1, 30: 4 } };
  const young = countRecentMinutes(asked, start, start + 13.5 * minute);
  assert.equal(young.length, 20);
  assert.deepEqual([young[6], young[19]], [2, 1]);
  const later = countRecentMinutes(asked, start, start + 32 * minute);
  assert.deepEqual([later[0], later[17], later.at(-1)], [1, 4, 0]);
});

Deno.test("a past class's plot has everything, in a few intervals (M-4)", () => {
  const asked = { minutes: { 0: 9, 44: 4 } };
  const short = countBySlot(asked, start, start + 45 * minute);
  assert.deepEqual([short.length, short[0], short.at(-1)], [23, 9, 4]);
  const long = countBySlot(
    { minutes: { 1439: 3 } },
    start,
    start + 1440 * minute,
  );
  assert.deepEqual([long.length, long.at(-1)], [36, 3]);
  assert.deepEqual(countBySlot({ minutes: { 9: 1 } }, start, start), [1]);
});

Deno.test("the class is the sum of its students, whose older counts are of five minutes (M-4)", () => {
  const one = { turns: 3, minutes: { 0: 1, 10: 2 } };
  const other = { turns: 1, slots: { 2: 1 } };
  const silent = { turns: 0, minutes: {} };
  assert.deepEqual(sumByMinute([one, other, silent]), { 0: 1, 10: 3 });
});

Deno.test("moments are counted by the class's minute (M-4)", () => {
  const moments = [start, start + minute - 1, start + minute, start - 1];
  assert.deepEqual(countByMinute(moments, start), { "-1": 1, 0: 2, 1: 1 });
});

const having = (...kinds: IndicatorKind[]) => ({
  signals: kinds.map((kind, at) => ({ kind, at })),
});
const kindsOf = (
  activity: Pick<StudentActivity, "signals"> | undefined,
  here: boolean,
) => visibleIndicators(activity, here).map(({ kind }) => kind);

Deno.test("each kind of signal is on a student's tile once (M-4)", () => {
  const activity = having("stuck", "idle", "stuck", "worrying");
  assert.deepEqual(kindsOf(activity, true), ["stuck", "idle", "worrying"]);
  assert.deepEqual(kindsOf(undefined, true), []);
});

Deno.test("a student waiting for an answer and a teacher is shown with both (M-4)", () => {
  const waits = (["answer", "teacher", "answer"] as const)
    .map((what, at) => ({ kind: "waiting" as const, at, for: what }));
  assert.deepEqual(
    visibleIndicators({ signals: waits }, true).map((it) => it.for),
    ["answer", "teacher"],
  );
});

Deno.test("a removed student or a past class has no quiet signal, but worrying words stay (M-4)", () => {
  const activity = having("waiting", "idle", "worrying", "stuck");
  assert.deepEqual(kindsOf(activity, false), ["worrying", "stuck"]);
});

Deno.test("a student who has just written is not quiet, even if the server said so before", () => {
  const now = 10 * idleAfterMs;
  const activity = having("idle", "stuck");
  const kindsAt = (actedAt: number) =>
    currentIndicators({ activity, actedAt }, true, now).map(({ kind }) => kind);
  assert.deepEqual(kindsAt(now - 1000), ["stuck"]);
  assert.deepEqual(kindsAt(now - 2 * idleAfterMs), ["idle", "stuck"]);
});

Deno.test("a tile shows what is urgent first, and nothing of an inactive student (V-6)", () => {
  const now = 600_000;
  const activity: StudentActivity = {
    lastAt: now - 5 * 60_000,
    turns: 3,
    signals: [],
  };
  const stuck = { kind: "stuck" as const, at: now };
  const inNote = { kind: "worrying", at: now, where: "note" } as const;
  const standing: Parameters<typeof tileStateText>[2] = {
    isLive: true,
    isOffline: false,
    shownIndicators: [],
    isIdle: true,
    arrived: 0,
  };
  const asked = board.asked({
    count: 3,
    ago: board.minutes({ minutes: 5 }),
  });
  const active = board.acted({ ago: board.now });
  const { offline } = frame;
  const waiting = { ...activity, askedAt: now };
  const table: [
    pupil: Parameters<typeof tileStateText>[0],
    more: Partial<typeof standing>,
    words: string,
  ][] = [
    [{}, {}, ""],
    [{ actedAt: now }, {}, active],
    [{ activity }, {}, asked],
    [{ activity, actedAt: now }, { isIdle: false }, ""],
    [{ activity: waiting }, {}, board.answering],
    [{ activity, ahead: 2 }, {}, board.queued({ ahead: 2 })],
    [{ activity }, { arrived: 2 }, board.arrived({ count: 2 })],
    [
      { activity },
      { shownIndicators: [stuck], arrived: 2 },
      board.signals.stuck,
    ],
    [{ activity }, { isOffline: true, arrived: 2 }, offline],
    [
      { activity },
      { isOffline: true, shownIndicators: [stuck] },
      `${offline} · ${board.signals.stuck}`,
    ],
    [{}, { shownIndicators: [inNote] }, board.signals.told],
    [{}, { isLive: false }, review.board.noneAsked],
    [{ actedAt: now }, { isLive: false }, ""],
    [
      { activity },
      { isLive: false, arrived: 2 },
      review.board.questions({
        count: 3,
      }),
    ],
  ];
  for (const [pupil, more, words] of table) {
    assert.equal(tileStateText(pupil, now, { ...standing, ...more }), words);
  }
});

Deno.test("a brief disconnect is not shown, a longer one is within seconds (V-6)", () => {
  const both = new Set(["amy", "ben"]), amy = new Set(["amy"]);
  const table: [
    steps: readonly [
      now: number,
      online: ReadonlySet<string>,
      connected?: ReadonlySet<string>,
    ][],
    connectedAt: number,
    shown: string,
    dueAt: number | null,
  ][] = [
    [[[0, both]], -Infinity, "amy,ben", null],
    // A student who was never online has no grace.
    [[[0, amy]], -Infinity, "amy", null],
    [[[0, both], [100, amy]], -Infinity, "amy,ben", 100 + gapGraceMs],
    [
      [[0, both], [100, amy], [99 + gapGraceMs, amy]],
      -Infinity,
      "amy,ben",
      100 + gapGraceMs,
    ],
    [[[0, both], [100, amy], [100 + gapGraceMs, amy]], -Infinity, "amy", null],
    // Whom the server calls silent has had a grace there, also once the connection ends.
    [[[0, both], [100, amy, both]], -Infinity, "amy", null],
    [[[0, both], [100, amy, both], [200, amy]], -Infinity, "amy", null],
    // A second gap starts a new grace.
    [
      [[0, both], [100, amy], [1_000, both], [1_100, amy]],
      -Infinity,
      "amy,ben",
      1_100 + gapGraceMs,
    ],
    // After this page's own return the others may come later.
    [
      [[0, both], [100, amy], [5_000, amy]],
      100,
      "amy,ben",
      100 + ownReconnectGraceMs,
    ],
    [[[0, both], [100, amy], [8_100, amy]], 100, "amy", null],
  ];
  for (const [steps, connectedAt, shown, dueAt] of table) {
    const last = steps.reduce(
      (state, [now, online, connected = online]) =>
        withGrace(state, online, { connected, now, connectedAt }),
      nobodyShown,
    );
    assert.equal([...last.shownIds].sort().join(), shown);
    assert.equal(last.dueAt, dueAt);
  }
});

const student = (name: string, more: Partial<Member> = {}): Member => ({
  name,
  role: "student",
  joinedAt: 0,
  room: null,
  ...more,
});
const members = {
  a: student("Amy"),
  b: student("Ben"),
  c: student("Chloe"),
  d: student("Student 10"),
  e: student("Student 2"),
  x: student("Ben", { mergedInto: "b", removed: true }),
};
const did = (lastAt: number, ...worries: "worrying"[]): StudentActivity => ({
  lastAt,
  turns: 1,
  signals: worries.map((kind) => ({ kind, at: 0 })),
});
const students = { a: did(1), c: did(3), x: did(2, "worrying") };
const pupils = studentsOnGrid(
  splitByRemoval(members).present,
  members,
  students,
);
const standing = (by: StudentGridOrder, still?: string[]) =>
  sortStudents(pupils, by, still).map(({ id }) => id).join("");

Deno.test("worrying signals come first, then the latest questions, then names (M-1, J-7)", () => {
  assert.equal(standing("activity"), "bcaed");
  assert.equal(standing("name"), "abced");
  assert.deepEqual(pupils.find(({ id }) => id === "b")?.attention, ["words-x"]);
});

Deno.test("after worrying signals come waits, the longest first, then the others (M-1, M-4, B-12)", () => {
  const signal = (kind: IndicatorKind, at: number) => ({ kind, at });
  const having = (
    lastAt: number,
    ...signals: StudentActivity["signals"]
  ): StudentActivity => ({ lastAt, turns: 1, signals });
  const class28 = Object.fromEntries(
    ["hand", "busy", "idle", "off", "stuck", "worry", "answer", "both"]
      .map((name) => [name, student(name)]),
  );
  const activity = {
    busy: having(90),
    idle: having(10, signal("idle", 10)),
    off: having(80, signal("off-task", 80)),
    stuck: having(40, signal("stuck", 40)),
    worry: having(5, signal("worrying", 5)),
    answer: having(60, signal("waiting", 60)),
    both: having(70, signal("stuck", 70), signal("waiting", 55)),
  };
  const hands = new Map<string, HelpRequest>([
    ["hand", { member: "hand", room: "main", at: 50 }],
    ["both", { member: "both", room: "g", at: 30 }],
  ]);
  const order = (hands?: ReadonlyMap<string, HelpRequest>) =>
    sortStudents(
      studentsOnGrid(
        splitByRemoval(class28).present,
        class28,
        activity,
        hands,
      ),
      "activity",
    ).map(({ id }) => id);
  assert.deepEqual(order(hands), [
    "worry",
    "both",
    "stuck",
    "hand",
    "answer",
    "busy",
    "off",
    "idle",
  ]);
  assert.deepEqual(order().slice(0, 3), ["worry", "busy", "off"]);
});

Deno.test("while the order is kept everybody keeps their place, and newcomers are last (M-1)", () => {
  assert.equal(standing("activity", ["e", "a", "b"]), "eabcd");
  assert.equal(standing("name", ["c", "gone", "d", "e", "b"]), "cdeba");
});

Deno.test("a name is found by any part, in any case or width, by any keyboard (M-1)", () => {
  assert.ok(nameIncludes("Maximiliane-Sophie", " SOPH"));
  assert.ok(nameIncludes("Ａmy", "am"));
  assert.ok(nameIncludes("王小明", "小明"));
  assert.ok(nameIncludes("Sean O'Neil", "o’n"));
  assert.ok(nameIncludes("Ben", ""));
  assert.ok(!nameIncludes("Ben", "Amy"));
});

Deno.test("the board shows all of a student who joined twice (J-7)", () => {
  const worrying = { kind: "worrying" as const, at: 5 };
  const one = {
    lastAt: 5,
    turns: 2,
    minutes: { 0: 2 },
    conversation: "a",
    signals: [worrying],
  };
  const other = {
    lastAt: 9,
    turns: 3,
    minutes: { 0: 1, 4: 2 },
    conversation: "b",
    signals: [],
  };
  assert.equal(mergeActivities([]), undefined);
  assert.equal(mergeActivities([one]), one);
  assert.deepEqual(mergeActivities([one, other]), {
    lastAt: 9,
    turns: 5,
    minutes: { 0: 3, 4: 2 },
    conversation: "b",
    signals: [worrying],
  });
  const neverAsked = { lastAt: 20, turns: 0, signals: [worrying] };
  assert.deepEqual(mergeActivities([neverAsked, one]), {
    ...one,
    signals: [worrying, worrying],
  });
});

const line = (id: string, at: number, room = "main") =>
  ({ kind: "line", id, at, text: id, room }) as const;
const asked = (id: string, at: number) =>
  ({ kind: "question", id, at, text: id, conversation: "c" }) as const;
const reply = (id: string, at: number) =>
  ({ kind: "reply", id, at, text: id, conversation: "c" }) as const;
const idsOf = (works: readonly Work[]) => works.map(({ id }) => id).join(" ");

Deno.test("a tile shows a student's last five things of any kind, in order (V-1)", () => {
  const votes: Work[] = [{ kind: "vote", id: "vote", text: "Yes", at: 3 }];
  const written: Work = { kind: "page", id: "page", text: "Page", at: 6 };
  const feed = [
    line("one", 1),
    asked("two", 2),
    reply("four", 4),
    line("A", 5, "a"),
  ];
  const works = lastWorks({ feed, votes, written });
  assert.equal(idsOf(works), "two vote four A page");
  assert.deepEqual(works.map(({ kind }) => kind), [
    "question",
    "vote",
    "reply",
    "group",
    "page",
  ]);
  assert.deepEqual(lastWorks({ feed: [] }), []);
});

Deno.test("the answer that the assistant writes is the newest, and is there once when it ends (V-1)", () => {
  const running = "Leaves are";
  const asks = [asked("why", 1), line("hm", 2)];
  assert.equal(idsOf(lastWorks({ feed: asks, running })), "why hm running");
  const feed = [...asks, reply("because", 3)];
  assert.equal(idsOf(lastWorks({ feed, running })), "why hm because");
  const again = [...feed, asked("and?", 4)];
  assert.equal(
    idsOf(lastWorks({ feed: again, running })),
    "why hm because and? running",
  );
});

Deno.test("a student who joined twice has one feed, and a change renders only its own tile (V-1, J-7)", () => {
  const feeds = {
    ben: [line("one", 1), line("three", 3)],
    device: [line("two", 2)],
    amy: [line("hi", 1)],
  };
  const personOf = (member: string) => member === "device" ? "ben" : member;
  const tileOf = (all: typeof feeds, who: string) =>
    lastWorks({ feed: feedsByStudent(all, personOf).get(who)! });
  assert.equal(idsOf(tileOf(feeds, "ben")), "one two three");
  const later = { ...feeds, device: [line("two", 2), line("four", 4)] };
  const isSame = (who: string) =>
    areSameWorks(tileOf(feeds, who), tileOf(later, who));
  assert(isSame("amy"));
  assert(!isSame("ben"));
});

Deno.test("an answer is on the tile with its question, an anonymous vote is not (V-1, R-4)", () => {
  const check = (id: string, at: number, text = "", anonymous = false) =>
    ({
      id,
      kind: "poll",
      at,
      poll: "yes-no",
      title: "",
      questions: [{
        id: "q",
        kind: "single",
        text,
        choices: [{ id: "y", text: "Yes" }, { id: "n", text: "No" }],
      }],
      of: 1,
      pace: "own",
      ...anonymous && { anonymous },
    }) as unknown as CheckResource;
  const sheets = new Map<string, AnswerSheet | AnonymousVote>([
    ["amy", { answers: { q: ["y"] }, at: 20 }],
    ["ben", { answers: {}, at: 21 }],
  ]);
  const votes = votesByStudent([
    [check("1", 10), sheets],
    [
      check("2", 10, "**Ready**?"),
      new Map([["amy", { answers: { q: ["n"] }, at: 25 }]]),
    ],
    [check("3", 30, "", true), new Map([["amy", true]])],
  ]);
  assert.deepEqual([...votes], [["amy", [
    { kind: "vote", id: "1", text: "Yes", at: 20 },
    { kind: "vote", id: "2", text: "No", about: "Ready?", at: 25 },
  ]]]);
});

Deno.test("a tile's lines go to its newest things first, at least three of them (V-1)", () => {
  type Need = number | "picture" | "reply";
  const shared = (needs: readonly Need[], lines: number, least = 3) =>
    shareLines(
      needs.map((need) => {
        if (need === "picture") return { lines: Infinity, kind: "picture" };
        if (need === "reply") return { lines: 5, kind: "aside" };
        return { lines: need, kind: "words" };
      }),
      lines,
      Math.min(least, needs.length),
    ).join(" ");
  const table: [needs: Need[], lines: number, given: string][] = [
    [[], 7, ""],
    [[1], 7, "1"],
    [[9, 9], 0, "0 0"],
    [[9, 9, 9], 1, "1 0 0"],
    [[2, 2, 2, 2, 2], 7, "2 2 2 1 0"],
    [[1, 1, 1, 1, 3], 7, "1 1 1 1 3"],
    [[7, 1, 2, 3], 7, "4 1 2 0"],
    [["picture", 2, 2], 8, "4 2 2"],
    [[1, "picture", 9], 8, "1 5 2"],
    // Without room for a picture, its title.
    [["picture", 4], 3, "1 2"],
    // The assistant's words leave the place to the student's.
    [[2, "reply", 2, 2], 8, "2 2 2 2"],
    [["reply", 1], 8, "5 1"],
  ];
  for (const [needs, lines, given] of table) {
    assert.equal(shared(needs, lines), given, `${needs} in ${lines}`);
  }
  assert.equal(shared([9, 9, 9], 3, 2), "2 1 0");
});

Deno.test("a tile names the page or drawing that its student writes on (V-1)", () => {
  const work = {
    a: { at: 1, page: "p" },
    b: { at: 3, drawing: "d", by: "b" },
    alias: { at: 4, page: "p" },
    c: { at: 5, drawing: "gone", by: "c" },
    e: { at: 6, drawing: "d", by: "device" },
  };
  const titles: Record<string, string> = { p: "Our findings", d: "A leaf" };
  const written = lastWritten(
    work,
    (it) => {
      const [resource, whose] = "page" in it
        ? [it.page, "all"]
        : [it.drawing, it.by];
      const title = titles[resource];
      if (title === undefined) return undefined;
      return { title, resource, document: `${whose} on ${resource}` };
    },
    (member) => member === "alias" ? "b" : member,
  );
  const page = {
    kind: "page",
    id: "all on p",
    text: "Our findings",
    written: { resource: "p", document: "all on p" },
  };
  const board = { resource: "d", document: "device on d" };
  assert.deepEqual([...written], [
    ["a", { ...page, at: 1 }],
    ["b", { ...page, at: 4 }],
    ["e", {
      kind: "drawing",
      id: board.document,
      text: "A leaf",
      written: board,
      at: 6,
    }],
  ]);
});

Deno.test("work that arrives with a reconnect is counted for a minute (V-6)", () => {
  const said = (from: string, at: number, offline?: true) =>
    ({
      id: `${from}${at}`,
      kind: "text",
      from,
      at,
      text: "x",
      offline,
    }) as const;
  const late = lateArrivalsOf([
    [said("a", 1_000, true), said("a", 100_000, true), said("b", 5)],
    [said("alias", 100_500, true)],
  ], (member) => member === "alias" ? "a" : member);
  assert.deepEqual([...late], [["a", [100_000, 100_500]]]);
});

Deno.test("columns and rows of tiles follow from their count (M-1)", () => {
  const shape = (count: number, steps = wideSteps) => {
    const { columns, rows } = tileGrid(count, steps);
    return `${columns}x${rows}`;
  };
  // Of each size: on a wide screen, beside the chat, and on a narrow place.
  const shapes: readonly (readonly [number, string, string, string])[] = [
    [0, "1x1", "1x1", "1x1"],
    [1, "1x1", "1x1", "1x1"],
    [2, "2x1", "2x1", "1x2"],
    [3, "3x1", "3x1", "2x2"],
    [4, "2x2", "2x2", "2x2"],
    [5, "3x2", "3x2", "2x3"],
    [6, "3x2", "3x2", "2x3"],
    [8, "4x2", "4x2", "3x3"],
    [9, "4x3", "3x3", "3x3"],
    [12, "4x3", "4x3", "3x4"],
    [13, "5x3", "4x4", "4x4"],
    [20, "5x4", "5x4", "4x5"],
    [24, "6x4", "6x4", "4x6"],
    [28, "7x4", "6x5", "4x7"],
    [30, "8x4", "6x5", "5x6"],
    [40, "8x5", "6x7", "5x8"],
    [60, "8x8", "6x10", "5x12"],
  ];
  for (const [count, ...wanted] of shapes) {
    assert.deepEqual(
      [wideSteps, mediumSteps, narrowSteps].map((it) => shape(count, it)),
      wanted,
      `${count} students`,
    );
  }
  for (const steps of [wideSteps, mediumSteps, narrowSteps]) {
    for (let count = 1; count <= 80; count++) {
      const { columns, rows } = tileGrid(count, steps);
      assert(columns * rows >= count, `${count}`);
      assert(
        columns * (rows - 1) < count || rows === 1,
        `${count}: a row is empty`,
      );
    }
  }
});
