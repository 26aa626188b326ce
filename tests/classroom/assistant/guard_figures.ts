/**
 * What worrying words and a guard find, miss and delay, by what the guard's endpoint does (T-3, M-4): asks the lines
 * for worrying words as students' questions, with stand-ins over HTTP. Prints the table of `docs/safety.md`:
 * `deno run -A tests/classroom/assistant/guard_figures.ts`.
 */
import assert from "node:assert/strict";
import type { Model } from "../../../classroom/assistant/model.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import {
  type Ticket,
  TurnQueue,
} from "../../../classroom/limits/turn_queue.ts";
import { streamWords } from "../../model_server.ts";
import { Lesson } from "../lesson.ts";
import { type Line, lineSets, readLines } from "../monitoring/words/lines.ts";

/** The guard's kind for each kind of worrying words. */
const kindsOfGuard: Readonly<Record<string, string>> = {
  "self-harm": "self-harm/intent",
  home: "violence",
  sexual: "sexual/minors",
  violence: "harassment/threatening",
  bullying: "harassment",
  eating: "self-harm",
};
const kindOf = ({ kind }: Line) => kindsOfGuard[kind];

/** One text that a stand-in reads. */
interface Check {
  /** The line that was asked; undefined: an answer. */
  readonly line: Line | undefined;
  /** The number of earlier checks of the same text. */
  readonly before: number;
  /** The check's id, for a chat model. */
  readonly id: string;
  /** Resolves when all lines have been asked. */
  readonly over: Promise<void>;
  /** Resolves when nobody waits for it any more. */
  readonly left: Promise<void>;
}

interface StandIn {
  readonly name: string;
  /** The time that a question waits for the guard, in time limits; two where `GUARD_FAILS` matters: closed, open. */
  readonly wait: string | readonly [closed: string, open: string];
  readonly settings: Readonly<Record<string, string>>;
  /** Absent: its address refuses connections. */
  readonly answer?: (check: Check) => Response | Promise<Response>;
}

const sleep = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));

function moderation(kinds: readonly string[], flagged = kinds.length > 0) {
  const all = new Set(Object.values(kindsOfGuard));
  const categories = Object.fromEntries(
    [...all].map((kind) => [kind, kinds.includes(kind)]),
  );
  return Response.json({ results: [{ flagged, categories }] });
}

const rightAnswer = ({ line }: Check) =>
  moderation(line?.isWorrying ? [kindOf(line)] : []);

/** A number from 0 to 1 by the text (FNV-1a, mixed), which is the seed's part of the share. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function wrongAnswer(share: number, check: Check): Response {
  const { line } = check;
  if (!line || shareOf(line.text) >= share) return rightAnswer(check);
  return moderation(line.isWorrying ? [] : [kindOf(line)]);
}

/**
 * The limit (s) is long where it must not be met by chance. Where it is waited for, a busy machine still asks the
 * stand-in within it.
 */
const patient = { GUARD_TIMEOUT: "60" }, impatient = { GUARD_TIMEOUT: "5" };
const oneOrTwo = ["1", "1 or 2"] as const;

export const standIns: readonly StandIn[] = [
  { name: "right", wait: "0", settings: patient, answer: rightAnswer },
  {
    name: "slow, but in time",
    wait: "below 1 each",
    settings: patient,
    async answer(check) {
      await sleep(200);
      return rightAnswer(check);
    },
  },
  ...[0.05, 0.2].map((share): StandIn => ({
    name: `wrong about ${100 * share} % of lines`,
    wait: "0",
    settings: patient,
    answer: (check) => wrongAnswer(share, check),
  })),
  {
    name: "fickle: stops a text, then passes it",
    wait: "0",
    settings: patient,
    answer: ({ line, before }) =>
      moderation(line && before === 0 ? [kindOf(line)] : []),
  },
  {
    name: "slow: answers after the limit",
    wait: oneOrTwo,
    settings: impatient,
    async answer(check) {
      await check.left;
      return rightAnswer(check);
    },
  },
  {
    name: "silent",
    wait: oneOrTwo,
    settings: impatient,
    async answer({ over }) {
      await over;
      throw new Error("it never answers");
    },
  },
  {
    name: "contradictory: flagged in no category",
    wait: "0",
    settings: patient,
    answer: () => moderation([], true),
  },
  {
    name: "contradictory: a chat model that says no and yes",
    wait: "0",
    settings: { ...patient, GUARD_API: "chat" },
    answer: ({ id }) =>
      streamWords([`{"id":"${id}","kinds":[],"kinds":["violence"]}`]),
  },
  { name: "down: refuses connections", wait: "0", settings: patient },
];

