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
import type * as Y from "yjs";
import { isMentioned } from "../../classroom/model/mentions.ts";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { documents } from "../../classroom/model/documents.ts";
import { areOver } from "../../classroom/model/groups.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  BringBackMark,
  Emoji,
  Message,
  Pin,
} from "../../classroom/model/messages.ts";
import type { OpenDocument, Status } from "../../sync/client/open.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import {
  type ChangeCommand,
  changed,
  isChange,
  isDone,
  type Reaction,
  reactionsOf,
} from "./changes.ts";
import { MessageUiState } from "./message_ui_state.ts";
import type { ClassSession } from "../client/class_session.ts";
import { follow, orNothing } from "../client/follow.ts";
import { ReadMark } from "./read_mark.ts";
import { worst } from "../client/status.ts";
import { waitsForTeacher } from "./retry_options.ts";

type Say = CommandOf<"say">;

/** So long an own change is shown although the room does not show it: what it did may have been undone (ms). */
const ownChangeShownMs = 3_000;

/** Why somebody cannot say anything at the moment. */
export type WhyMuted = "paused" | "closed" | "muted";

/** A command about this room; and what it says besides. */
type InRoom = CommandOf<
  "say" | "react" | "edit" | "retract" | "bring-back"
>;
type WithoutRoom<C> = C extends InRoom ? Omit<C, "id" | "room"> : never;

/** What a room knows of the others that are open on this page. */
interface OpenRooms {
  /** Those besides the main room. */
  readonly groups: ReadonlySignal<readonly { readonly id: string }[]>;
  /** When the room was changed under words that were being written (ms since the page was opened). */
  readonly movedAt: ReadonlySignal<number>;
  /** It is known in which of them one is. */
  readonly placed: ReadonlySignal<boolean>;
  /** The worst of the connections without which there is no class. */
  readonly status: ReadonlySignal<Status>;
  /** In which of them something shows that is meant for this one. */
  shownIn(room: string): string;
  /** Where a refusal is seen. */
  refusedIn(room: string): string;
  /** Tells the others where one is typing. */
  typingNow(room: string | undefined): void;
  /** Something was sent to a room. */
  said(room: string): void;
}

/** A room that is open on this page. */
export class RoomChat {
  readonly document: OpenDocument;
  readonly messages: Signal<readonly Message[]>;
  /** The messages with one's own changes to them that are on their way. */
  readonly said: ReadonlySignal<readonly Message[]>;
  /** One's own changes that are on their way. */
  readonly changes: ReadonlySignal<readonly ChangeCommand[]>;
  /** What the class did not take of them, by the message's id. */
  readonly refusedChanges: ReadonlySignal<
    ReadonlyMap<string, RefusedCommand<ChangeCommand>>
  >;
  /** By the message's id; none without any. */
  readonly reactions: ReadonlySignal<ReadonlyMap<string, readonly Reaction[]>>;
  readonly pins: ReadonlySignal<Readonly<Record<string, Pin>>>;
  /** Why one cannot say anything here now; null: one can. */
  readonly silence: ReadonlySignal<WhyMuted | null>;
  readonly doing = new MessageUiState();
  /** What is marked to be brought back to the main room, by the message's id. */
  readonly marks: ReadonlySignal<Readonly<Record<string, BringBackMark>>>;
  /** What was said here and is not in the room yet, in order. */
  readonly sending: ReadonlySignal<readonly Say[]>;
  readonly refused: ReadonlySignal<readonly RefusedCommand<Say>[]>;
  /** How many of these wait for an answer of one's own. */
  readonly notSent: ReadonlySignal<number>;
  /** The names of the others who are writing in this room. */
  readonly typing: ReadonlySignal<readonly string[]>;
  /** How many messages of others came after the last one seen. */
  readonly unread: ReadonlySignal<number>;
  /** How many of these mention this member (C-1). */
  readonly mentions: ReadonlySignal<number>;
  /** Above which message the line stands since one began to look: the first unread one (C-13). */
  readonly firstNew: Signal<string | null> = signal(null);
  /** The worst of the connections that one needs to talk here. */
  readonly status: ReadonlySignal<Status>;
  /** Whether the room is as the server had it since this page was opened, or as the device kept it. */
  readonly filled: ReadonlySignal<boolean>;
  /** How many messages there were when it was first filled. */
  filledWith: number | undefined;
  /** Whether it is known what is unread: all is as the server has it, or there is no network to ask. */
  readonly known: ReadonlySignal<boolean>;

  readonly #ids: ReadonlySignal<ReadonlySet<string>>;
  readonly #read: ReadMark;
  readonly #stop: (() => void)[] = [];

