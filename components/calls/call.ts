/**
 * The class's call on this page (K-1, K-2): its room, people and rights. Joining loads
 * `joined/call_connection.ts`.
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
  type CallMedia,
  type CallPresence,
  callRights,
  callRoomOf,
  type CallSituation,
  findLastMute,
  isAllowedInCall,
  limitToRights,
} from "../../classroom/model/calls.ts";
import type { PresenceState } from "../../classroom/model/documents.ts";
import { Chat } from "../chat/chat.ts";
import { readStored, writeStored } from "../client/browser_storage.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { lazyPart } from "../ui/load_part.ts";
import {
  allDevicesOff,
  type Caller,
  type CallExitReason,
  callResumeMs,
  lostMembersGraceMs,
  type RememberedCall,
} from "./caller.ts";
import type { CallConnection } from "./joined/call_connection.ts";
import type { Reply } from "../client/send_request.ts";
import { requestAct } from "../client/session_api.ts";
import { watchMicrophoneTrouble } from "./microphone_trouble.ts";
import {
  type CallersFreshness,
  type JoinCallMedia,
  provideCallBackend,
} from "./call_backend.ts";
import type { CallTransport } from "../../classroom/model/views.ts";

const voicePart = lazyPart(() => import("./joined/call_connection.ts"));
const keyOf = (session: string) => `homeroom/call/${session}`;

export const callOverNoticeMs = 8_000;

/** A removed member who is let back within this time (ms) rejoins without pressing a button. */
const undoneWithinMs = 30_000;

/** A member who was online when the page lost its connection, and was in no call since. */
interface Awaited {
  readonly state: PresenceState;
  readonly mutedAt: number;
  /** Whether the running timeout drops this member. False: added after it began, so the next timeout does. */
  isTimed: boolean;
}

export class Call implements SessionPart {
  readonly isRunning: ReadonlySignal<boolean>;
  /** The room of the joined call, or of the one that could be joined; null: none. */
  readonly room: ReadonlySignal<string | null>;
  /** Whether a call is on that this device may join once a teacher has confirmed it (J-2). */
  readonly isWaiting: ReadonlySignal<boolean>;
  readonly callers: ReadonlySignal<readonly Caller[]>;
  readonly callersFreshness: ReadonlySignal<CallersFreshness>;
  readonly allowedDevices: ReadonlySignal<CallMedia>;
  readonly voice: Signal<CallConnection | null> = signal(null);
  /** Whether the code of the call is still loading. */
  readonly isJoining: Signal<boolean> = signal(false);
  readonly exitReason: Signal<CallExitReason | null> = signal(null);
  /** Whether the call lies large over the page; else it is a tile. */
  readonly isLarge: Signal<boolean> = signal(false);

