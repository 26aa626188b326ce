/**
 * What people bring from elsewhere is read apart from the main thread, which all classes share: one import at a
 * time for the server, teachers in turn, within a budget of time and memory, half of the time at the most.
 */
import { Refusal, type Values } from "../../sync/refusal.ts";
import { RateLimiter, tooOften } from "../limits/rate_limiter.ts";
import { oneOfAll, TurnQueue } from "../limits/turn_queue.ts";
import { refusal } from "../model/refuse.ts";
import type { FileText } from "../model/tables/file_text.ts";
import type { QuizFormat, TemplateFormat, TrueFalse } from "./formats/found.ts";
import type { ImportReading, Read, ReadQuiz } from "./formats/reading.ts";
import type { Template } from "./resource_bodies.ts";

/** What somebody brings: the body of a request. */
export interface Brought {
  what: "quiz" | "template";
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  words: TrueFalse;
}

/** What was read in it. */
export interface Imported
  extends Partial<Pick<FileText, "charset" | "possible">> {
  format: QuizFormat | TemplateFormat;
  /** Without it nothing is kept: it is only shown. */
  keep: boolean;
  /** What quizzes are to be called, in their order. */
  names: string[];
  quizzes?: ImportReading<ReadQuiz>;
  templates?: ImportReading<Read<Template>>;
}

/** A refusal as it crosses from one thread to another. */
export interface ImportRefused {
  refused: {
    kind: string;
    reason: string | null;
    values: Values;
    more: Readonly<Record<string, unknown>>;
  };
}

/** Reads apart; or says by what it was ended: that is for the log. */
export type ReadApart = (
  brought: Brought,
) => Promise<{ said: Imported | ImportRefused } | { ended: string }>;

export const importLimits = {
  /** A dialog that asks again while somebody types has one or two. */
  perTeacher: 4,
  all: 40,
  /** So many bytes may come or wait at once, besides the first of each. */
  held: 24 * 1024 * 1024,
  free: 256 * 1024,
} as const;

export class Imports {
  readonly #readApart: ReadApart;
  readonly #report: (what: string, error: unknown) => void;
  readonly #limiter: RateLimiter;
  readonly #turns = new TurnQueue(oneOfAll);
  /** How many each teacher has under way. */
  readonly #underWay = new Map<string, number>();
  #all = 0;
  #held = 0;

  constructor(
    { readApart, report, clock }: {
      readApart: ReadApart;
      report: (what: string, error: unknown) => void;
      clock: () => number;
    },
  ) {
    this.#limiter = new RateLimiter(clock);
    this.#readApart = readApart;
    this.#report = report;
  }

  /**
   * Reads when it is this teacher's turn; `bring` tells how many bytes it holds by now.
   * @param gone says that nobody waits for it any more
   */
  async read(
    teacher: string,
    bring: (holds: (bytes: number) => void) => Promise<Brought>,
    gone: AbortSignal,
  ): Promise<Imported> {
    const mine = this.#underWay.get(teacher) ?? 0;
    if (mine >= importLimits.perTeacher || this.#all >= importLimits.all) {
      throw tooOften(1000);
    }
    this.#limiter.require(["importOfTeacher", teacher]);
    this.#underWay.set(teacher, mine + 1);
    this.#all++;
    let held = 0;
    try {
      const brought = await bring((bytes) => {
        const more = Math.max(0, bytes - importLimits.free) - held;
        if (this.#held + more > importLimits.held) throw tooOften(10_000);
        held += more;
        this.#held += more;
      });
      return await this.#inTurn(teacher, brought, gone);
    } finally {
      this.#held -= held;
      this.#all--;
      const left = this.#underWay.get(teacher)! - 1;
      if (left === 0) this.#underWay.delete(teacher);
      else this.#underWay.set(teacher, left);
    }
  }

  async #inTurn(
    teacher: string,
    brought: Brought,
    gone: AbortSignal,
  ): Promise<Imported> {
    const answer = await this.#turns.run(
      { group: teacher, member: "" },
      () => this.#readApart(brought),
      gone,
    );
    if (answer === null) throw refusal("body-too-slow");
    if ("said" in answer) {
      if (!("refused" in answer.said)) return answer.said;
      const { kind, reason, ...about } = answer.said.refused;
      throw new Refusal(kind, { ...about, ...reason && { reason } });
    }
    this.#report("an import was ended", new Error(answer.ended));
    throw refusal("import-too-heavy");
  }
}
