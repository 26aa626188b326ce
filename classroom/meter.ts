/** What the classroom reports to metrics, beside what the engine does; never a name, a code or a word. */
import type { Meter } from "../sync/meter.ts";

/** Counts what happens in classes. Nothing here may throw, wait, or keep what it is given. */
export interface ClassMeter extends Meter {
  /** Somebody joined: new, returned after a login, or has to wait. */
  joined(how: "new" | "returned" | "waiting"): void;
  /** A session runs from now. */
  began(session: string): void;
  /** A session is over; `students`: how many were in it then. */
  ended(session: string, students: number): void;
  /** The model is asked for an answer. */
  asked(): void;
  /** The first words of an answer are there, `took` ms after the question. */
  answering(took: number): void;
  /** An answer is stored to its end, or given up, `took` ms after the question. */
  answered(answer: AnswerEnd): void;
  /** A mail was sent, or not. */
  mailed(kind: MailKind, outcome: MailOutcome): void;
}

/** How an answer of the assistant ended; `tokens` of what it said, roughly. */
export interface AnswerEnd {
  readonly state: "done" | "stopped" | "failed";
  readonly failure: string | undefined;
  readonly tokens: number;
  readonly took: number;
}

export type MailKind = "reset" | "confirm" | "invitation";

/** What became of a mail: `void` is one that nobody needs any more, `later` one that is tried again. */
export type MailOutcome = "sent" | "void" | "later" | "refused" | "failed";
