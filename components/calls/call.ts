/**
 * The call of a class as this page has it (K-1, K-2): in which room this member's is, who is in it, what one may have on,
 * and whether one is in. All of it is computed from the session's document and presence. What a voice needs besides is in
 * `voice.ts`, which is loaded when one joins.
 */
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import {
  type CallPresence,
  callRights,
  callRoomOf,
  type CallSituation,
  type CallState,
  callStateWithin,
  mayCall,
} from "../../classroom/model/calls.ts";
import type { PresenceState } from "../../classroom/model/documents.ts";
import { Chat } from "../chat/chat.ts";
import { recall, remember } from "../client/browser_memory.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { lazyPart } from "../ui/load_part.ts";
import {
  allOff,
  type Caller,
  goesOn,
  grace,
  type Remembered,
  type WhyOut,
} from "./caller.ts";
import "./page_ways.ts";
import type { Voice } from "./joined/voice.ts";

const voicePart = lazyPart(() => import("./joined/voice.ts"));
const keyOf = (session: string) => `homeroom/call/${session}`;

/** Who is let back so soon after they were taken out is in again: that was taken back (ms). */
const undone = 30_000;

/** The call of a class on this page. */
export class Call implements SessionPart {
  /** There is a call anywhere in the class. */
  readonly isOn: ReadonlySignal<boolean>;
  /** The room in whose call one is, or would be if one joined; null: in none. */
  readonly room: ReadonlySignal<string | null>;
  /** Who is in that room's call; staff first. */
  readonly people: ReadonlySignal<readonly Caller[]>;
  /** What one may have on. */
  readonly rights: ReadonlySignal<CallState>;
  /** One's own being in the call; null: one has not joined. */
  readonly voice: Signal<Voice | null> = signal(null);
  /** One has asked to be let in, and what is needed for it is on its way. */
  readonly joining: Signal<boolean> = signal(false);
  readonly out: Signal<WhyOut | null> = signal(null);

  /** When one was in a call last. */
  #leftAt = 0;
  /** Where staff have gone; students are where their group is. */
  readonly #chosen: Signal<string | null> = signal(null);
  /** Who is online; for a moment after the connection was lost, those who were and have not been heard of since. */
  readonly #present: Signal<ReadonlyMap<string, PresenceState>>;
  /** Whom the page waits for: nobody, all of them, or those who are not back as it is itself. */
  #awaits: "nobody" | "all" | "others" = "nobody";
  /** As they were before the loss. */
  #awaited: (readonly [member: string, PresenceState])[] = [];
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** The last **Mute all** before the loss. */
  #mutedAt: number | undefined;
  readonly #situation: ReadonlySignal<CallSituation>;
  readonly #stop: (() => void)[] = [];
  #closed = false;

