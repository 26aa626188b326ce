/**
 * The chat of a class on this page: which rooms are open, and which one is shown (B-9, B-10). Rooms are in `room.ts`.
 * Every action is a command in the outbox.
 */
import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { documents } from "../../classroom/model/documents.ts";
import type { OwnHelp } from "../../classroom/model/groups.ts";
import { idAfter, newId } from "../../classroom/model/ids.ts";
import { forgetWhere } from "../../sync/client/device.ts";
import type { OpenDocument, Status } from "../../sync/client/open.ts";
import { Uploads } from "../files/upload.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  bringBackDraft,
  carryDraft,
  nowhere,
  readDraft,
} from "../client/drafts.ts";
import { follow } from "../client/follow.ts";
import { holderOf } from "../client/seat.ts";
import { isShutOut, worst } from "../client/status.ts";
import { RoomChat } from "./room.ts";
import {
  groupOf,
  prefersMain,
  rememberWent,
  type RoomArrival,
  step,
  type Where,
  whereWent,
} from "./room_navigation.ts";

/** Delay before a room or message is tried again (ms): documents may be slightly out of step. */
const retryAfterMs = 1_500;
/** A connecting page waits this long for groups that its copy may not know. */
const copyTrustDelayMs = 2_000;

export class Chat {
  readonly main: RoomChat;
  /** The member's own flag; empty while it is down. */
  readonly help: ReadonlySignal<Partial<OwnHelp>>;
  /** Open rooms other than the main room: the student's group, or those that staff visit. */
  readonly groups: Signal<readonly RoomChat[]> = signal([]);
  readonly current: ReadonlySignal<RoomChat>;
  /** A notice about the student's group, until it is seen. */
  readonly arrival: Signal<RoomArrival | null> = signal(null);
  /** The panel is on screen. */
  readonly isOpen: Signal<boolean> = signal(false);
  /** The panel is pinned, so it covers nothing. */
  readonly isBeside: Signal<boolean> = signal(false);
  /** The student's room is known; until then nothing is shown or sent. */
  readonly placed: Signal<boolean> = signal(false);
  /** When the room changed while the member was typing (`performance.now()`). */
  readonly movedAt: Signal<number> = signal(-Infinity);
  /** In all open rooms. */
  readonly unread: ReadonlySignal<number>;
  readonly mentions: ReadonlySignal<number>;
  /** The worst of the connections that the chat needs. */
  readonly status: ReadonlySignal<Status>;

  readonly #presence: OwnPresence;
  readonly #shown: Signal<string> = signal("main");
  readonly #stop: (() => void)[] = [];
  /** Whether students choose their groups; undefined: not known yet. */
  #mayChoose: boolean | undefined;
  #where: Where | null = null;
  /** For staff: whether the groups were open at the last change. */
  #wereOpen = false;
  #chosen: string | null = null;
  #opened = false;

