/** What staff do with the calls of a class (K-1), and their last deed: an end can be taken back for a while. */
import { effect, type Signal, signal, untracked } from "@preact/signals";
import { calls as words, callStaff as t } from "texts/calls.ts";
import type { CallFacts } from "../../../classroom/model/calls.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { SessionApi } from "../../client/session_api.ts";
import { Call } from "../call.ts";

export interface CallDeed {
  readonly words: string;
  /** Of an end: what it takes to start again. */
  readonly ended?: Ended;
}

interface Ended {
  /** The calls that were on. */
  readonly was: CallFacts;
  /** The room in whose call oneself was; null: none. */
  readonly room: string | null;
  /** Students who had been taken out. */
  readonly out: readonly string[];
}

/** How long a deed is shown at least: to read it, and to take an end back (ms). */
const stays = { toRead: 8_000, toUndo: 30_000 };
/** Pause (ms) before it is checked again whether a held deed may go. */
const tries = 500;
/** How long a restarted call is waited for (ms); later one joins by a press. */
const awaits = 10_000;

const places = ["main", "groups"] as const;

export class CallDesk implements SessionPart {
  /** Null: nothing yet, or shown for long enough. */
  readonly done: Signal<CallDeed | null> = signal(null);
  readonly api: SessionApi;
  /** One for each place that shows it: whether somebody is at it, so that it must stay. */
  readonly holders = new Set<() => boolean>();
  #going: ReturnType<typeof setTimeout> | undefined;
  #stopJoining = () => {};
  readonly #stop: (() => void)[];

  constructor(readonly session: ClassSession) {
    this.api = new SessionApi(session.seat.session);
    const { out } = session.part(Call);
    const news = effect(() => {
      const now = session.facts.call.value;
      const { was, room = null } = this.done.value?.ended ?? {};
      // The deed says it already, with the way back.
      if (room !== null && out.value === "over") {
        queueMicrotask(() => out.value = "left");
      }
      // Another call has begun: the end is no news any more.
      const isAnother = was &&
        places.some((it) => now[it] !== undefined && now[it] !== was[it]);
      if (isAnother) this.done.value = null;
    });
    const time = effect(() => {
      const deed = this.done.value;
      clearTimeout(this.#going);
      if (!deed) return;
      const stay = deed.ended ? stays.toUndo : stays.toRead;
      this.#going = setTimeout(() => this.#go(), stay);
    });
    this.#stop = [news, time];
  }

  /** Clears the deed and a refusal. */
  clear(): void {
    this.done.value = null;
    this.api.trouble.value = null;
  }

  /** Students can unmute themselves. */
  async muteAll(): Promise<void> {
    this.done.value = null;
    if (await this.api.act("POST /call/mute") === null) return;
    this.done.value = { words: t.mutedAll };
  }

  /** False: it was refused. */
  async allow(
    change: { cameras?: boolean; screens?: boolean },
  ): Promise<boolean> {
    return await this.api.act("PATCH /call", change) !== null;
  }

  async end(): Promise<void> {
    const { facts } = this.session;
    const call = this.session.part(Call);
    // Read before the answer, which forgets all of it.
    const ended = {
      was: facts.call.peek(),
      room: call.voice.peek() && call.room.peek(),
      out: Object.keys(facts.callOut.peek()),
    };
    if (await this.api.act("DELETE /call") === null) return;
    this.done.value = { words: words.out.over, ended };
  }

  /**
   * Starts again what was ended: rights and removals as before, and whoever was in it joins the same room, microphone off.
   * If groups have closed since, it is the main room's call.
   */
  async startAgain({ was, room, out }: Ended): Promise<void> {
    const areOpen = this.session.facts.breakouts.peek().open === true;
    const wanted = places.filter((it) => was[it] !== undefined)
      .map((it) => areOpen ? it : "main");
    const started = new Set<string>();
    for (const rooms of new Set(wanted)) {
      if (await this.api.act("POST /call", { rooms }) === null) break;
      if (started.size === 0) await this.#takeOut(out);
      started.add(rooms);
    }
    if (started.size === 0) return;
    this.done.value = null;
    if (room !== null) this.#join(started.has("groups") ? room : "main");
  }

  close(): void {
    for (const stop of this.#stop) stop();
    clearTimeout(this.#going);
    this.#stopJoining();
  }

  /** Ends the deed's time, but not from under a hand. */
  #go() {
    const isHeld = [...this.holders].some((is) => is());
    if (isHeld) this.#going = setTimeout(() => this.#go(), tries);
    else this.clear();
  }

  async #takeOut(members: readonly string[]) {
    await Promise.all(
      members.map((it) => this.api.act("DELETE /call/members/:m", { m: it })),
    );
  }

  /** Joins as soon as the room's call is known here, unless another was joined meanwhile. */
  #join(room: string) {
    this.#stopJoining();
    const call = this.session.part(Call);
    let waits = true;
    const stop = effect(() => {
      if (!waits || !call.isOpenTo(room)) return;
      waits = false;
      untracked(() => {
        if (call.voice.value || call.joining.value) return;
        call.visit(room);
        void call.join();
      });
    });
    const timer = setTimeout(stop, awaits);
    this.#stopJoining = () => {
      stop();
      clearTimeout(timer);
    };
  }
}
