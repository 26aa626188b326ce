/**
 * A class as the browser sees it: the documents of one member, and what is on screen computed from
 * them, with no second copy. The rooms are in `room.ts`; here is which of them are open and which is
 * shown (B-9, B-10). Whatever is done goes as a command into the outbox.
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
import type * as Y from "yjs";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import {
  documents,
  type PresenceState,
} from "../../classroom/schema/documents.ts";
import type {
  Breakouts,
  OwnHelp,
  Room,
} from "../../classroom/schema/groups.ts";
import { idAfter, newId } from "../../classroom/schema/ids.ts";
import {
  type Member,
  personOf,
  type Role,
} from "../../classroom/schema/members.ts";
import type { SessionInfo } from "../../classroom/schema/session.ts";
import { forgetWhere, takeOver } from "../../sync/client/device.ts";
import {
  open,
  type OpenDocument,
  type Status,
} from "../../sync/client/open.ts";
import { Outbox } from "../../sync/client/outbox.ts";
import { type MarkedRoom, withLooks } from "../groups/marks.ts";
import type { People } from "../markdown/Markdown.tsx";
import { carryDraft, readDraft } from "../session/drafts.ts";
import { follow } from "../session/follow.ts";
import { stillIn } from "../session/membership.ts";
import { RoomChat } from "./room.ts";
import { Staff } from "../session/staff.ts";
import { worst } from "../session/status.ts";
import { Uploads } from "../files/upload.ts";
import {
  type Arrival,
  groupOf,
  rememberWent,
  step,
  type Where,
  whereWent,
} from "./room_navigation.ts";

/** Who sits where: what a page gives its islands. */
export interface Seat {
  readonly session: string;
  readonly member: string;
  /** Whose own document is theirs, where that is not `member`'s: they came by its name alone (J-2). */
  readonly own?: string;
  readonly role: Role;
  readonly as: "teacher" | "member";
  readonly epoch: string;
}

/** Whose caches these are, by the cookie that opens them. */
export function holderOf(seat: Seat): string {
  return seat.as === "teacher" ? "teacher" : seat.own ?? seat.member;
}

/** The name of the document that is theirs alone. */
export function ownDocument({ session, member, own = member }: Seat): string {
  return documents.member(session, own);
}

/** Opens a document as whoever sits here. `kept`: whether this device keeps a copy of it. */
export function openAs(
  seat: Seat,
  document: string,
  kept = true,
): OpenDocument {
  const { as, epoch } = seat;
  const check = () => stillIn(seat);
  const holder = holderOf(seat);
  // What was deleted or edited away leaves this device too (C3).
  const clean = document.startsWith(documents.room(seat.session, ""))
    ? "messages"
    : undefined;
  return open({ document, as, holder, epoch, kept, clean, check });
}

/** How long after the last key somebody still counts as typing (ms). */
const typingFor = 4_000;
/** How soon what was refused for what has passed is tried again (ms): documents may be a moment apart. */
const again = 1_500;

/** One member's live view of a session: its documents, and signals computed from them. */
export class Chat {
  readonly session: OpenDocument;
  readonly own: OpenDocument;
  readonly outbox: Outbox<MemberCommand>;
  readonly main: RoomChat;
  /** Null for students. */
  readonly staff: Staff | null;
  /** Files on their way. */
  readonly uploads: Uploads;

  /** Empty until the document is there. */
  readonly info: Signal<Partial<SessionInfo>> = signal({});
  readonly members: Signal<Readonly<Record<string, Member>>> = signal({});
  readonly breakouts: Signal<Partial<Breakouts>> = signal({});
  /** Every breakout room, archived ones too. */
  readonly rooms: ReadonlySignal<Readonly<Record<string, MarkedRoom>>>;
  /** The own flag, empty while it is down. */
  readonly help: ReadonlySignal<Partial<OwnHelp>>;

  /** The rooms that are open on this page besides the main room: the own group, or those that staff visit. */
  readonly groups: Signal<readonly RoomChat[]> = signal([]);
  /** The room that is shown. */
  readonly current: ReadonlySignal<RoomChat>;
  /** What one is to be told of one's group, until one has seen it. */
  readonly arrival: Signal<Arrival | null> = signal(null);
  /** When the room was changed under words that were being written (ms since the page was opened). */
  readonly carriedAt: Signal<number> = signal(-Infinity);

