/**
 * Votes in anonymous polls, one request each. A choice is never stored on a device, so voting needs a
 * network.
 */
import { type Signal, signal } from "@preact/signals";
import { poll as t } from "texts/sharing_class.ts";
import type { Answer } from "../../../classroom/model/resources/questions.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { requestAct } from "../../client/session_api.ts";

export interface VoteState {
  readonly isSent: boolean;
  /** True if the vote is counted, even if the document that shows it has not arrived. */
  readonly isCounted?: true;
  readonly refusal?: string;
}

export class AnonymousVoteSender implements SessionPart {
  /** Votes sent from this page, by the id of the poll. */
  readonly votesByPoll: Signal<Readonly<Record<string, VoteState>>> = signal(
    {},
  );

  constructor(private readonly session: ClassSession) {}

  /** Sends a vote, unless one for the poll is being sent or was counted. */
  async sendVote(poll: string, answer: Answer): Promise<void> {
    const lastVote = this.votesByPoll.peek()[poll];
    if (lastVote?.isSent) return;
    this.#note(poll, { ...lastVote, isSent: true });
    const { session, cookieRole } = this.session.seat;
    const input = { id: poll, answer };
    const action = "POST /resources/:id/vote";
    const reply = await requestAct(session, action, input, { as: cookieRole });
    // `already-answered`: an earlier request counted, but its reply was lost.
    if (reply.ok || reply.problem.type === "already-answered") {
      return this.#note(poll, { isSent: true, isCounted: true });
    }
    const { status, detail } = reply.problem;
    const refusal = status === 0 ? t.needsNetwork : detail;
    this.#note(poll, { isSent: false, refusal });
  }

  close(): void {}

  #note(poll: string, state: VoteState): void {
    this.votesByPoll.value = { ...this.votesByPoll.peek(), [poll]: state };
  }
}
