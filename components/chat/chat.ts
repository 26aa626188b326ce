/**
 * A class as the browser sees it: the documents of one member, and what is on screen computed from
 * them, with no second copy. A message is sent by putting a command in the outbox.
 */
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import {
  documents,
  type Member,
  type MemberCommand,
  type Message,
  newId,
  type PresenceState,
  type Role,
  type Say,
  type SessionInfo,
} from "../../classroom/schema.ts";
import { takeOver } from "../../sync/client/device.ts";
import {
  open,
  type OpenDocument,
  type Status,
} from "../../sync/client/open.ts";
import { Outbox, type Refused } from "../../sync/client/outbox.ts";
import { stillIn } from "./membership.ts";

/** Who sits where: what a page gives its islands. */
export interface Seat {
  readonly session: string;
  readonly member: string;
  readonly role: Role;
  readonly as: "teacher" | "member";
  readonly epoch: string;
}

/** Whose caches these are, by the cookie that opens them. */
export function holderOf(seat: Seat): string {
  return seat.as === "teacher" ? "teacher" : seat.member;
}

/** How long after the last key somebody still counts as typing (ms). */
const typingFor = 4_000;

/** One member's live view of a session: its documents, and signals computed from them. */
export class Chat {
  readonly session: OpenDocument;
  readonly room: OpenDocument;
  readonly own: OpenDocument;
  readonly outbox: Outbox<MemberCommand>;

  /** Empty until the document is there. */
  readonly info: Signal<Partial<SessionInfo>>;
  readonly members: Signal<Readonly<Record<string, Member>>>;
  readonly messages: Signal<readonly Message[]>;
  /** What was said here and is not in the room yet, in order. */
  readonly sending: ReadonlySignal<readonly Say[]>;
  readonly refused: ReadonlySignal<readonly Refused<Say>[]>;
  /** Everybody who is online, by their member id. */
  readonly online: Signal<ReadonlyMap<string, PresenceState>>;
  /** The names of the others who are writing in this room. */
  readonly typing: ReadonlySignal<readonly string[]>;
  /** How many messages of others came after the last one seen. */
  readonly unread: ReadonlySignal<number>;
  /** The worst of the three connections. */
  readonly status: ReadonlySignal<Status>;
  readonly kept: ReadonlySignal<boolean>;
  /** Whether there is a class to talk in. */
  readonly live: ReadonlySignal<boolean>;
  /** Whether the room is as the server had it since this page was opened, or as the device kept it. */
  readonly filled: ReadonlySignal<boolean>;
  /** What to add to this device's clock to have the server's (ms). */
  readonly clockOffset: Signal<number> = signal(0);

  readonly #lastSeen: Signal<string | undefined>;
  readonly #stop: (() => void)[] = [];
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #local: { idle?: true; typing?: string } = {};

  constructor(readonly seat: Seat, readonly roomId = "main") {
    const { session, member, as, epoch } = seat;
    const holder = holderOf(seat);
    const openOne = (document: string) =>
      open({ document, as, holder, epoch, check: () => stillIn(seat) });
    const ownName = documents.member(session, member);
    // Browsers connect one after the other: first what one waits for, last what needs words to send.
    this.room = openOne(documents.room(session, roomId));
    this.session = openOne(documents.session(session));
    this.own = openOne(ownName);
    takeOver(this.own, { epoch, holder, document: ownName });

    const { doc } = this.session;
    this.info = follow(doc.getMap("info"), (map) => map.toJSON());
    this.members = follow(doc.getMap("members"), (map) => map.toJSON());
    this.messages = follow(
      this.room.doc.getArray<Message>("messages"),
      (array) => array.toArray(),
    );
    this.outbox = new Outbox(this.own.doc);
    this.#lastSeen = follow(
      this.own.doc.getMap<string>("read"),
      (map) => map.get(roomId),
    );
    this.online = signal(new Map());
    this.#followPresence();