  /** Who can be mentioned, and who looks. */
  readonly people: ReadonlySignal<People>;
  /** Everybody who is online, by their member id. */
  readonly online: Signal<ReadonlyMap<string, PresenceState>>;
  /** How many messages are unread in all rooms that are open here. */
  readonly unread: ReadonlySignal<number>;
  /** How many of them mention this member. */
  readonly mentions: ReadonlySignal<number>;
  /** Why the class did not do what was last asked of it; "": it did. */
  readonly trouble: Signal<string> = signal("");
  /** The worst of the connections without which there is no class. */
  readonly status: ReadonlySignal<Status>;
  readonly kept: ReadonlySignal<boolean>;
  /** Whether there is a class to talk in. */
  readonly live: ReadonlySignal<boolean>;
  /** What to add to this device's clock to have the server's (ms). */
  readonly clockOffset: Signal<number> = signal(0);

  readonly #rooms: Signal<Readonly<Record<string, Room>>> = signal({});
  readonly #shown: Signal<string> = signal("main");
  readonly #stop: (() => void)[] = [];
  #where: Where | null = null;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #local: { idle?: true; typing?: string } = {};
  #chosen: string | null = null;

  /** `returns`: they were in the class before this page was opened. */
  constructor(readonly seat: Seat, readonly returns = false) {
    const { session, member, epoch } = seat;
    const holder = holderOf(seat);
    const ownName = ownDocument(seat);
    // Browsers connect one after the other: first what one waits for, last what needs words to send.
    const room = this.openOne(documents.room(session, "main"));
    this.session = this.openOne(documents.session(session));
    this.own = this.openOne(ownName);
    takeOver(this.own, { epoch, holder, document: ownName });

    this.#followSession();
    this.rooms = computed(() => withLooks(this.#rooms.value));
    this.outbox = new Outbox(this.own.doc);
    this.help = follow(this.own.doc.getMap("help"), (map) => map.toJSON());
    this.online = signal(new Map());
    this.#followPresence();
    this.main = new RoomChat(this, "main");
    room.close(); // opened twice, so that it comes first
    this.staff = seat.role === "student"
      ? null
      : new Staff(this.openOne(documents.staff(session)));
    this.current = computed(() =>
      this.groups.value.find(({ id }) => id === this.#shown.value) ?? this.main
    );

    this.unread = computed(() =>
      [this.main, ...this.groups.value]
        .reduce((sum, { unread }) => sum + unread.value, 0)
    );
    this.mentions = computed(() =>
      [this.main, ...this.groups.value]
        .reduce((sum, { mentions }) => sum + mentions.value, 0)
    );
    this.status = computed(() =>
      worst([this.own, this.session, this.main.document])
    );
    const { own, outbox, status } = this;
    this.uploads = new Uploads({ seat, holder, own, outbox, status });
    this.people = computed(() => ({
      me: member,
      all: Object.entries(this.members.value)
        .filter(([, { mergedInto }]) => mergedInto === undefined)
        .map(([id, { name, removed }]) => ({ id, name, removed })),
    }));
    this.kept = computed(() => this.own.kept.value);
    this.live = computed(() => {
      const { state } = this.info.value;
      return state === undefined || state === "active" || state === "ending";
    });
    this.#stop.push(
      effect(() => this.#dropForeign()),
      effect(() => this.#whereNow()),
      effect(() => this.#askAgain()),
      effect(() => this.#afterPause()),
    );
    if (seat.role === "student") this.#tidyRooms();
  }

  /** Who a member is now, after members were merged. */
  personOf(member: string): string {
    return personOf((id) => this.members.value[id], member);
  }

  /** What somebody is called now. */
  nameOf(member: string): string | undefined {
    return this.members.value[this.personOf(member)]?.name;
  }

  /** Opens a document of this session as this member. */
  openOne(document: string): OpenDocument {
    return openAs(this.seat, document);
  }

  /** In which of the rooms that are open something shows that is meant for this one; none is lost. */
  shownIn(room: string): string {
    const open = this.groups.value;
    if (room === "main" || open.some(({ id }) => id === room)) return room;
    return this.seat.role === "student" ? open[0]?.id ?? "main" : "main";
  }

  /** Where a refusal is seen: with its room, and once groups have ended, in the main room, where everyone is (C-3). */
  refusedIn(room: string): string {
    const closed = this.seat.role === "student" && !this.breakouts.value.open;
    return closed ? "main" : this.shownIn(room);
  }

  /** Shows a room, as the person asks; staff may visit any. */
  show(room: string): void {
    if (room !== "main" && !this.groups.value.some(({ id }) => id === room)) {
      if (this.seat.role === "student") return;
      this.groups.value = [...this.groups.value, new RoomChat(this, room)];
    }
    batch(() => {
      this.#shown.value = room;
      if (this.arrival.value?.room === room || !this.arrival.value?.follow) {
        this.arrival.value = null;
      }
    });
    const went = whereWent(this.seat);
    if (room !== "main") rememberWent(this.seat, { group: room, back: false });
    else if (went) rememberWent(this.seat, { ...went, back: true });
  }

  /** Goes into a room of one's own choice, or out of any. */
  choose(room: string | null): void {
    this.#chosen = room;
    this.outbox.push({ id: newId(), kind: "choose-room", room });
  }

  /** Raises the own flag, changes its line, or lowers it. */
  askForHelp(on: boolean, note?: string): void {
    const line = note?.trim() ? { note: note.trim() } : {};
    this.outbox.push({ id: newId(), kind: "help", on, ...line });
  }

  /** Sends a refused message again, to this room; as an answer only where that message is. */
  sendAgain(id: string, room: string): boolean {
    const before = this.outbox.refused.value.find((it) => it.id === id);
    const command = before?.command;
    const isThere = command !== undefined && "room" in command &&
      command.room === room && before?.refused !== "not-found";
    const change = isThere ? { room } : { room, replyTo: undefined };
    return this.outbox.tryAgain(id, newId(), change);
  }

  /** Tells the others where one is typing. */
  typingNow(room: string | undefined): void {
    clearTimeout(this.#typingTimer);
    this.#say({ ...this.#local, typing: room });
    if (room) {
      this.#typingTimer = setTimeout(
        () => this.typingNow(undefined),
        typingFor,
      );
    }
  }

  /** What has not been sent: waiting, or refused and not discarded. */
  unsent(): string[] {
    const commands = [
      ...this.outbox.refused.value.flatMap(({ command }) => command ?? []),
      ...this.outbox.pending.value,
    ];
    return commands
      .flatMap((command) =>
        command.kind === "say" || command.kind === "ask" ? command.text : []
      )
      .concat(this.uploads.unsent())
      .filter((text) => text !== "");
  }

  /** Lets go of everything. */
  close(): void {
    this.#letGo();
    this.uploads.close();
    for (const room of [this.main, ...this.groups.value]) room.close();
    for (const opened of [this.own, this.session]) opened.close();
    this.staff?.document.close();
  }

  /** Lets go of everything, and deletes it from this device. */
  async forget(): Promise<void> {
    this.#letGo();
    await Promise.all(
      [this.uploads, this.own, this.session, this.main, ...this.groups.value]
        .concat(this.staff?.document ?? [])
        .map((opened) => opened.forget()),
    );
  }

  #letGo() {
    clearTimeout(this.#typingTimer);
    for (const stop of this.#stop) stop();
  }

  /** The session's facts, each change of them as one. */
  #followSession() {
    const { doc } = this.session;
    const maps = [
      ["info", this.info],
      ["members", this.members],
      ["breakouts", this.breakouts],
      ["rooms", this.#rooms],
    ] as const;
    for (const [name, value] of maps) value.value = doc.getMap(name).toJSON();
    doc.on("afterTransaction", ({ changed }: Y.Transaction) =>
      batch(() => {
        for (const [name, value] of maps) {
          const map = doc.getMap(name);
          if (changed.has(map as never)) value.value = map.toJSON();
        }
      }));
  }

  /** What has had its effect where one cannot see it, or has none to be seen. */
  #dropForeign() {
    const { leaving } = this.outbox;
    // What these do is seen in their room.
    const isAboutChat = (
      command: MemberCommand,
    ): command is CommandOf<"say" | "edit" | "retract" | "react"> =>
      ["say", "edit", "retract", "react"].includes(command.kind);
    const open = new Set(["main", ...this.groups.value.map(({ id }) => id)]);
    const foreign = new Set(
      leaving.value
        .filter((command) => !(isAboutChat(command) && open.has(command.room)))
        .map(({ id }) => id),
    );
    if (foreign.size > 0) this.outbox.seen((id) => foreign.has(id));
  }

  /** Follows the own group: opens the new one, deletes the old one from the device, says so (B-9). */
  #whereNow() {
    const { seat } = this;
    const rooms = this.rooms.value;
    if (seat.role !== "student") {
      const gone = this.groups.value.filter(({ id }) => rooms[id]?.archived);
      if (gone.length === 0) return;
      for (const room of gone) room.close();
      this.groups.value = this.groups.value
        .filter((room) => !gone.includes(room));
      return;
    }
    const me = this.members.value[seat.member];
    const breakouts = this.breakouts.value;
    if (!me) return;
    const room = groupOf(me, rooms, breakouts);
    const now = { room, open: breakouts.open === true };
    const before = this.#where;
    if (before?.room === now.room && before?.open === now.open) return;
    this.#where = now;
    const shown = this.#shown.peek();
    const chosen = room !== null && room === this.#chosen;
    const { show, arrival } = step(before, now, {
      shown,
      went: whereWent(seat),
      chosen,
      returns: this.returns,
    });
    this.#chosen = null;
    const old = this.groups.peek().filter(({ id }) => id !== room);
    // Only out of a group: the main room stays, and with it what one writes there.
    if (show !== shown && shown !== "main") {
      if (readDraft(seat, shown)) this.carriedAt.value = performance.now();
      carryDraft(seat, shown, show);
    }
    for (const { id } of old) {
      if (id !== shown) carryDraft(seat, id, room ?? show);
    }
    const still = this.groups.peek().filter(({ id }) => id === room);
    batch(() => {
      this.groups.value = room === null || still.length > 0
        ? still
        : [untracked(() => new RoomChat(this, room))];
      this.#shown.value = show;
      if (arrival !== undefined) this.arrival.value = arrival;
    });
    if (show !== "main") rememberWent(seat, { group: show, back: false });
    else if (before?.open && !now.open) rememberWent(seat, null);
    for (const room of old) void room.forget();
  }

  /** Asks again for a group that has turned one away although one is in it. */
  #askAgain() {
    if (this.seat.role !== "student") return;
    const [room] = this.groups.value;
    const status = room?.document.status.value;
    if (status?.state !== "closed") return;
    if (status.code !== 4403 && status.code !== 4404) return;
    const timer = setTimeout(async () => {
      if (this.groups.peek()[0] !== room) return;
      await room.forget();
      if (this.groups.peek()[0] !== room) return;
      this.groups.value = [new RoomChat(this, room.id)];
    }, again);
    return () => clearTimeout(timer);
  }

  /** Sends what was refused for a pause alone, once that is over: who wrote it without a network has been told it goes out. */
  #afterPause() {
    const { chatPaused, eyesOnMe } = this.info.value;
    const paused = this.outbox.refused.value.filter(({ refused, command }) =>
      refused === "chat-paused" && command?.kind === "say"
    );
    if (chatPaused || eyesOnMe || paused.length === 0) return;
    if (this.status.value.state !== "online") return;
    const timer = setTimeout(() => {
      // Another page, or device, of this member may do the same: an id that follows from the old one counts once (S3).
      for (const { id } of paused) this.outbox.tryAgain(id, idAfter(id));
    }, again);
    return () => clearTimeout(timer);
  }

  /** Deletes from the device the groups of an earlier visit that are not one's own any more (A1). */
  #tidyRooms() {
    const { session, member } = this.seat;
    const stop = effect(() => {
      if (!this.session.synced.value) return;
      const room = this.members.peek()[member]?.room;
      const start = documents.room(session, "");
      void forgetWhere(
        session,
        holderOf(this.seat),
        (document) =>
          document.startsWith(start) &&
          document !== start + "main" && document !== start + room,
      );
    });
    this.#stop.push(stop);
  }

  #followPresence() {
    const { awareness } = this.session;
    const onChange = () => {
      const now = new Map<string, PresenceState>();
      for (const state of awareness.getStates().values()) {
        if (typeof state.member === "string") {
          now.set(state.member, state as PresenceState);
        }
      }
      this.online.value = now;
    };
    // The clocks of the server's states are its time.
    const onUpdate = (
      { added, updated }: { added: number[]; updated: number[] },
      origin: unknown,
    ) => {
      if (origin === "local" || origin === "timeout") return;
      const clocks = [...added, ...updated].map((id) =>
        awareness.getStates().get(id)?.member
          ? awareness.meta.get(id)?.clock ?? 0
          : 0
      );
      const newest = Math.max(0, ...clocks);
      if (newest > 0) this.clockOffset.value = newest - Date.now();
    };
    awareness.on("change", onChange);
    awareness.on("update", onUpdate);
    const onVisible = () =>
      this.#say({
        ...this.#local,
        idle: globalThis.document.visibilityState === "hidden" || undefined,
      });
    onChange();
    onVisible();
    globalThis.document.addEventListener("visibilitychange", onVisible);
    this.#stop.push(() => {
      awareness.off("change", onChange);
      awareness.off("update", onUpdate);
      globalThis.document.removeEventListener("visibilitychange", onVisible);
    });
  }

  #say(state: { idle?: true; typing?: string }) {
    const set = this.session.awareness.getLocalState() !== null;
    const { idle, typing } = this.#local;
    if (set && idle === state.idle && typing === state.typing) return;
    this.#local = state;
    this.session.awareness.setLocalState(state);
  }
}
