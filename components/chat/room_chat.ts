/** The chat of one room in the browser: its messages, the member's unsent commands, and who is typing. */
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
import { documentNames } from "../../classroom/model/documents.ts";
import { areBreakoutsOver } from "../../classroom/model/groups.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  BringBackEntry,
  Message,
  Pin,
  ReactionEmoji,
} from "../../classroom/model/messages.ts";
import {
  bringBackEntries,
  messages,
  pins,
  reactionsOf,
  readMarkers,
} from "../../classroom/model/roots.ts";
import type {
  ConnectionStatus,
  OpenDocument,
} from "../../sync/client/open_document.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import {
  applyChanges,
  isChangeDone,
  isMessageChange,
  listReactions,
  type MessageChange,
  type Reaction,
} from "./message_changes.ts";
import { MessageUiState } from "./message_ui_state.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  reuseEmptyList,
  signalOfList,
  signalOfMap,
} from "../client/document_signals.ts";
import { ReadMarker } from "./read_marker.ts";
import { findWorstStatus } from "../client/connection_status.ts";
import { waitsForTeacher } from "./retry_options.ts";

type Say = CommandOf<"say">;

/** An own change without an effect is shown for this long (ms) after it left the outbox. */
const ownChangeShownMs = 3_000;

export type MutedReason = "paused" | "closed" | "muted";

type InRoom = CommandOf<
  "say" | "react" | "edit" | "retract" | "bring-back"
>;
type WithoutRoom<C> = C extends InRoom ? Omit<C, "id" | "room"> : never;

/** The part of `Chat` that its rooms use. */
interface OpenRooms {
  readonly groupRooms: ReadonlySignal<readonly { readonly id: string }[]>;
  readonly roomChangedAt: ReadonlySignal<number>;
  readonly isRoomKnown: ReadonlySignal<boolean>;
  readonly status: ReadonlySignal<ConnectionStatus>;
  roomShowing(room: string): string;
  roomForRefusals(room: string): string;
  setTyping(room: string | undefined): void;
  dismissArrival(room: string): void;
}

export class RoomChat {
  readonly document: OpenDocument;
  readonly messages: Signal<readonly Message[]>;
  readonly shownMessages: ReadonlySignal<readonly Message[]>;
  readonly pendingChanges: ReadonlySignal<readonly MessageChange[]>;
  /** The last refused edit, deletion or reaction of each message, by its id. */
  readonly refusedChanges: ReadonlySignal<
    ReadonlyMap<string, RefusedCommand<MessageChange>>
  >;
  readonly reactions: ReadonlySignal<ReadonlyMap<string, readonly Reaction[]>>;
  readonly pins: ReadonlySignal<Readonly<Record<string, Pin>>>;
  /** Null: the member can write. */
  readonly mutedReason: ReadonlySignal<MutedReason | null>;
  readonly uiState = new MessageUiState();
  readonly bringBackEntries: ReadonlySignal<
    Readonly<Record<string, BringBackEntry>>
  >;
  /** Own messages that the room does not have yet, in order. */
  readonly pendingMessages: ReadonlySignal<readonly Say[]>;
  readonly refusedMessages: ReadonlySignal<readonly RefusedCommand<Say>[]>;
  /** Number of refused messages that the member has to decide on. */
  readonly undecidedCount: ReadonlySignal<number>;
  readonly typingNames: ReadonlySignal<readonly string[]>;
  readonly unreadCount: ReadonlySignal<number>;
  readonly mentionCount: ReadonlySignal<number>;
  /** Id of the message that was the first unread one when the room came into view (C-13). */
  readonly firstNewId: Signal<string | null> = signal(null);
  /** The worst state among the connections that this room needs. */
  readonly status: ReadonlySignal<ConnectionStatus>;
  /** True once the room has been synced, or loaded from the device. */
  readonly isLoaded: ReadonlySignal<boolean>;
  initialMessageCount: number | undefined;
  /** True once the unread messages are known: the room is synced, or the page offline. */
  readonly isUnreadKnown: ReadonlySignal<boolean>;

  readonly #ids: ReadonlySignal<ReadonlySet<string>>;
  readonly #read: ReadMarker;
  readonly #stop: (() => void)[] = [];