  constructor(readonly session: ClassSession) {
    this.main = new RoomChat(session, "main", this);
    const { facts, seat, own } = session;
    // Opens the staff document early.
    void session.staff;
    this.help = follow(own.doc.getMap("help"), (map) => map.toJSON());
    this.#presence = new OwnPresence(facts.document);
    this.current = computed(() =>
      this.groups.value.find(({ id }) => id === this.#shown.value) ?? this.main
    );
    this.unread = computed(() =>
      this.#open().reduce((sum, { unread }) => sum + unread.value, 0)
    );
    this.mentions = computed(() =>
      this.#open().reduce((sum, { mentions }) => sum + mentions.value, 0)
    );
    this.status = computed(() =>
      worst([own, facts.document, this.main.document])
    );
    session.part(Uploads);
    this.#stop.push(
      // `#place` must run after `#whereNow`, which reads `placed` as it was before.
      effect(() => {
        this.#whereNow();
        return this.#place();
      }),
      effect(() => this.#look()),
      effect(() => this.#askAgain()),
      effect(() => this.#afterPause()),
    );
    if (seat.role === "student") this.#tidyRooms();
  }

  awaits(command: MemberCommand): boolean {
    return this.#open().some((room) => room.awaits(command));
  }

  /** The open room that shows what belongs to a room that may be closed. */
  shownIn(room: string): string {
    const open = this.groups.value;
    if (room === "main" || open.some(({ id }) => id === room)) return room;
    return this.session.seat.role === "student"
      ? open[0]?.id ?? "main"
      : "main";
  }

  /** Once groups are closed, refusals show in the main room, where everyone is (C-3). */
  refusedIn(room: string): string {
    const { open } = this.session.facts.breakouts.value;
    return open ? this.shownIn(room) : "main";
  }

  /** Shows a room; staff may open any, students only their own. */
  show(room: string): void {
    if (room !== "main" && !this.groups.value.some(({ id }) => id === room)) {
      if (this.session.seat.role === "student") return;
      this.groups.value = [
        ...this.groups.value,
        new RoomChat(this.session, room, this),
      ];
    }
    // Stored first: `#look` reads it when the chat is closed.
    const group = this.#where?.open ? this.#where.room : null;
    if (room !== "main") {
      rememberWent(this.session.seat, { group: room, back: false });
    } else if (group) rememberWent(this.session.seat, { group, back: true });
    batch(() => {
      this.#shown.value = room;
      if (this.arrival.value?.room === room || !this.arrival.value?.follow) {
        this.arrival.value = null;
      }
    });
  }

  /** After sending, the notice about the room is not needed any more. */
  said(room: string): void {
    const arrival = this.arrival.peek();
    if (arrival && (arrival.room ?? "main") === room) this.arrival.value = null;
  }

  /** Joins a group, or leaves the current one. */
  choose(room: string | null): void {
    this.#chosen = room;
    this.session.outbox.push({ id: newId(), kind: "choose-room", room });
  }

  /** The member's flag, including the command that waits to be sent. */
  flag(): { up: boolean; note: string } {
    const waiting = this.session.outbox.pending.value
      .filter((command): command is CommandOf<"help"> =>
        command.kind === "help"
      )
      .at(-1);
    if (waiting) return { up: waiting.on, note: waiting.note ?? "" };
    const { at, note } = this.help.value;
    return { up: at !== undefined, note: note ?? "" };
  }

  askForHelp(on: boolean, note?: string): void {
    const line = note?.trim() ? { note: note.trim() } : {};
    this.session.outbox.push({ id: newId(), kind: "help", on, ...line });
  }

  typingNow(room: string | undefined): void {
    this.#presence.typing(room);
  }

  /** Members online, except observers, who are not counted (C-7). */
  active() {
    const { online, members } = this.session.facts;
    return [...online.value.values()].flatMap((state) => {
      const member = members.value[state.member];
      if (!member || member.role === "observer") return [];
      return [{ ...member, id: state.member, idle: state.idle }];
    });
  }

  close(): void {
    this.#presence.close();
    for (const stop of this.#stop) stop();
    for (const room of this.#open()) room.close();
  }

  #open(): RoomChat[] {
    return [this.main, ...this.groups.value];
  }

  /** Follows the student's group: opens the new room, deletes the old one from the device, sets the notice (B-9). */
  #whereNow() {
    const { seat } = this.session;
    const rooms = this.session.facts.rooms.value;
    const breakouts = this.session.facts.breakouts.value;
    if (seat.role !== "student") {
      const { open = false } = breakouts;
      if (this.#wereOpen && !open) this.#comeBack();
      this.#wereOpen = open;
      const gone = this.groups.value.filter(({ id }) => rooms[id]?.archived);
      if (gone.length === 0) return;
      for (const room of gone) room.close();
      this.groups.value = this.groups.value
        .filter((room) => !gone.includes(room));
      return;
    }
    const me = this.session.facts.members.value[seat.member];
    if (!me) return;
    const room = groupOf(me, rooms, breakouts);
    const open = breakouts.open === true;
    const now = { room, open };
    const before = this.#where;
    const mayChoose = open && !breakouts.auto && breakouts.entry === "free";
    const isNews = mayChoose && this.#mayChoose === false;
    this.#mayChoose = mayChoose;
    if (isNews && !this.arrival.peek()?.follow) {
      this.arrival.value = { kind: "choose", room: null, follow: false };
    }
    if (before?.room === now.room && before?.open === now.open) return;
    this.#where = now;
    const shown = this.#shown.peek();
    const chosen = room !== null && room === this.#chosen;
    const { show, arrival } = step(before, now, {
      shown,
      isOpen: this.isOpen.peek(),
      isPlaced: this.placed.peek(),
      went: whereWent(seat),
      chosen,
      returns: this.session.returns,
    });
    this.#chosen = null;
    const old = this.groups.peek().filter(({ id }) => id !== room);
    // A draft moves from group to group; it does not move to the main room, where everyone would read it.
    if (this.isOpen.peek() && show !== shown && readDraft(seat, shown)) {
      this.movedAt.value = performance.now();
    }
    if (before?.room) {
      if (before.open && open && room) carryDraft(seat, before.room, room);
      else bringBackDraft(seat, before.room);
    }
    const still = this.groups.peek().filter(({ id }) => id === room);
    batch(() => {
      this.groups.value = room === null || still.length > 0
        ? still
        : [untracked(() => new RoomChat(this.session, room, this))];
      this.#shown.value = show;
      if (arrival || arrival === null && !isNews) this.arrival.value = arrival;
    });
    if (before?.open && !now.open) rememberWent(seat, null);
    for (const room of old) void room.forget();
  }

  /** The groups have closed: staff who visit one return to the main room; their draft stays in its room. */
  #comeBack() {
    const { seat } = this.session;
    const shown = this.#shown.peek();
    if (shown === "main") return;
    if (readDraft(seat, shown)) {
      bringBackDraft(seat, shown);
      if (this.isOpen.peek()) this.movedAt.value = performance.now();
    }
    this.#shown.value = "main";
  }

  /** Sets `placed` as soon as the class, or a copy that knows of a group, says where the student is. */
  #place() {
    if (this.placed.value) return;
    const { seat, facts } = this.session;
    const { synced, status } = facts.document;
    const isConnecting = status.value.state === "connecting";
    const me = facts.members.value[seat.member];
    const inGroup = me !== undefined && facts.breakouts.value.open === true &&
      groupOf(me, facts.rooms.value, facts.breakouts.value) !== null;
    const isKnown = synced.value || inGroup ||
      me !== undefined && !isConnecting;
    if (seat.role !== "student" || isKnown) return this.#placed();
    // The copy may still be loading, or not know of the groups yet.
    if (me === undefined && isConnecting) return;
    const timer = setTimeout(() => this.#placed(), copyTrustDelayMs);
    return () => clearTimeout(timer);
  }

  /** Text written before goes into the box of the student's room. */
  #placed() {
    carryDraft(this.session.seat, nowhere, this.#shown.peek());
    this.placed.value = true;
  }

  /**
   * A student whose group's chat is on screen has seen the notice. A closed chat opens in the group again, unless the
   * student chose the main room.
   */
  #look() {
    const { seat } = this.session;
    if (seat.role !== "student") return;
    const isOpen = this.isOpen.value;
    const { id } = this.current.value;
    const arrival = this.arrival.peek();
    const room = this.#where?.open ? this.#where.room : null;
    if (isOpen) {
      this.#opened = true;
      if (id !== "main") rememberWent(seat, { group: id, back: false });
      if (arrival?.follow && arrival.room === id) {
        this.arrival.value = { ...arrival, follow: false };
      }
      return;
    }
    const wasOpen = this.#opened;
    this.#opened = false;
    if (wasOpen && arrival && (arrival.room ?? "main") === id) {
      this.arrival.value = null;
    }
    if (room && id === "main" && !prefersMain(whereWent(seat), room)) {
      this.#shown.value = room;
    }
  }

  /** Opens the student's group again after the server refused it: membership and room may be out of step. */
  #askAgain() {
    if (this.session.seat.role !== "student") return;
    const [room] = this.groups.value;
    if (!room || !isShutOut(room.document.status.value)) return;
    const timer = setTimeout(async () => {
      if (this.groups.peek()[0] !== room) return;
      await room.forget();
      if (this.groups.peek()[0] !== room) return;
      this.groups.value = [new RoomChat(this.session, room.id, this)];
    }, retryAfterMs);
    return () => clearTimeout(timer);
  }

  /** Sends messages again that only the pause refused: the page said that they would go out. */
  #afterPause() {
    const { chatPaused, eyesOnMe } = this.session.facts.info.value;
    const paused = this.session.outbox.refused.value.filter((
      { refused, command },
    ) => refused === "chat-paused" && command?.kind === "say");
    if (chatPaused || eyesOnMe || paused.length === 0) return;
    if (this.status.value.state !== "online") return;
    const timer = setTimeout(() => {
      // Other pages of this member do the same: an id derived from the old one counts once (SYNC-3).
      for (const { id } of paused) {
        this.session.outbox.tryAgain(id, idAfter(id));
      }
    }, retryAfterMs);
    return () => clearTimeout(timer);
  }

