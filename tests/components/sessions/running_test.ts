/** The list of running resources, and its order (N-4). */
import assert from "node:assert/strict";
import type {
  SharedDrawing,
  SharedPage,
  SharedPoll,
  SharedQuiz,
  SharedWall,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  listRunningItems,
  type RunningFacts,
} from "../../../components/desk/running_items.ts";
import { findOpenCheck } from "../../../components/checks/live/running_checks.ts";

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

Deno.test("what runs now and which of it comes first, as a table (N-4)", () => {
  const table: [string, Partial<RunningFacts>, string[]][] = [
    ["nothing", {}, []],
    ["an open wall runs (V13)", { shared: [wall] }, ["wall"]],
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
      "what is closed waits to be shown",
      { shared: [quiz("q", 1, { closed: true })] },
      ["q closed"],
    ],
    [
      "until something newer is shared",
      { shared: [quiz("q", 1, { closed: true }), poll("p", 2, shown)] },
      [],
    ],
    [
      "a quiz whose time is over",
      { shared: [quiz("q", 1, { endsAt: now })] },
      ["q over"],
    ],
    [
      "what takes answers comes before what takes none",
      { shared: [poll("p", 1), quiz("q", 2, { closed: true })] },
      ["p open", "q closed"],
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
      "groups without a countdown run too, after what takes answers",
      { breakouts: { open: true, openedAt: 5 }, shared: [poll("p", 1)] },
      ["p open", "groups"],
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
      "what one has just closed comes before what is only open",
      {
        breakouts: { open: true, openedAt: 5 },
        shared: [page("page", 1), quiz("q", 2, { closed: true })],
      },
      ["q closed", "groups", "page"],
    ],
    [
      "a countdown that was set for later",
      { breakouts: { open: false, endsAt: now + 1 } },
      [],
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
    ["a call", { call: { main: 1 } }, ["call main"]],
    ["calls of groups", { call: { groups: 1 } }, ["call groups"]],
    [
      "both, by the newer one",
      { call: { main: 1, groups: 9 }, shared: [poll("p", 5)] },
      ["call both", "p open"],
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
      wanted.find((it) => / (open|shown|closed|over)$/.test(it))?.split(" ")[0],
      name,
    );
  }
});