  constructor(readonly session: ClassSession) {
    const { facts, seat } = session;
    this.#situation = computed((): CallSituation => ({
      call: facts.call.value,
      info: facts.info.value as CallSituation["info"],
      breakouts: { open: facts.breakouts.value.open === true },
      room: (id) => facts.rooms.value[id],
      isOut: (id) => facts.callOut.value[id] !== undefined,
    }));
    this.isOn = computed(() => {
      const { main, groups } = facts.call.value;
      return main !== undefined || groups !== undefined;
    });
    this.room = computed(() => {
      const me = facts.members.value[seat.member];
      // Who came by a name alone is in no call until they are let in (J-2).
      if (seat.own !== undefined) return null;
      if (me?.role !== "teacher") {
        return callRoomOf(seat.member, me, this.#situation.value);
      }
      const shown = session.part(Chat).current.value.id;
      // Whoever is in it is brought to no other group than the one that they have joined.
      const rooms = [this.#chosen.value, this.voice.value ? null : shown];
      return [...rooms, "main"].find((room) =>
        room !== null && this.isOpenTo(room)
      ) ?? null;
    });
    this.rights = computed(() => {
      const me = facts.members.value[seat.member];
      return me ? callRights(me, this.#situation.value) : allOff;
    });
    this.#present = signal(facts.online.peek());
    this.#stop.push(effect(() => {
      const online = facts.online.value;
      untracked(() => this.#meet(online));
    }));
    this.people = computed(() => this.#peopleIn(this.room.value));
    // Who was brought elsewhere has gone there: nothing takes them back by itself.
    this.#stop.push(effect(() => {
      const room = this.room.value;
      if (this.voice.value && room !== null) this.#chosen.value = room;
    }));
    // Of another call it is not so any more, and where they are let back.
    this.#stop.push(effect(() => {
      const isOn = this.isOn.value, room = this.room.value;
      const isRemoved = isOn && this.out.peek() === "removed";
      if (!isRemoved) this.out.value = null;
      else if (room !== null) {
        if (Date.now() - this.#leftAt > undone) this.out.value = "back";
        else untracked(() => void this.join());
      }
    }));
    this.#goOn();
  }

  /** Joins with the microphone off, or as one was before the page was loaded again. */
  async join(before?: Remembered): Promise<void> {
    if (this.voice.peek() || this.joining.peek()) return;
    this.joining.value = true;
    this.out.value = null;
    const { Voice } = await voicePart();
    this.joining.value = false;
    const room = this.room.peek();
    if (this.#closed || room === null) return;
    this.#chosen.value = room;
    this.voice.value = new Voice(this, before);
  }

  /** There is no network, as the page itself says. */
  get isOffline(): boolean {
    return this.session.facts.document.status.value.state === "offline";
  }

  /** Whether one may be in the call of a room. */
  isOpenTo(room: string): boolean {
    const { facts, seat } = this.session;
    const me = facts.members.value[seat.member];
    return mayCall(seat.member, me, room, this.#situation.value);
  }

  /** Goes to the call of another room, as staff who visit; microphone off. */
  visit(room: string): void {
    this.voice.peek()?.own.turnAllOff();
    this.#chosen.value = room;
  }

  /** Is out of the call. */
  leave(why: WhyOut): void {
    const voice = this.voice.peek();
    this.voice.value = null;
    this.#chosen.value = null;
    // After what follows of it, since what is said of one call is not said of another.
    this.out.value = why;
    this.#leftAt = Date.now();
    voice?.close();
    this.#awaitNobody();
    // A page that the browser had put aside and taken up again has remembered it.
    remember(keyOf(this.session.seat.session), null, "sessionStorage");
  }

  /** Remembers for this tab how one is in the call, as its page goes. */
  remember(it: Omit<Remembered, "member">): void {
    const { session, member } = this.session.seat;
    remember(
      keyOf(session),
      JSON.stringify({ ...it, member }),
      "sessionStorage",
    );
  }

  /** Lets go of everything; what the tab remembers stays, for the page that is loaded next. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#waiting);
    for (const stop of this.#stop) stop();
    this.voice.peek()?.close();
    this.voice.value = null;
  }

  #peopleIn(room: string | null): Caller[] {
    const { facts, seat } = this.session;
    if (room === null) return [];
    const callers = [...this.#present.value.values()]
      .flatMap(({ member, call }) => {
        if (call?.room !== room) return [];
        const isAwaited = !facts.online.value.get(member)?.call;
        const state = isAwaited ? this.#may(member, call) : call;
        if (!state) return [];
        return [{
          ...state,
          member,
          name: facts.nameOf(member) ?? "",
          isMe: member === seat.member,
          isStaff: facts.members.value[member]?.role === "teacher",
        }];
      });
    return callers.sort((a, b) =>
      Number(b.isStaff) - Number(a.isStaff) || a.name.localeCompare(b.name)
    );
  }

  /** Without a connection nobody is online: a blip of it, or a server that begins anew, silences nobody for that (K-5). */
  #meet(online: ReadonlyMap<string, PresenceState>) {
    const isLost = online.size === 0;
    if (isLost && this.#awaits === "nobody") {
      this.#awaited = [...this.#present.peek()];
      this.#mutedAt = this.session.facts.call.peek().mutedAt;
      this.#await("all");
    }
    if (isLost) return;
    if (this.#awaits === "all") this.#await("others");
    // One who has come back is in the call a moment later.
    this.#awaited = this.#awaited.filter(([id]) => !online.get(id)?.call);
    this.#present.value = new Map([...online, ...this.#awaited]);
  }

  #await(whom: "all" | "others") {
    this.#awaits = whom;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#awaitNobody(), grace);
  }

  #awaitNobody() {
    clearTimeout(this.#waiting);
    this.#awaits = "nobody";
    this.#awaited = [];
    this.#present.value = this.session.facts.online.peek();
  }

  /** What somebody who is waited for has on still, as the class has it by now; null: they are out. */
  #may(id: string, state: CallPresence): CallPresence | null {
    const { facts } = this.session;
    const situation = this.#situation.value;
    const member = facts.members.value[id];
    if (!member || !mayCall(id, member, state.room, situation)) return null;
    const rights = callRights(member, situation);
    const isMuted = member.role !== "teacher" &&
      situation.call.mutedAt !== this.#mutedAt;
    const microphone = rights.microphone && !isMuted;
    return { ...state, ...callStateWithin(state, { ...rights, microphone }) };
  }

  /**
   * A page that was in the call when it was left is in it again, as soon as it is known where. It is remembered from one
   * page to the next alone: another tab that is made as a copy of this one joins nothing by itself.
   */
  #goOn() {
    const { session: { seat: { session, member } } } = this;
    const kept = recall(keyOf(session), "sessionStorage");
    remember(keyOf(session), null, "sessionStorage");
    const before = kept === null ? null : JSON.parse(kept) as Remembered;
    if (before?.member !== member || Date.now() - before.at > goesOn) return;
    this.#chosen.value = before.room;
    let done = false;
    const stop = effect(() => {
      const room = this.room.value;
      if (done || room === null) return;
      done = true;
      // Staff are heard where they were, and not where they look now.
      const isHeard = before.microphone &&
        (room === before.room || this.session.seat.role === "student");
      void this.join({ ...before, microphone: isHeard });
    });
    this.#stop.push(stop);
  }
}