  constructor(
    readonly session: ClassSession,
    readonly id: string,
    readonly rooms: OpenRooms,
  ) {
    // The order of requests for documents: the class, the outbox, the messages.
    const { seat, facts, ownDocument, outbox } = session;
    this.document = session.open(documentNames.room(seat.session, id));
    const { doc } = this.document;
    this.messages = signalOfList(messages(doc));
    this.#ids = computed(() =>
      new Set(this.messages.value.map(({ id }) => id))
    );
    this.bringBackEntries = signalOfMap(bringBackEntries(doc));
    this.#read = new ReadMarker(readMarkers(ownDocument.doc), id, {
      placeOf: (message) =>
        this.messages.value.findLastIndex(({ id }) => id === message),
      isLive: () => facts.isLive.peek(),
    });

    const isSaidHere = (command: { kind: string }): command is Say =>
      command.kind === "say" && rooms.roomShowing((command as Say).room) === id;
    this.pendingMessages = computed(() => {
      const commands = [...outbox.awaitingEffect.value, ...outbox.pending.value]
        .filter(isSaidHere);
      if (commands.length === 0) return reuseEmptyList(commands);
      return reuseEmptyList(
        commands.filter(({ id }) => !this.#ids.value.has(id)),
      );
    });
    this.refusedMessages = computed(() =>
      outbox.refused.value.filter((refused): refused is RefusedCommand<Say> =>
        refused.command
          ? refused.command.kind === "say" &&
            rooms.roomForRefusals(refused.command.room) === id
          : id === "main"
      )
    );
    this.undecidedCount = computed(() =>
      this.refusedMessages.value.filter(({ refused }) =>
        !waitsForTeacher(refused)
      )
        .length
    );
    const isMine = (command: { kind: string }): command is MessageChange =>
      isMessageChange(command, id);
    this.pendingChanges = computed(() =>
      reuseEmptyList(
        [...outbox.awaitingEffect.value, ...outbox.pending.value]
          .filter(isMine),
      )
    );
    this.shownMessages = computed(() =>
      applyChanges(this.messages.value, this.pendingChanges.value)
    );
    this.refusedChanges = computed(() => this.#findRefusedChanges());
    const reactions = followReactions(doc, seat.alias ?? seat.member);
    this.reactions = computed(() => reactions.with(this.pendingChanges.value));
    this.#stop.push(effect(() => this.#dropRefusedChanges()));
    this.pins = signalOfMap(pins(doc));
    this.mutedReason = computed(() => this.#whyMuted());
    this.typingNames = computed(() =>
      [...facts.online.value.values()]
        .filter((state) => state.typing === id && state.member !== seat.member)
        .flatMap((state) => facts.members.value[state.member]?.name ?? [])
    );
    const unreadMessages = computed(() => this.#unreadMessages());
    this.unreadCount = computed(() => unreadMessages.value.length);
    this.mentionCount = computed(() =>
      unreadMessages.value.filter((message) => this.#mentionsMe(message)).length
    );
    this.status = computed(() =>
      findWorstStatus([ownDocument, facts.document, this.document])
    );
    this.isLoaded = computed(() =>
      this.document.synced.value || this.messages.value.length > 0
    );
    this.#stop.push(effect(() => {
      if (this.isLoaded.value) {
        this.initialMessageCount ??= this.messages.peek().length;
      }
    }));
    this.isUnreadKnown = computed(() =>
      [this.document, ownDocument, facts.document].every(({ synced }) =>
        synced.value
      ) || this.isLoaded.value && this.status.value.state === "offline"
    );
  }

  /** Returns false if the outbox is full. */
  sendMessage(text: string, replyTo?: string): boolean {
    this.setTyping(false);
    const { clockOffset } = this.session.facts;
    return this.#push({
      kind: "say",
      text,
      ...(replyTo && { replyTo }),
      writtenAt: Math.round(Date.now() + clockOffset.peek()),
      ...(this.status.peek().state === "offline" && { offline: true }),
    });
  }

  setReaction(message: string, emoji: ReactionEmoji, isOn: boolean): void {
    this.#push({ kind: "react", message, emoji, on: isOn });
  }

  /** Returns false if the outbox is full. */
  editMessage(message: string, text: string): boolean {
    return this.#push({ kind: "edit", message, text });
  }

  retractMessage(message: string): void {
    this.#push({ kind: "retract", message });
  }

  setBringBack(message: string, shouldBringBack: boolean): void {
    this.#push({ kind: "bring-back", message, on: shouldBringBack });
  }

  /**
   * The id of the first unread message; null: none. If the member has read nothing here, messages from before they
   * joined do not count.
   */
  findFirstUnread(): string | null {
    const { facts: { members }, seat } = this.session;
    const roomMessages = this.messages.value;
    const lastReadIndex = this.#read.lastReadIndex;
    const since = members.value[seat.member]?.joinedAt ?? 0;
    return roomMessages.find((message, index) =>
      index > lastReadIndex && this.#isNews(message) &&
      (lastReadIndex >= 0 || message.at >= since)
    )?.id ?? null;
  }

  markRead(upTo = this.messages.value.length - 1): void {
    const last = this.messages.value[upTo]?.id;
    if (last && this.session.facts.isLive.value) this.#read.markRead(last);
  }

  /** Stores the marker at once, for the member's other devices, when the member looks away from this one. */
  storeReadMarker(): void {
    this.#read.storeNow();
  }

  #push(command: WithoutRoom<InRoom>): boolean {
    const { kind, ...rest } = command;
    const whole = { id: newId(), kind, room: this.id, ...rest } as InRoom;
    return this.session.outbox.push(whole);
  }

  setTyping(isTyping: boolean): void {
    this.rooms.setTyping(isTyping ? this.id : undefined);
  }

  /** Whether the command concerns this room and its effect does not show yet. */
  isEffectPending(command: MemberCommand): boolean {
    if (command.kind === "say") {
      return command.room === this.id && !this.#ids.value.has(command.id);
    }
    if (!isMessageChange(command, this.id)) return false;
    const { message } = command;
    return !isChangeDone(
      command,
      this.messages.value.find(({ id }) => id === message),
    );
  }

  /** Sends a refused message again. It stays a reply only in its own room. */
  sendAgain(id: string, room: string): boolean {
    const { outbox } = this.session;
    const refused = outbox.refused.value.find((it) => it.id === id);
    const command = refused?.command;
    const isThere = command !== undefined && "room" in command &&
      command.room === room && refused?.refused !== "not-found";
    const change = isThere ? { room } : { room, replyTo: undefined };
    return outbox.resend(id, newId(), change);
  }

  close(): void {
    this.#release();
    this.document.close();
  }

  /** Closes the room, and deletes it from this device (ACCESS-1). */
  async forget(): Promise<void> {
    this.#release();
    await this.document.forget();
  }

  /** After a while, stops showing own changes without an effect: they may have been undone. */
  #dropRefusedChanges() {
    const { outbox } = this.session;
    const changes = outbox.awaitingEffect.value
      .filter((command) => isMessageChange(command, this.id));
    if (changes.length === 0) return;
    const ids = new Set(changes.map(({ id }) => id));
    const timer = setTimeout(
      () => outbox.forgetSettled(({ id }) => ids.has(id)),
      ownChangeShownMs,
    );
    return () => clearTimeout(timer);
  }

  #whyMuted(): MutedReason | null {
    const { id, session: { facts, seat } } = this;
    const breakouts = facts.breakouts.value;
    if (seat.role === "teacher") {
      return id !== "main" && areBreakoutsOver(breakouts) ? "closed" : null;
    }
    // **Eyes on me** is no reason: it covers the page, and the box below keeps its cursor.
    if (facts.info.value.chatPaused) return "paused";
    if (id !== "main" && !breakouts.open) return "closed";
    return facts.members.value[seat.member]?.muted ? "muted" : null;
  }

  #findRefusedChanges(): Map<string, RefusedCommand<MessageChange>> {
    return new Map(
      this.session.outbox.refused.value.flatMap((refused) => {
        const { command } = refused;
        return command && isMessageChange(command, this.id)
          ? [[command.message, { ...refused, command }]]
          : [];
      }),
    );
  }

  #unreadMessages(): Message[] {
    const roomMessages = this.messages.value;
    const lastReadIndex = this.#read.lastReadIndex;
    return roomMessages.slice(lastReadIndex + 1).filter((message) =>
      this.#isNews(message)
    );
  }

  #mentionsMe(message: Message): boolean {
    const words = "text" in message ? message.text ?? "" : "";
    // Without an @ in the text, names need not be looked up.
    if (!/[@＠]/.test(words)) return false;
    const { ownMemberId, people } = this.session.facts.people.value;
    return isMentioned(ownMemberId, words, people);
  }

  #isNews({ from, kind }: Message): boolean {
    if (kind === "system" || kind === "deleted") return false;
    const { facts, seat } = this.session;
    return facts.personOf(from) !== seat.member;
  }

  #release() {
    this.#read.close();
    this.uiState.close();
    for (const stop of this.#stop) stop();
  }
}

