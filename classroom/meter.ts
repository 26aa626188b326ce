/** Metrics of the classroom, in addition to the engine's; no names, codes or words. */
import type { SyncMeter } from "../sync/meter.ts";

/** Must not throw, wait, or keep its arguments. */
export interface ClassMeter extends SyncMeter {
  /** `returned`: after a login. */
  recordJoin(how: "new" | "returned" | "waiting"): void;
  recordClassStart(session: string): void;
  /** `students`: number at the end. */
  recordClassEnd(session: string, students: number): void;
  /** The model is asked. */
  recordQuestion(): void;
  /** The first words arrived, `took` ms after the question. */
  recordFirstWords(took: number): void;
  /** An answer was stored or given up, `took` ms after the question. */
  recordAnswer(answer: AnswerFigures): void;
  recordMail(kind: MailKind, outcome: MailOutcome): void;
}

/** `tokens`: estimated from its words. */
export interface AnswerFigures {
  readonly state: "done" | "stopped" | "failed";
  readonly failure: string | undefined;
  readonly tokens: number;
  readonly took: number;
}

export type MailKind = "reset" | "confirm" | "invitation";

/** `void`: not needed any more; `later`: to be retried. */
export type MailOutcome = "sent" | "void" | "later" | "refused" | "failed";