  /** Deletes groups of earlier visits, which the member has left, from the device (ACCESS-1). */
  #tidyRooms() {
    const { session, member } = this.session.seat;
    const stop = effect(() => {
      if (!this.session.facts.document.synced.value) return;
      const room = this.session.facts.members.peek()[member]?.room;
      const start = documents.room(session, "");
      void forgetWhere(
        session,
        holderOf(this.session.seat),
        (document) =>
          document.startsWith(start) &&
          document !== start + "main" && document !== start + room,
      );
    });
    this.#stop.push(stop);
  }
}

/** A member counts as typing for this long after the last key. */
const typingTimeoutMs = 4_000;

/** The member's presence: whether the page is hidden, and the room they type in. */
class OwnPresence {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #local: { idle?: true; typing?: string } = {};
  readonly #session: OpenDocument;

  constructor(session: OpenDocument) {
    this.#session = session;
    this.#onVisible();
    globalThis.document.addEventListener("visibilitychange", this.#onVisible);
  }

  typing(room: string | undefined): void {
    clearTimeout(this.#timer);
    this.#tell({ ...this.#local, typing: room });
    if (room) {
      this.#timer = setTimeout(() => this.typing(undefined), typingTimeoutMs);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    globalThis.document
      .removeEventListener("visibilitychange", this.#onVisible);
  }

  readonly #onVisible = () =>
    this.#tell({
      ...this.#local,
      idle: globalThis.document.visibilityState === "hidden" || undefined,
    });

  #tell(state: { idle?: true; typing?: string }) {
    const { awareness } = this.#session;
    const set = awareness.getLocalState() !== null;
    const { idle, typing } = this.#local;
    if (set && idle === state.idle && typing === state.typing) return;
    this.#local = state;
    awareness.setLocalState(state);
  }
}
