/**
 * Votes on anonymous polls, each a single request. A choice is never stored in an outbox or on a device, so
 * voting needs a network.
 */
import { type Signal, signal } from "@preact/signals";
import { poll as t } from "texts/sharing_class.ts";
import type { Answer } from "../../../classroom/model/resources/questions.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { requestAct } from "../../client/session_api.ts";

export interface VoteState {
  readonly isSent: boolean;
  /** True if the vote is counted, even if the sheet that shows it has not arrived. */
  readonly isCast?: true;
  /** Why the last vote was not counted. */
  readonly refusal?: string;
}

export class AnonymousVoteSender implements SessionPart {
  /** By poll, for votes sent from this page. */
  readonly votesByPoll: Signal<Readonly<Record<string, VoteState>>> = signal(
    {},
  );

  constructor(private readonly session: ClassSession) {}

  /** Sends one vote at a time. */
  async castVote(poll: string, answer: Answer): Promise<void> {
    const before = this.votesByPoll.peek()[poll];
    if (before?.isSent) return;
    this.#note(poll, { ...before, isSent: true });
    const { session, as } = this.session.seat;
    const given = { id: poll, answer };
    const at = "POST /resources/:id/vote";
    const reply = await requestAct(session, at, given, { as });
    // `already-answered`: the reply to an earlier request was lost.
    if (reply.ok || reply.problem.type === "already-answered") {
      return this.#note(poll, { isSent: true, isCast: true });
    }
    const { status, detail } = reply.problem;
    const why = status === 0 ? t.needsNetwork : detail;
    this.#note(poll, { isSent: false, refusal: why });
  }

  close(): void {}

  #note(poll: string, state: VoteState): void {
    this.votesByPoll.value = { ...this.votesByPoll.peek(), [poll]: state };
  }
}