  constructor(
    readonly session: ClassSession,
    readonly id: string,
    readonly rooms: OpenRooms,
  ) {
    // In this order they are answered: where one is, what waits to be sent, and what was said.
    const { seat, facts, own, outbox } = session;
    this.document = session.open(documents.room(seat.session, id));
    const { doc } = this.document;
    this.messages = follow(
      doc.getArray<Message>("messages"),
      (array) => array.toArray(),
    );
    this.#ids = computed(() =>
      new Set(this.messages.value.map(({ id }) => id))
    );
    this.marks = follow(
      doc.getMap<BringBackMark>("marks"),
      (map) => map.toJSON(),
    );
    this.#read = new ReadMark(own.doc.getMap<string>("read"), id, {
      placeOf: (message) =>
        this.messages.value.findLastIndex(({ id }) => id === message),
      isLive: () => facts.live.peek(),
    });

    const said = (command: { kind: string }): command is Say =>
      command.kind === "say" && rooms.shownIn((command as Say).room) === id;
    this.sending = computed(() => {
      const commands = [...outbox.awaitingEffect.value, ...outbox.pending.value]
        .filter(said);
      if (commands.length === 0) return orNothing(commands);
      return orNothing(commands.filter(({ id }) => !this.#ids.value.has(id)));
    });
    this.refused = computed(() =>
      outbox.refused.value.filter((refused): refused is RefusedCommand<Say> =>
        refused.command
          ? refused.command.kind === "say" &&
            rooms.refusedIn(refused.command.room) === id
          : id === "main"
      )
    );
    this.notSent = computed(() =>
      this.refused.value.filter(({ refused }) => !waitsForTeacher(refused))
        .length
    );
    const isMine = (command: { kind: string }): command is ChangeCommand =>
      isChange(command, id);
    this.changes = computed(() =>
      orNothing(
        [...outbox.awaitingEffect.value, ...outbox.pending.value]
          .filter(isMine),
      )
    );
    this.said = computed(() =>
      changed(this.messages.value, this.changes.value)
    );
    this.refusedChanges = computed(() =>
      new Map(
        outbox.refused.value.flatMap((refused) => {
          const { command } = refused;
          return command && isMine(command)
            ? [[command.message, { ...refused, command }]]
            : [];
        }),
      )
    );
    const reactions = followReactions(doc, seat.member);
    this.reactions = computed(() => reactions.with(this.changes.value));
    this.#stop.push(effect(() => this.#giveUpChanges()));
    this.pins = follow(doc.getMap<Pin>("pins"), (map) => map.toJSON());
    this.silence = computed(() => {
      const breakouts = facts.breakouts.value;
      if (seat.role === "teacher") {
        return id !== "main" && areOver(breakouts) ? "closed" : null;
      }
      // **Eyes on me** covers the whole page; the box beneath stays as it is, with the cursor in it.
      if (facts.info.value.chatPaused) return "paused";
      if (id !== "main" && !breakouts.open) return "closed";
      return facts.members.value[seat.member]?.muted ? "muted" : null;
    });
    this.typing = computed(() =>
      [...facts.online.value.values()]
        .filter((state) => state.typing === id && state.member !== seat.member)
        .flatMap((state) => facts.members.value[state.member]?.name ?? [])
    );
    const unread = computed(() => this.#unreadMessages());
    this.unread = computed(() => unread.value.length);
    this.mentions = computed(() =>
      unread.value.filter((message) => this.#mentionsMe(message)).length
    );
    this.status = computed(() => worst([own, facts.document, this.document]));
    this.filled = computed(() =>
      this.document.synced.value || this.messages.value.length > 0
    );
    this.#stop.push(effect(() => {
      if (this.filled.value) this.filledWith ??= this.messages.peek().length;
    }));
    this.known = computed(() =>
      [this.document, own, facts.document].every(({ synced }) =>
        synced.value
      ) || this.filled.value && this.status.value.state === "offline"
    );
  }

  /** Puts a message in the outbox, which may answer another one; false where it is full. */
  say(text: string, replyTo?: string): boolean {
    this.typingNow(false);
    const { clockOffset } = this.session.facts;
    return this.#push({
      kind: "say",
      text,
      ...(replyTo && { replyTo }),
      writtenAt: Math.round(Date.now() + clockOffset.peek()),
    });
  }

  /** Reacts to a message, or takes that back. */
  react(message: string, emoji: Emoji, on: boolean): void {
    this.#push({ kind: "react", message, emoji, on });
  }

  /** Gives one's own message other words; false where the outbox is full. */
  edit(message: string, text: string): boolean {
    return this.#push({ kind: "edit", message, text });
  }

  /** Takes one's own message away. */
  retract(message: string): void {
    this.#push({ kind: "retract", message });
  }

  /** Marks a message to be brought back to the main room, or takes the mark back. */
  mark(message: string, on: boolean): void {
    this.#push({ kind: "bring-back", message, on });
  }

  /**
   * The first message of another that one has not read, by its id; null: there is none. Who has read nothing
   * yet has missed what was said since they joined.
   */
  firstUnread(): string | null {
    const { facts: { members }, seat } = this.session;
    const all = this.messages.value;
    const seen = this.#read.place;
    const since = members.value[seat.member]?.joinedAt ?? 0;
    return all.find((message, at) =>
      at > seen && this.#isNews(message) &&
      (seen >= 0 || message.at >= since)
    )?.id ?? null;
  }

  /** Remembers, on every device of this member, what is read: all, or as far as a place in the list. */
  markRead(upTo = this.messages.value.length - 1): void {
    const last = this.messages.value[upTo]?.id;
    if (last && this.session.facts.live.value) this.#read.set(last);
  }

  /** Has the other devices know at once: one looks away here, and may go on there. */
  storeRead(): void {
    this.#read.store();
  }

  #push(command: WithoutRoom<InRoom>): boolean {
    const { kind, ...rest } = command;
    const whole = { id: newId(), kind, room: this.id, ...rest } as InRoom;
    return this.session.outbox.push(whole);
  }

  /** Tells the others that a key was pressed, or that the message is sent. */
  typingNow(typing: boolean): void {
    this.rooms.typingNow(typing ? this.id : undefined);
  }

  /** Whether a command's effect on this room's messages is not to be seen yet. */
  awaits(command: MemberCommand): boolean {
    if (command.kind === "say") {
      return command.room === this.id && !this.#ids.value.has(command.id);
    }
    if (!isChange(command, this.id)) return false;
    const { message } = command;
    return !isDone(
      command,
      this.messages.value.find(({ id }) => id === message),
    );
  }

  /** Sends a refused message again, to a room; as an answer only where that message is. */
  sendAgain(id: string, room: string): boolean {
    const { outbox } = this.session;
    const before = outbox.refused.value.find((it) => it.id === id);
    const command = before?.command;
    const isThere = command !== undefined && "room" in command &&
      command.room === room && before?.refused !== "not-found";
    const change = isThere ? { room } : { room, replyTo: undefined };
    return outbox.tryAgain(id, newId(), change);
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

  /** Own changes whose effect does not show: what they did may have been undone. */
  #giveUpChanges() {
    const { outbox } = this.session;
    const changes = outbox.awaitingEffect.value
      .filter((command) => isChange(command, this.id));
    if (changes.length === 0) return;
    const ids = new Set(changes.map(({ id }) => id));
    const timer = setTimeout(
      () => outbox.settle(({ id }) => ids.has(id)),
      ownChangeShownMs,
    );
    return () => clearTimeout(timer);
  }

  /** The messages of others after the last one seen. */
  #unreadMessages(): Message[] {
    const all = this.messages.value;
    const seen = this.#read.place;
    return all.slice(seen + 1).filter((message) => this.#isNews(message));
  }

  #mentionsMe(message: Message): boolean {
    const words = "text" in message ? message.text ?? "" : "";
    // Nobody's name is looked for where nobody can be meant.
    if (!/[@＠]/.test(words)) return false;
    const { me, all } = this.session.facts.people.value;
    return isMentioned(me, words, all);
  }

  /** Whether a message counts as unread: another's words. */
  #isNews({ from, kind }: Message): boolean {
    if (kind === "system" || kind === "deleted") return false;
    const { facts, seat } = this.session;
    return facts.personOf(from) !== seat.member;
  }

  #letGo() {
    this.#read.close();
    this.doing.close();
    for (const stop of this.#stop) stop();
  }
}

