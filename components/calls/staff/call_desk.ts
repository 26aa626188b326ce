/** What staff do with the calls of a class as a whole (K-1), and what they did last: the end can be taken back for a while. */
import { effect, type Signal, signal, untracked } from "@preact/signals";
import { calls as words, callStaff as t } from "texts/calls.ts";
import type { CallFacts } from "../../../classroom/schema/calls.ts";
import type { ClassSession, Part } from "../../session/class_session.ts";
import { SessionApi } from "../../session/session_api.ts";
import { Call } from "../call.ts";

/** What was done. */
export interface CallDeed {
  readonly words: string;
  /** Of an end: where there was a call, and whether one was in it. */
  readonly ended?: { readonly was: CallFacts; readonly wasIn: boolean };
}

const places = ["main", "groups"] as const;

/** The desk of a class's calls, on one page. */
export class CallDesk implements Part {
  /** Null: nothing yet, or it was said for long enough. */
  readonly done: Signal<CallDeed | null> = signal(null);
  readonly api: SessionApi;
  #stopJoining = () => {};
  readonly #stop: () => void;

  constructor(readonly session: ClassSession) {
    this.api = new SessionApi(session.seat.session);
    const { out } = session.part(Call);
    this.#stop = effect(() => {
      const now = session.facts.call.value;
      const { was, wasIn } = this.done.value?.ended ?? {};
      // It is said by now, and stands with the way back.
      if (wasIn && out.value === "over") {
        queueMicrotask(() => out.value = "left");
      }
      // There is another: that one has ended is no news any more.
      const isAnother = was &&
        places.some((it) => now[it] !== undefined && now[it] !== was[it]);
      if (isAnother) this.done.value = null;
    });
  }

  /** Mutes all students, who can unmute themselves. */
  async muteAll(): Promise<void> {
    this.done.value = null;
    if (await this.api.act("POST", "/call/mute") === null) return;
    this.done.value = { words: t.mutedAll };
  }

  /** Changes what students may have on; false: it was refused. */
  async allow(
    change: { cameras?: boolean; screens?: boolean },
  ): Promise<boolean> {
    return await this.api.act("PATCH", "/call", change) !== null;
  }

  /** Ends all calls. */
  async end(): Promise<void> {
    const was = this.session.facts.call.peek();
    const wasIn = this.session.part(Call).voice.peek() !== null;
    if (await this.api.act("DELETE", "/call") === null) return;
    this.done.value = { words: words.out.over, ended: { was, wasIn } };
  }

  /** Starts again what was ended: what students may have on is as it was. Who was in it is in it again, microphone off. */
  async startAgain(
    { was, wasIn }: NonNullable<CallDeed["ended"]>,
  ): Promise<void> {
    for (const rooms of places) {
      if (was[rooms] === undefined) continue;
      if (await this.api.act("POST", "/call", { rooms }) === null) return;
    }
    this.done.value = null;
    if (wasIn) this.#join(this.session.part(Call));
  }

  /** Lets go of everything. */
  close(): void {
    this.#stop();
    this.#stopJoining();
  }

  /** As soon as it is known here that there is a call. */
  #join(call: Call) {
    this.#stopJoining();
    let done = false;
    this.#stopJoining = effect(() => {
      if (done || call.room.value === null) return;
      done = true;
      untracked(() => void call.join());
    });
  }
}
