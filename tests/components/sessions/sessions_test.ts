/** The classes of a teacher as their page shows them (S-3 to S-7). */
import assert from "node:assert/strict";
import { effect, signal } from "@preact/signals";
import { classPage } from "texts/sessions_class.ts";
import { session } from "texts/sessions_live.ts";
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
} from "y-protocols/awareness";
import * as Y from "yjs";
import type {
  SharedDrawing,
  SharedPage,
  SharedPoll,
  SharedQuiz,
  SharedWall,
} from "../../../classroom/model/resources/shared_resources.ts";
import { findOpenCheck } from "../../../components/checks/live/running_checks.ts";
import { findDueEndNotice } from "../../../components/sessions/last_minutes.ts";
import { SessionFacts } from "../../../components/client/class_session.ts";
import {
  listRunningItems,
  type RunningFacts,
} from "../../../components/desk/running_items.ts";
import { findOverlappingClass } from "../../../components/desk/scheduled/overlap.ts";
import { pickTopNotices } from "../../../components/desk/use_top_notices.ts";
import { formatTimeLeft } from "../../../formats/format_time.ts";
import type { OpenDocument } from "../../../sync/client/open_document.ts";

const now = 1_000_000;
const question = { id: "q", kind: "single" as const, text: "", choices: [] };
const result = { id: "q", answered: 1, counts: {} };

const poll = (id: string, at: number, more: Partial<SharedPoll> = {}) =>
  ({
    kind: "poll",
    poll: "yes-no",
    id,
    at,
    questions: [question],
    ...more,
  }) as SharedPoll;

const quiz = (id: string, at: number, more: Partial<SharedQuiz> = {}) =>
  ({
    kind: "quiz",
    name: id,
    pace: "own",
    of: 1,
    id,
    at,
    questions: [question],
    ...more,
  }) as SharedQuiz;

const page = (id: string, at: number, more: Partial<SharedPage> = {}) =>
  ({ kind: "page", name: id, per: "group", id, at, ...more }) as SharedPage;

const boards = (id: string, at: number, more: Partial<SharedDrawing> = {}) =>
  ({ kind: "drawing", name: id, id, at, ...more }) as SharedDrawing;

const wall: SharedWall = { kind: "wall", id: "wall", at: 1 };

const shown = { results: [result] };
const together = { pace: "together" as const, of: 2, step: 0 };