// The reactions in a room's document, read again only where they change (C-10).

/** By the message's id, as they are with own changes that are on their way. */
function followReactions(doc: Y.Doc, me: string) {
  const map = doc.getMap<Y.Map<true>>("reactions");
  const read = (message: string, changes: readonly ChangeCommand[] = []) =>
    reactionsOf(map.get(message)?.keys() ?? [], changes, me);
  const all = signal<ReadonlyMap<string, readonly Reaction[]>>(
    new Map([...map.keys()].map((message) => [message, read(message)])),
  );
  map.observeDeep((events) => {
    const now = new Map(all.peek());
    for (const { target, path, keys } of events) {
      const messages = target === map ? keys.keys() : [String(path[0])];
      for (const message of messages) {
        if (map.has(message)) now.set(message, read(message));
        else now.delete(message);
      }
    }
    all.value = now;
  });
  return {
    with(
      changes: readonly ChangeCommand[],
    ): ReadonlyMap<string, readonly Reaction[]> {
      const mine = changes.filter(({ kind }) => kind === "react");
      if (mine.length === 0) return all.value;
      const now = new Map(all.value);
      for (const { message } of mine) {
        const those = mine.filter((change) => change.message === message);
        now.set(message, read(message, those));
      }
      return now;
    },
  };
}
