/** Metrics of the classroom, in addition to those of the sync engine. They have no names, codes or words. */
import type { SyncMeter } from "../sync/meter.ts";
import type { AlertChannel } from "./model/alert_entries.ts";
import type { DeliveryOutcome } from "./storage/delivery_queue.ts";

/** Receives what is measured. Its methods must not throw, wait, or keep their arguments. */
export interface ClassMeter extends SyncMeter {
  /** `returned`: a former member has joined again. */
  recordJoin(how: "new" | "returned" | "waiting"): void;
  recordClassStart(session: string): void;
  recordClassEnd(session: string, students: number): void;
  recordQuestion(): void;
  /** Called when the first words arrive, `took` ms after the question was stored. */
  recordFirstWords(took: number): void;
  /** Called when an answer was stored or given up. */
  recordAnswer(answer: AnswerFigures): void;
  /** Called after each check of the guard, answered or not. */
  recordGuardCheck(check: GuardFigures): void;
  recordMail(kind: MailKind, outcome: DeliveryOutcome): void;
  recordAlert(channel: AlertChannel, outcome: DeliveryOutcome): void;
}

/** `tokens`: estimated from the answer's words; `took`: ms since the question was stored. */
export interface AnswerFigures {
  readonly state: "done" | "stopped" | "failed";
  readonly failure: string | undefined;
  readonly tokens: number;
  readonly took: number;
}

/** `took`: ms since the check was due. */
export interface GuardFigures {
  readonly subject: "question" | "answer";
  readonly outcome: "passed" | "flagged" | "stopped" | "unanswered";
  readonly took: number;
}

export type MailKind = "reset" | "confirm" | "invitation";