/** Reactions by message, including unsent ones. Reads only changed messages again (C-10). */
function followReactions(doc: Y.Doc, ownMemberId: string) {
  const map = reactionsOf(doc);
  const read = (message: string, changes: readonly MessageChange[] = []) =>
    listReactions(map.get(message)?.keys() ?? [], changes, ownMemberId);
  const storedReactions = signal<ReadonlyMap<string, readonly Reaction[]>>(
    new Map([...map.keys()].map((message) => [message, read(message)])),
  );
  map.observeDeep((events) => {
    const newReactions = new Map(storedReactions.peek());
    for (const { target, path, keys } of events) {
      const messages = target === map ? keys.keys() : [String(path[0])];
      for (const message of messages) {
        if (map.has(message)) newReactions.set(message, read(message));
        else newReactions.delete(message);
      }
    }
    storedReactions.value = newReactions;
  });
  return {
    with(
      changes: readonly MessageChange[],
    ): ReadonlyMap<string, readonly Reaction[]> {
      const reactChanges = changes.filter(({ kind }) => kind === "react");
      if (reactChanges.length === 0) return storedReactions.value;
      const shownReactions = new Map(storedReactions.value);
      for (const { message } of reactChanges) {
        const changesOfMessage = reactChanges.filter((change) =>
          change.message === message
        );
        shownReactions.set(message, read(message, changesOfMessage));
      }
      return shownReactions;
    },
  };
}
