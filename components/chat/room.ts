/**
 * One room of a class as the browser sees it, the main room or a group: what was said, what of one's own is
 * on its way, who is typing. It shares the session's and the member's own document with the class.
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
  type Mark,
  type Message,
  newId,
  personOf,
  type Say,
} from "../../classroom/schema.ts";
import { type OpenDocument, type Status } from "../../sync/client/open.ts";
import type { Refused } from "../../sync/client/outbox.ts";
import type { Chat } from "./chat.ts";
import { follow } from "./follow.ts";
import { worst } from "./status.ts";

/** A room that is open on this page. */
export class RoomChat {
  readonly document: OpenDocument;
  readonly messages: Signal<readonly Message[]>;
  /** What is marked to be brought back to the main room, by the message's id. */
  readonly marks: ReadonlySignal<Readonly<Record<string, Mark>>>;
  /** What was said here and is not in the room yet, in order. */
  readonly sending: ReadonlySignal<readonly Say[]>;
  readonly refused: ReadonlySignal<readonly Refused<Say>[]>;
  /** The names of the others who are writing in this room. */
  readonly typing: ReadonlySignal<readonly string[]>;
  /** How many messages of others came after the last one seen. */
  readonly unread: ReadonlySignal<number>;
  /** Above which message the line stands since one began to look: the first unread one (C-13). */
  readonly firstNew: Signal<string | null> = signal(null);
  /** The worst of the connections that one needs to talk here. */
  readonly status: ReadonlySignal<Status>;
  /** Whether the room is as the server had it since this page was opened, or as the device kept it. */
  readonly filled: ReadonlySignal<boolean>;
  /** Whether it is known what is unread: all is as the server has it, or there is no network to ask. */
  readonly known: ReadonlySignal<boolean>;

  readonly #lastSeen: ReadonlySignal<string | undefined>;
  readonly #stop: (() => void)[] = [];

  constructor(readonly chat: Chat, readonly id: string) {
    const { seat, outbox } = chat;
    this.document = chat.openOne(documents.room(seat.session, id));
    const { doc } = this.document;
    this.messages = follow(
      doc.getArray<Message>("messages"),
      (array) => array.toArray(),
    );
    this.marks = follow(doc.getMap<Mark>("marks"), (map) => map.toJSON());
    this.#lastSeen = follow(
      chat.own.doc.getMap<string>("read"),
      (map) => map.get(id),
    );

    const said = (command: { kind: string }): command is Say =>
      command.kind === "say" && chat.shownIn((command as Say).room) === id;
    this.sending = computed(() => {
      const commands = [...outbox.leaving.value, ...outbox.pending.value]
        .filter(said);
      if (commands.length === 0) return commands;
      const there = new Set(this.messages.value.map(({ id }) => id));
      return commands.filter(({ id }) => !there.has(id));
    });
    this.refused = computed(() =>
      outbox.refused.value.filter((refused): refused is Refused<Say> =>
        refused.command ? said(refused.command) : id === "main"
      )
    );
    this.#stop.push(effect(() => {
      if (outbox.leaving.value.length === 0) return;
      const there = new Set(this.messages.value.map(({ id }) => id));
      outbox.seen((id) => there.has(id));
    }));

    this.typing = computed(() =>
      [...chat.online.value.values()]
        .filter((state) => state.typing === id && state.member !== seat.member)
        .flatMap((state) => chat.members.value[state.member]?.name ?? [])
    );
    this.unread = computed(() => {
      const seen = this.#lastSeen.value;
      let count = 0;
      for (let i = this.messages.value.length - 1; i >= 0; i--) {
        const message = this.messages.value[i];
        if (message.id === seen) break;
        if (this.#isNews(message)) count++;
      }
      return count;
    });
    this.status = computed(() =>
      worst([chat.own, chat.session, this.document])
    );
    this.filled = computed(() =>
      this.document.synced.value || this.messages.value.length > 0
    );
    this.known = computed(() =>
      [this.document, chat.own, chat.session].every(({ synced }) =>
        synced.value
      ) || this.filled.value && this.status.value.state === "offline"
    );
  }

  /** Puts a message in the outbox; false where it is full. */
  say(text: string): boolean {
    this.typingNow(false);
    const command = { id: newId(), kind: "say", room: this.id, text } as const;
    return this.chat.outbox.push(command);
  }

  /** Marks a message to be brought back to the main room, or takes the mark back. */
  mark(message: string, on: boolean): void {
    const { id: room } = this;
    this.chat.outbox.push({
      id: newId(),
      kind: "bring-back",
      room,
      message,
      on,
    });
  }

  /**
   * The first message of another that one has not read, by its id; null: there is none. Who has read nothing
   * yet has missed what was said since they joined.
   */
  firstUnread(): string | null {
    const { members, seat } = this.chat;
    const all = this.messages.value;
    const seen = this.#seenAt(this.#lastSeen.value);
    const since = members.value[seat.member]?.joinedAt ?? 0;
    return all.find((message, at) =>
      at > seen && this.#isNews(message) &&
      (seen >= 0 || message.at >= since)
    )?.id ?? null;
  }

  /** Remembers, on every device of this member, what is read: all, or as far as a place in the list. */
  markRead(upTo = this.messages.value.length - 1): void {
    const last = this.messages.value[upTo]?.id;
    const { live, own } = this.chat;
    if (!last || !live.value) return;
    if (this.#seenAt(this.#lastSeen.value) >= upTo) return;
    own.doc.getMap<string>("read").set(this.id, last);
  }

  #seenAt(id: string | undefined): number {
    return this.messages.value.findLastIndex((message) => message.id === id);
  }

  /** Tells the others that a key was pressed, or that the message is sent. */
  typingNow(typing: boolean): void {
    this.chat.typingNow(typing ? this.id : undefined);
  }

  /** Lets go of it. */
  close(): void {
    this.#letGo();
    this.document.close();
  }

  /** Lets go of it, and deletes it from this device (A1). */
  async forget(): Promise<void> {
    this.#letGo();
    await this.document.forget();
  }

  /** Whether a message counts as unread: another's words. */
  #isNews({ from, kind }: Message): boolean {
    if (kind === "system" || kind === "deleted") return false;
    const { members, seat } = this.chat;
    return from !== seat.member &&
      personOf((id) => members.value[id], from) !== seat.member;
  }

  #letGo() {
    for (const stop of this.#stop) stop();
  }
}
