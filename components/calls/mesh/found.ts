/** The ways to this end that the browser finds: those that are found within a moment go in one message. */
import { type Candidate, mostCandidates } from "./messages.ts";

/** How long that is (ms). */
const moment = 50;

/** What is found of one connection. */
export class ConnectionFindings {
  #candidates: Candidate[] = [];
  #sending: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly tell: (candidates: readonly Candidate[]) => void) {}

  add({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate) {
    this.#candidates.push({
      candidate,
      sdpMid,
      sdpMLineIndex,
      usernameFragment,
    });
    this.#sending ??= setTimeout(() => {
      this.#sending = undefined;
      const all = this.#candidates.splice(0);
      while (all.length > 0) this.tell(all.splice(0, mostCandidates));
    }, moment);
  }

  close() {
    clearTimeout(this.#sending);
  }
}