  #leftAt = 0;
  readonly #chosen: Signal<string | null> = signal(null);
  /** Members online. After a lost connection also those in {@link #awaited}. */
  readonly #present: Signal<ReadonlyMap<string, PresenceState>>;
  readonly #awaits: Signal<"nobody" | "all" | "others"> = signal("nobody");
  readonly #awaited = new Map<string, Awaited>();
  #isLost = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
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
      isOut: (id) => facts.callRemovals.value[id] !== undefined,
    }));
    this.isRunning = computed(() => {
      const { main, groups } = facts.call.value;
      return main !== undefined || groups !== undefined;
    });
    const studentsRoom = computed(() => {
      const ownMember = facts.members.value[seat.member];
      return callRoomOf(seat.member, ownMember, this.#situation.value);
    });
    this.isWaiting = computed(() =>
      seat.alias !== undefined && studentsRoom.value !== null
    );
    this.room = computed(() => {
      const ownMember = facts.members.value[seat.member];
      // An unconfirmed browser is in no call until a teacher confirms it (J-2).
      if (seat.alias !== undefined) return null;
      if (ownMember?.role !== "teacher") return studentsRoom.value;
      const shownRoom = session.part(Chat).currentRoom.value.id;
      // Staff in a call stay in it while they look at other groups.
      const rooms = [this.#chosen.value, this.voice.value ? null : shownRoom];
      return [...rooms, "main"].find((room) =>
        room !== null && this.isOpenToRoom(room)
      ) ?? null;
    });
    this.allowedDevices = computed(() => {
      const ownMember = facts.members.value[seat.member];
      return ownMember
        ? callRights(ownMember, this.#situation.value)
        : allDevicesOff;
    });
    this.callersFreshness = computed(() =>
      this.#awaits.value !== "nobody"
        ? "before"
        : facts.connected.value.size > 0
        ? "now"
        : "nobody"
    );
    this.#present = signal(facts.connected.peek());
    this.#stop.push(effect(() => {
      const online = facts.connected.value;
      untracked(() => this.#updatePresent(online));
    }));
    this.callers = computed(() => this.#peopleIn(this.room.value));
    this.#stop.push(effect(() => {
      const room = this.room.value;
      if (this.voice.value && room !== null) this.#chosen.value = room;
    }));
    // A removed member who is let back joins again, or after a while may join by a press (`back`).
    this.#stop.push(effect(() => {
      const isOn = this.isRunning.value, room = this.room.value;
      const isRemoved = isOn && this.exitReason.peek() === "removed";
      if (!isRemoved) this.exitReason.value = null;
      else if (room !== null) {
        if (Date.now() - this.#leftAt > undoneWithinMs) {
          this.exitReason.value = "back";
        } else untracked(() => void this.join());
      }
    }));
    this.#stop.push(effect(() => {
      if (this.exitReason.value !== "over") return;
      const timer = setTimeout(
        () => this.exitReason.value = null,
        callOverNoticeMs,
      );
      return () => clearTimeout(timer);
    }));
    this.#rejoinAfterReload();
  }

  async join(rememberedCall?: RememberedCall): Promise<void> {
    if (this.voice.peek() || this.isJoining.peek()) return;
    this.isJoining.value = true;
    this.exitReason.value = null;
    const { CallConnection } = await voicePart();
    this.isJoining.value = false;
    const room = this.room.peek();
    if (this.#closed || room === null) return;
    this.#chosen.value = room;
    this.voice.value = new CallConnection(this, rememberedCall);
  }

  get isOffline(): boolean {
    return this.session.facts.document.status.value.state === "offline";
  }

  isOpenToRoom(room: string): boolean {
    const { facts, seat } = this.session;
    const ownMember = facts.members.value[seat.member];
    return isAllowedInCall(seat.member, ownMember, room, this.#situation.value);
  }

  /** Turns all own devices off, then moves the call to the other room. */
  switchRoom(room: string): void {
    this.voice.peek()?.ownDevices.turnAllOff();
    this.#chosen.value = room;
  }

  leave(reason: CallExitReason): void {
    const voice = this.voice.peek();
    this.voice.value = null;
    this.#chosen.value = null;
    this.isLarge.value = false;
    // Set after `voice`: an effect above clears the reason when the call's state changes.
    this.exitReason.value = reason;
    this.#leftAt = Date.now();
    voice?.close();
    this.#awaitNobody();
    // `pagehide` has stored it if the back/forward cache has restored this page.
    writeStored(keyOf(this.session.seat.session), null, "sessionStorage");
  }

  rememberForReload(state: Omit<RememberedCall, "member">): void {
    const { session, member } = this.session.seat;
    writeStored(
      keyOf(session),
      JSON.stringify({ ...state, member }),
      "sessionStorage",
    );
  }

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
        const isAwaited = !facts.connected.value.get(member)?.call;
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

  /**
   * Without a connection nobody is online. Keeps the last known members for a while, so that a short loss
   * interrupts no voice (K-5).
   */
  #updatePresent(online: ReadonlyMap<string, PresenceState>) {
    const wasLost = this.#isLost;
    this.#isLost = online.size === 0;
    if (this.#isLost) {
      if (!wasLost) this.#awaitAll();
      return;
    }
    if (this.#awaits.peek() === "all") this.#await("others");
    // A member's presence is known a moment before it says that they are in the call.
    for (const id of this.#awaited.keys()) {
      if (online.get(id)?.call) this.#awaited.delete(id);
    }
    this.#present.value = new Map([...online, ...this.#awaitedStates()]);
  }

  /** A second loss does not prolong the wait for members who have been missing since the first. */
  #awaitAll() {
    for (const [id, state] of this.#present.peek()) {
      if (this.#awaited.has(id)) continue;
      const mutedAt = this.#lastMutedAt(id);
      this.#awaited.set(id, { state, mutedAt, isTimed: false });
    }
    if (this.#awaits.peek() === "nobody") this.#await("all");
  }

  #await(scope: "all" | "others") {
    this.#awaits.value = scope;
    for (const awaited of this.#awaited.values()) awaited.isTimed = true;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#dropAwaited(), lostMembersGraceMs);
  }

  #dropAwaited() {
    for (const [id, { isTimed }] of this.#awaited) {
      if (isTimed) this.#awaited.delete(id);
    }
    if (this.#awaited.size === 0) return this.#awaitNobody();
    this.#await(this.#isLost ? "all" : "others");
    const online = this.session.facts.connected.peek();
    this.#present.value = new Map([...online, ...this.#awaitedStates()]);
  }

  #awaitNobody() {
    clearTimeout(this.#waiting);
    this.#awaits.value = "nobody";
    this.#awaited.clear();
    this.#present.value = this.session.facts.connected.peek();
  }

  #awaitedStates() {
    return [...this.#awaited].map(([id, { state }]) => [id, state] as const);
  }

  #lastMutedAt(id: string): number {
    const { call, individualMutes } = this.session.facts;
    return findLastMute(call.value, individualMutes.value[id]).at;
  }

  #may(id: string, state: CallPresence): CallPresence | null {
    const { facts } = this.session;
    const situation = this.#situation.value;
    const member = facts.members.value[id];
    if (!member || !isAllowedInCall(id, member, state.room, situation)) {
      return null;
    }
    const rights = callRights(member, situation);
    const isMuted = member.role !== "teacher" &&
      this.#lastMutedAt(id) !== this.#awaited.get(id)?.mutedAt;
    const microphone = rights.microphone && !isMuted;
    return { ...state, ...limitToRights(state, { ...rights, microphone }) };
  }

  /** Joins again after a reload. The stored call is removed at once, so that a duplicated tab does not join too. */
  #rejoinAfterReload() {
    const { session: { seat: { session, member } } } = this;
    const storedText = readStored(keyOf(session), "sessionStorage");
    writeStored(keyOf(session), null, "sessionStorage");
    const rememberedCall = storedText === null
      ? null
      : JSON.parse(storedText) as RememberedCall;
    if (
      rememberedCall?.member !== member ||
      Date.now() - rememberedCall.at > callResumeMs
    ) {
      return;
    }
    this.#chosen.value = rememberedCall.room;
    let isDone = false;
    const stop = effect(() => {
      const room = this.room.value;
      if (isDone || room === null) return;
      isDone = true;
      // Staff whose call continues in another room start muted.
      const isHeard = rememberedCall.microphone &&
        (room === rememberedCall.room || this.session.seat.role === "student");
      void this.join({ ...rememberedCall, microphone: isHeard });
    });
    this.#stop.push(stop);
  }
}

// The browser's backend. Each part is loaded on first use.

const machine = lazyPart(() => import("./browser_call_devices.ts"));
const liveKit = lazyPart(() => import("./livekit/livekit_media.ts"));
const mesh = lazyPart(() => import("./mesh/mesh_media.ts"));

async function joinBy(way: CallTransport): Promise<JoinCallMedia> {
  const { iceServers } = way;
  switch (way.kind) {
    case "mesh": {
      const { MeshMedia } = await mesh();
      return (line, presence) =>
        new MeshMedia({
          ownPeer: line.peer,
          iceServers,
          signaling: line,
          ...presence,
        });
    }
    case "livekit": {
      const { LiveKitMedia } = await liveKit();
      return (line, presence) =>
        new LiveKitMedia(line, { url: way.url, iceServers, ...presence });
    }
  }
}

provideCallBackend({
  trouble: watchMicrophoneTrouble,
  async ask({ session, cookieRole }, room) {
    const answer = await requestAct(session, "GET /call", { room }, {
      as: cookieRole,
    });
    return answer as Reply<CallTransport>;
  },
  devices: async () => (await machine()).thisMachine,
  joinBy,
});