class StandInServer {
  readonly url: string;
  /** The number of checks by text. */
  readonly checks = new Map<string, number>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #over = Promise.withResolvers<void>();

  constructor({ answer }: StandIn, lines: readonly Line[]) {
    const linesByText = new Map(lines.map((line) => [line.text, line]));
    this.#server = Deno.serve({
      port: 0,
      hostname: "127.0.0.1",
      onListen() {},
      onError: () => new Response(null, { status: 500 }),
    }, async (request) => {
      const { input, messages } = await request.json();
      const { id, text } = messages
        ? JSON.parse(messages.at(-1).content)
        : { id: "", text: input };
      const before = this.checks.get(text) ?? 0;
      this.checks.set(text, before + 1);
      const line = linesByText.get(text), over = this.#over.promise;
      const left = new Promise<void>((resolve) =>
        request.signal.addEventListener("abort", () => resolve())
      );
      return await answer!({ line, before, id, over, left });
    });
    this.url = `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  async stop(): Promise<void> {
    this.#over.resolve();
    await this.#server.shutdown();
  }
}

/** Answers at once, with a text of its own for each question. */
const model: Model = {
  name: "quick",
  async *answer({ words }) {
    await Promise.resolve();
    yield answerTo(words.at(-1)!.text);
  },
};
const answerTo = (question: string) => `Re: ${shareOf(question)}`;

/** As many as a student may ask in a minute, and fewer than signals that a student can have. */
const questionsEach = 10;

/** Numbers of lines. */
export interface Figures {
  /** Worrying lines that the guard stopped, of which staff got a signal, and neither. */
  readonly stopped: number;
  readonly signalled: number;
  readonly missed: number;
  /** The same of harmless lines. */
  readonly falselyStopped: number;
  readonly falseAlarms: number;
  /** Lines that got an answer, and those that got none because no check succeeded. */
  readonly answered: number;
  readonly unchecked: number;
  /** Stopped lines that got an answer when they were asked again. */
  readonly passedLater: number;
  /** The most checks of one question with its answer, and all checks. */
  readonly maxChecks: number;
  readonly checks: number;
}

export async function readAllLines(): Promise<Line[]> {
  return (await Promise.all(lineSets.map(readLines))).flat();
}

/** Asks all lines in one class. Without a stand-in there is no guard. */
export async function measure(
  lines: readonly Line[],
  standIn?: StandIn,
  fails: "closed" | "open" = "closed",
): Promise<Figures> {
  const server = standIn && new StandInServer(standIn, lines);
  if (!standIn?.answer) await server?.stop();
  try {
    await using lesson = await beginClass(lines.length, {
      ...server && {
        ...standIn!.settings,
        GUARD_MODEL: "stand-in",
        GUARD_BASE_URL: server.url,
        GUARD_FAILS: fails,
        GUARD_CONCURRENCY: String(lines.length),
      },
    });
    const asked = await askAll(lesson, lines);
    const checks = lines.map(({ text }) =>
      [text, answerTo(text)]
        .reduce((sum, it) => sum + (server?.checks.get(it) ?? 0), 0)
    );
    const stopped = asked.filter(({ failure }) => failure === stop);
    lesson.school.time.now += 60_000;
    const again = await askAll(lesson, stopped.map(({ line }) => line));
    return {
      ...countLines(asked),
      passedLater: again.filter(({ failure }) => failure === null).length,
      maxChecks: Math.max(...checks),
      checks: checks.reduce((sum, it) => sum + it, 0),
    };
  } finally {
    if (standIn?.answer) await server?.stop();
  }
}

async function beginClass(
  lines: number,
  settings: Record<string, string>,
): Promise<Lesson> {
  const lesson = await Lesson.begin({
    hooks: { model, report() {} },
    settings: {
      OPENAI_MAX_TOKENS: "100",
      ASSISTANT_CLASS_PACE: "100000",
      ASSISTANT_ADDRESS_PACE: "100000",
      ASSISTANT_SERVER_PACE: "100000",
      ...settings,
    },
  });
  for (let n = 0; n * questionsEach < lines; n++) {
    // At a pace at which nobody waits to be let in.
    lesson.school.time.now += 2_000;
    lesson.students.push(await lesson.addStudent(`Student ${n}`));
  }
  return lesson;
}

interface Asked {
  readonly line: Line;
  readonly failure: string | null;
  readonly isSignalled: boolean;
}

const stop = "question-stopped";

async function askAll(
  lesson: Lesson,
  lines: readonly Line[],
): Promise<Asked[]> {
  const studentOf = (n: number) =>
    lesson.students[Math.floor(n / questionsEach)];
  const questions = await Promise.all(lines.map(async ({ text }, n) => {
    const { refused, ...ids } = await lesson.ask(studentOf(n), text);
    assert.equal(refused, null);
    return ids;
  }));
  const asked: Asked[] = [];
  for (const [n, line] of lines.entries()) {
    const { conversation, id } = questions[n];
    const turns = await lesson.waitForTurns(
      conversation,
      (all) => all.at(-1)?.state !== "streaming",
    );
    const { state, failure } = turns.at(-1)!;
    assert.equal(state === "done", failure === undefined);
    const activity = await lesson.readStaffEntry<StudentActivity>(
      "students",
      studentOf(n).member,
    );
    const isSignalled = activity!.signals.some(({ kind, message }) =>
      kind === "worrying" && message === id
    );
    asked.push({ line, failure: failure ?? null, isSignalled });
  }
  return asked;
}

function countLines(
  asked: readonly Asked[],
): Omit<Figures, "passedLater" | "maxChecks" | "checks"> {
  const count = (fits: (it: Asked) => boolean) => asked.filter(fits).length;
  const isStopped = ({ failure }: Asked) => failure === stop;
  const worrying = (fits: (it: Asked) => boolean) =>
    count((it) => it.line.isWorrying && fits(it));
  const harmless = (fits: (it: Asked) => boolean) =>
    count((it) => !it.line.isWorrying && fits(it));
  return {
    stopped: worrying(isStopped),
    signalled: worrying((it) => it.isSignalled),
    missed: worrying((it) => !isStopped(it) && !it.isSignalled),
    falselyStopped: harmless(isStopped),
    falseAlarms: harmless((it) => it.isSignalled),
    answered: count(({ failure }) => failure === null),
    unchecked: count(({ failure }) => failure === "not-checked"),
  };
}

export interface Row {
  /** Null: no guard. */
  readonly standIn: StandIn | null;
  readonly fails: "closed" | "open";
  readonly figures: Figures;
}

/** Some at once, as most of the time is waiting. */
export async function measureAll(lines: readonly Line[]): Promise<Row[]> {
  const rows: Promise<Row>[] = [];
  const turns = new TurnQueue<Ticket>({ all: 4, perGroup: 4 });
  const add = (standIn: StandIn | null, fails: Row["fails"]) =>
    rows.push(turns.run({ group: "", member: "" }, async () => ({
      standIn,
      fails,
      figures: await measure(lines, standIn ?? undefined, fails),
    })));
  add(null, "closed");
  for (const standIn of standIns) {
    add(standIn, "closed");
    add(standIn, "open");
  }
  return await Promise.all(rows);
}

const heading = [
  "the guard",
  "`GUARD_FAILS`",
  "stopped",
  "signals",
  "missed",
  "falsely stopped",
  "false alarms",
  "unchecked",
  "wait",
];

/** One row for both settings where they make no difference. */
export function makeTable(rows: readonly Row[]): string[][] {
  const table = [heading];
  let before = "";
  for (const { standIn, fails, figures: it } of rows) {
    const cells = [
      it.stopped,
      it.signalled,
      it.missed,
      it.falselyStopped,
      it.falseAlarms,
      it.unchecked,
    ].map(String);
    const { name, wait } = standIn ?? { name: "none: words alone", wait: "–" };
    const waits = typeof wait === "string" ? [wait, wait] : wait;
    cells.push(waits[fails === "closed" ? 0 : 1]);
    if (before === `${name} ${cells}`) table.at(-1)![1] = "either";
    else table.push([name, standIn ? fails : "–", ...cells]);
    before = `${name} ${cells}`;
  }
  return table;
}

if (import.meta.main) {
  const table = makeTable(await measureAll(await readAllLines()));
  table.splice(1, 0, heading.map((_, n) => n < 2 ? "---" : "--:"));
  for (const cells of table) console.log(`| ${cells.join(" | ")} |`);
}