Deno.test("the running items and their order follow the table (N-4)", () => {
  const table: [string, Partial<RunningFacts>, string[]][] = [
    ["nothing", {}, []],
    ["an open wall runs", { shared: [wall] }, ["wall"]],
    [
      "after what the class is to answer",
      { shared: [poll("p", 0), wall] },
      ["p open", "wall"],
    ],
    ["a closed one does not", { shared: [{ ...wall, closed: true }] }, []],
    ["a poll", { shared: [poll("p", 1)] }, ["p open"]],
    [
      "the newest first",
      { shared: [quiz("old", 1), poll("new", 2)] },
      ["new open", "old open"],
    ],
    [
      "what is shown runs no more",
      { shared: [poll("p", 1, shown), quiz("q", 2, shown)] },
      [],
    ],
    [
      "one by one it goes on after the results of a question",
      { shared: [quiz("q", 1, { ...together, ...shown })] },
      ["q shown"],
    ],
    [
      "and not after those of the last",
      { shared: [quiz("q", 1, { ...together, step: 1, ...shown })] },
      [],
    ],
    [
      "what is closed does not run, not even with questions to come",
      {
        shared: [
          quiz("more", 1, { ...together, closed: true }),
          quiz("q", 2, { closed: true }),
        ],
      },
      [],
    ],
    [
      "a quiz whose time is over",
      { shared: [quiz("q", 1, { endsAt: now })] },
      ["q over"],
    ],
    [
      "until something newer is shared",
      { shared: [quiz("q", 1, { endsAt: now }), poll("p", 2, shown)] },
      [],
    ],
    [
      "what takes answers comes before what takes none",
      { shared: [poll("p", 1), quiz("q", 2, { endsAt: now })] },
      ["p open", "q over"],
    ],
    [
      "eyes on me comes before a newer poll",
      { info: { eyesOnMe: { text: "" } }, shared: [poll("p", now)] },
      ["eyes", "p open"],
    ],
    [
      "the exit ticket comes first, and once",
      {
        info: { eyesOnMe: { text: "" } },
        ticket: "t",
        shared: [quiz("t", 1, { exit: true })],
      },
      ["t", "eyes"],
    ],
    [
      "groups without a countdown run too, before what is older",
      { breakouts: { open: true, openedAt: 5 }, shared: [poll("p", 1)] },
      ["groups", "p open"],
    ],
    ["groups that are closed", { breakouts: { open: false, openedAt: 1 } }, []],
    [
      "a page and boards that students work on, the newest first",
      { shared: [page("page", 1), boards("boards", 2)] },
      ["boards", "page"],
    ],
    [
      "what they only read, or do not have yet, is no work",
      {
        shared: [
          page("locked", 1, { locked: true }),
          page("prepared", 2, { rooms: [] }),
          boards("closed", 3, { closed: true }),
        ],
      },
      [],
    ],
    [
      "what runs comes first, then what is over, the call, and work",
      {
        breakouts: { open: true, openedAt: 5 },
        call: { main: 9 },
        shared: [
          poll("p", 1),
          page("page", 10),
          quiz("q", 11, { endsAt: now }),
        ],
      },
      ["groups", "p open", "q over", "call main", "page"],
    ],
    [
      "a timer comes before a call",
      { breakouts: { endsAt: now + 90_000 }, call: { main: 9 } },
      ["timer", "call main"],
    ],
    [
      "a timer with time left stands by its age",
      {
        breakouts: { open: true, openedAt: 5, endsAt: now + 60_001 },
        shared: [poll("older", 4), poll("newer", 6)],
      },
      ["newer open", "groups", "older open"],
    ],
    [
      "in its last minute it comes first",
      {
        breakouts: { open: true, openedAt: 5, endsAt: now + 60_000 },
        shared: [poll("newer", 6)],
      },
      ["groups", "newer open"],
    ],
    [
      "groups that are about to close come first",
      {
        breakouts: { open: true, openedAt: 5, stopsAt: now + 30_000 },
        shared: [poll("newer", 6)],
      },
      ["groups", "newer open"],
    ],
    [
      "a timer without groups comes first in its last minute",
      {
        breakouts: { endsAt: now + 30_000 },
        shared: [poll("newer", 6)],
      },
      ["timer", "newer open"],
    ],
    [
      "a timer stays for a minute after its end",
      { breakouts: { endsAt: now - 59_000 } },
      ["timer"],
    ],
    [
      "a timer that outlasts the class ends with it",
      {
        info: { eyesOnMe: null, endsAt: now - 59_000 },
        breakouts: { endsAt: now + 60_000 },
      },
      ["timer"],
    ],
    ["and no longer", { breakouts: { endsAt: now - 60_000 } }, []],
    ["a call", { call: { main: 1 } }, ["call main"]],
    ["calls of groups", { call: { groups: 1 } }, ["call groups"]],
    [
      "both, after what takes answers",
      { call: { main: 1, groups: 9 }, shared: [poll("p", 5)] },
      ["p open", "call both"],
    ],
  ];
  for (const [name, facts, wanted] of table) {
    const running = listRunningItems({
      info: { eyesOnMe: null },
      shared: [],
      ticket: null,
      breakouts: {},
      call: {},
      now,
      ...facts,
    });
    const told = running.map((it) =>
      it.kind === "check"
        ? `${it.id} ${it.state}`
        : it.kind === "call"
        ? `call ${it.where}`
        : it.id
    );
    assert.deepEqual(told, wanted, name);
    const check = findOpenCheck(
      (facts.shared ?? []).filter(({ id }) => id !== facts.ticket),
      now,
    )?.id;
    assert.equal(
      check,
      wanted.find((it) => / (open|shown|over)$/.test(it))?.split(" ")[0],
      name,
    );
  }
});

Deno.test("the two most urgent lines are shown, the others wait", () => {
  assert.deepEqual(pickTopNotices(["ending", "eyes", "toast"], []), [
    "ending",
    "eyes",
  ]);
  assert.deepEqual(pickTopNotices(["toast"], []), ["toast"]);
  assert.deepEqual(pickTopNotices([], ["toast"]), []);
});