    const said = (command: MemberCommand): command is Say =>
      command.kind === "say" && command.room === roomId;
    this.sending = computed(() => {
      const commands = [
        ...this.outbox.leaving.value,
        ...this.outbox.pending.value,
      ].filter(said);
      if (commands.length === 0) return commands;
      const there = new Set(this.messages.value.map(({ id }) => id));
      return commands.filter(({ id }) => !there.has(id));
    });
    this.refused = computed(() =>
      this.outbox.refused.value.filter((refused): refused is Refused<Say> =>
        !refused.command || said(refused.command)
      )
    );
    this.#stop.push(effect(() => {
      if (this.outbox.leaving.value.length === 0) return;
      const there = new Set(this.messages.value.map(({ id }) => id));
      this.outbox.seen((id) => there.has(id));
    }));

    this.typing = computed(() =>
      [...this.online.value.values()]
        .filter((state) => state.typing === roomId && state.member !== member)
        .flatMap((state) => this.members.value[state.member]?.name ?? [])
    );
    this.unread = computed(() => {
      const seen = this.#lastSeen.value;
      let count = 0;
      for (let i = this.messages.value.length - 1; i >= 0; i--) {
        const { id, from, kind } = this.messages.value[i];
        if (id === seen) break;
        const said = kind !== "system" && kind !== "deleted";
        if (from !== member && said) count++;
      }
      return count;
    });
    const all = [this.own, this.session, this.room];
    this.status = computed(() => {
      const now = all.map(({ status }) => status.value);
      for (const state of ["closed", "offline", "connecting"]) {
        const found = now.find((status) => status.state === state);
        if (found) return found;
      }
      return now[0];
    });
    this.kept = computed(() => this.own.kept.value);
    this.live = computed(() => {
      const { state } = this.info.value;
      return state === undefined || state === "active" || state === "ending";
    });
    this.filled = computed(() =>
      this.room.synced.value || this.messages.value.length > 0
    );
  }

  /** Puts a message in the outbox; false where it is full. */
  say(text: string): boolean {
    this.typingNow(false);
    const command: MemberCommand = {
      id: newId(),
      kind: "say",
      room: this.roomId,
      text,
    };
    return this.outbox.push(command);
  }

  /** Sends a refused message again. */
  tryAgain(id: string): boolean {
    return this.outbox.tryAgain(id, newId());
  }

  /** Remembers, on every device of this member, that all is read. */
  markRead(): void {
    const last = this.messages.value.at(-1)?.id;
    if (!last || last === this.#lastSeen.value || !this.live.value) return;
    this.own.doc.getMap<string>("read").set(this.roomId, last);
  }

  /** Tells the others that a key was pressed, or that the message is sent. */
  typingNow(typing: boolean): void {
    clearTimeout(this.#typingTimer);
    this.#say({ ...this.#local, typing: typing ? this.roomId : undefined });
    if (typing) {
      this.#typingTimer = setTimeout(() => this.typingNow(false), typingFor);
    }
  }

  /** What has not been sent: waiting, or refused and not discarded. */
  unsent(): string[] {
    return [
      ...this.refused.value.flatMap(({ command }) => command ?? []),
      ...this.sending.value,
    ].map(({ text }) => text);
  }

  /** Lets go of everything. */
  close(): void {
    this.#letGo();
    for (const opened of [this.own, this.session, this.room]) opened.close();
  }

  /** Lets go of everything, and deletes it from this device. */
  async forget(): Promise<void> {
    this.#letGo();
    await Promise.all(
      [this.own, this.session, this.room].map((opened) => opened.forget()),
    );
  }

  #letGo() {
    clearTimeout(this.#typingTimer);
    for (const stop of this.#stop) stop();
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

/** A shared type as a signal of what is read from it. */
function follow<T extends { observe(f: () => void): void }, V>(
  type: T,
  read: (type: T) => V,
): Signal<V> {
  const value = signal(read(type));
  type.observe(() => value.value = read(type));
  return value;
}
