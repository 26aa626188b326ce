/**
 * The staff's actions on calls (K-1), and the line about the last one. The end of a call can be undone for a
 * while.
 */
import { effect, type Signal, signal, untracked } from "@preact/signals";
import { calls as words, callStaff as t } from "texts/calls.ts";
import { isLoopbackHttp } from "../../../formats/loopback.ts";
import type { CallsState } from "../../../classroom/model/calls.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { SessionApi } from "../../client/session_api.ts";
import { Call } from "../call.ts";
import { findBrowserTrouble } from "../microphone_trouble.ts";

export interface CallAction {
  readonly text: string;
  readonly ended?: Ended;
}

interface Ended {
  readonly was: CallsState;
  /** The room whose call this page had joined; null: it had joined none. */
  readonly room: string | null;
  readonly out: readonly string[];
}

const shownMs = { toRead: 8_000, toUndo: 30_000 };
const checkHeldMs = 500;
/** A started call is joined if the page learns of it within this time (ms); later only by **Join call**. */
const rejoinWithinMs = 10_000;

const places = ["main", "groups"] as const;

export class StaffCall implements SessionPart {
  readonly lastAction: Signal<CallAction | null> = signal(null);
  readonly api: SessionApi;
  /**
   * One function per place that shows the line: true while pointer or focus is on it or a press is likely, so that it
   * must stay.
   */
  readonly keepsNotice = new Set<() => boolean>();
  #going: ReturnType<typeof setTimeout> | undefined;
  #cancelJoin = () => {};
  readonly #stop: (() => void)[];

  constructor(readonly session: ClassSession) {
    this.api = new SessionApi(session.seat.session);
    const { exitReason } = session.part(Call);
    const news = effect(() => {
      const now = session.facts.call.value;
      const { was, room = null } = this.lastAction.value?.ended ?? {};
      // The line about the action already says that the call is over.
      if (room !== null && exitReason.value === "over") {
        queueMicrotask(() => exitReason.value = "left");
      }
      // Once another call has begun, the end cannot be undone.
      const isAnother = was &&
        places.some((it) => now[it] !== undefined && now[it] !== was[it]);
      if (isAnother) this.lastAction.value = null;
    });
    const time = effect(() => {
      const action = this.lastAction.value;
      clearTimeout(this.#going);
      if (!action) return;
      const stay = action.ended ? shownMs.toUndo : shownMs.toRead;
      this.#going = setTimeout(() => this.#go(), stay);
    });
    this.#stop = [news, time];
  }

  clearLastAction(): void {
    this.lastAction.value = null;
    this.api.refusal.value = null;
  }

  async muteAll(): Promise<void> {
    this.lastAction.value = null;
    if (await this.api.act("POST /call/mute") === null) return;
    this.lastAction.value = { text: t.mutedAll };
  }

  /** Resolves to false if refused; `api` has the reason. */
  async setRights(
    change: { cameras?: boolean; screens?: boolean },
  ): Promise<boolean> {
    return await this.api.act("PATCH /call", change) !== null;
  }

  /**
   * Starts the main room's call and joins it with the microphone on; joins a running call muted. Resolves to false if
   * refused.
   */
  async startInMainRoom(api: SessionApi): Promise<boolean> {
    const wasOn = this.session.facts.call.peek().main !== undefined;
    const isOn = wasOn ||
      await api.act("POST /call", { rooms: "main" }) !== null;
    if (isOn && findBrowserTrouble() !== "unsupported") {
      this.#join("main", !wasOn);
    }
    return isOn;
  }

  async end(): Promise<void> {
    const { facts } = this.session;
    const call = this.session.part(Call);
    // Read before the request, which clears all of it.
    const ended = {
      was: facts.call.peek(),
      room: call.voice.peek() && call.room.peek(),
      out: Object.keys(facts.callRemovals.peek()),
    };
    if (await this.api.act("DELETE /call") === null) return;
    this.lastAction.value = { text: words.out.over, ended };
  }

  /**
   * Starts the ended calls again with their rights and removals, and rejoins muted. If groups were closed meanwhile,
   * starts the main room's call.
   */
  async startAgain({ was, room, out }: Ended): Promise<void> {
    const areOpen = this.session.facts.breakouts.peek().open === true;
    const roomsToStart = places.filter((it) => was[it] !== undefined)
      .map((it) => areOpen ? it : "main");
    const started = new Set<string>();
    for (const rooms of new Set(roomsToStart)) {
      if (await this.api.act("POST /call", { rooms }) === null) break;
      if (started.size === 0) await this.#takeOut(out);
      started.add(rooms);
    }
    if (started.size === 0) return;
    this.lastAction.value = null;
    if (room !== null) this.#join(started.has("groups") ? room : "main");
  }

  close(): void {
    for (const stop of this.#stop) stop();
    clearTimeout(this.#going);
    this.#cancelJoin();
  }

  #go() {
    const isHeld = [...this.keepsNotice].some((is) => is());
    if (isHeld) this.#going = setTimeout(() => this.#go(), checkHeldMs);
    else this.clearLastAction();
  }

  async #takeOut(members: readonly string[]) {
    await Promise.all(
      members.map((it) => this.api.act("DELETE /call/members/:m", { m: it })),
    );
  }

  /** Joins once the room's call is known, unless another call was joined meanwhile. */
  #join(room: string, isHeard = false) {
    this.#cancelJoin();
    const call = this.session.part(Call);
    let isWaiting = true;
    const stop = effect(() => {
      if (!isWaiting || !call.isOpenToRoom(room)) return;
      isWaiting = false;
      untracked(() => {
        if (call.voice.value || call.isJoining.value) return;
        call.switchRoom(room);
        void call.join().then(() => {
          // Another room may have been chosen meanwhile.
          if (!isHeard || call.room.peek() !== room) return;
          // The browser may ask. If it gives no microphone, the bar says why.
          void call.voice.peek()?.ownDevices.switchDevice("microphone", true);
        });
      });
    });
    const timer = setTimeout(stop, rejoinWithinMs);
    this.#cancelJoin = () => {
      stop();
      clearTimeout(timer);
    };
  }
}

const httpsGuide = { file: "docs/deploy/network.md" };

/** Says who gets no microphone because their page is opened by http; null: nobody. */
export function describeInsecurePages(
  isOwn: boolean,
  link: string,
): string | null {
  const isTheirs = link.startsWith("http:") && !isLoopbackHttp(link);
  if (isOwn && !isTheirs) return words.no.insecureTeacher;
  if (isOwn) return t.allListen(httpsGuide);
  return isTheirs ? t.studentsListen(httpsGuide) : null;
}