Deno.test("a shown line keeps its place when another comes or goes", () => {
  assert.deepEqual(pickTopNotices(["ending", "toast"], ["toast"]), [
    "toast",
    "ending",
  ]);
  assert.deepEqual(
    pickTopNotices(["ending", "eyes", "toast"], ["toast", "eyes"]),
    ["eyes", "ending"],
  );
  assert.deepEqual(pickTopNotices(["eyes", "toast"], ["eyes", "ending"]), [
    "eyes",
    "toast",
  ]);
});

const minute = 60_000;

Deno.test("notices are due five minutes and one minute before the end, and none else (S-4)", () => {
  assert.deepEqual(
    [5 * minute + 1, 5 * minute, minute + 1, minute, 1, 0, -1].map(
      findDueEndNotice,
    ),
    [null, 5 * minute, 5 * minute, minute, minute, null, null],
  );
});

Deno.test("a notice says the remaining time, also on a page opened between two notices (S-4)", () => {
  const says = (left: number) =>
    classPage.endsSoon({ rest: formatTimeLeft(left) });
  assert.equal(says(5 * minute), "This class ends in 5 minutes.");
  assert.equal(
    says(2 * minute + 36_000),
    "This class ends in 2 minutes and 36 seconds.",
  );
  assert.equal(says(minute - 400), "This class ends in 1 minute.");
  assert.equal(says(61_000), "This class ends in 1 minute and 1 second.");
  assert.equal(says(1), "This class ends in 1 second.");
  assert.equal(
    session.endsSoon({ rest: formatTimeLeft(156_000) }),
    "The class ends in 2 minutes and 36 seconds.",
  );
});

const lesson = (id: string, from: string, to: string) => ({
  id,
  name: id,
  startsAt: `2026-11-24T${from}:00Z`,
  endsAt: `2026-11-24T${to}:00Z`,
});

Deno.test("a class that would begin during another is distinguished, the later of the two (S-7)", () => {
  const maths = lesson("maths", "09:00", "10:00");
  const art = lesson("art", "09:45", "10:30");
  const all = [maths, art];
  assert.equal(findOverlappingClass(art, all), maths);
  assert.equal(findOverlappingClass(maths, all), undefined);
});

Deno.test("consecutive classes do not conflict, and of two concurrent ones one does (S-7)", () => {
  const first = lesson("a", "09:00", "10:00");
  assert.equal(
    findOverlappingClass(lesson("b", "10:00", "11:00"), [first]),
    undefined,
  );
  const twin = lesson("b", "09:00", "10:00");
  assert.equal(findOverlappingClass(twin, [first, twin]), first);
  assert.equal(findOverlappingClass(first, [first, twin]), undefined);
});

function setUp() {
  const doc = new Y.Doc(), server = new Awareness(new Y.Doc());
  const awareness = new Awareness(doc);
  const document: OpenDocument = {
    doc,
    awareness,
    status: signal({ state: "online" }),
    synced: signal(true),
    signaling: { openCount: signal(0), onMessage: null, send() {} },
    whenLoaded: Promise.resolve(),
    isSaved: signal(true),
    flush: () => Promise.resolve(true),
    close() {},
    forget: () => Promise.resolve(),
  };
  const facts = new SessionFacts(document, "amy");
  /** The server reports presence, by a clock that differs from the device's (ms). */
  const tell = (ahead: number, state: object = {}) => {
    server.setLocalState({ member: "ben", ...state });
    const meta = server.meta.get(server.clientID)!;
    meta.clock = Date.now() + ahead;
    const update = encodeAwarenessUpdate(server, [server.clientID]);
    applyAwarenessUpdate(awareness, update, "remote");
  };
  return {
    facts,
    tell,
    close() {
      for (const one of [awareness, server]) one.destroy();
    },
  };
}

Deno.test("the page's clock follows the server's, whatever the delay of messages (SYNC-14)", () => {
  const { now } = Date;
  const standsStill = now();
  Date.now = () => standsStill;
  const { facts, tell, close } = setUp();
  let changes = -1;
  const stop = effect(() => {
    void facts.clockOffset.value;
    changes++;
  });
  tell(60_000);
  assert.equal(changes, 1);
  for (const late of [60_010, 60_060, 60_120, 60_170]) tell(late);
  assert.equal(changes, 1, "some milliseconds are no other clock");
  tell(90_000);
  assert.equal(changes, 2, "another clock is");
  assert.equal(facts.clockOffset.value, 90_000);
  stop();
  close();
  Date.now = now;
});
