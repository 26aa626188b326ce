/**
 * The assistant as a member's page sees it: their conversations, the one that is shown, and what of
 * it is on its way. Everything is computed from documents; whatever is done goes as a command into the outbox.
 */
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import type * as Y from "yjs";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import type {
  ConversationEntry,
  SubmissionEntry,
} from "../../classroom/schema/conversations.ts";
import { documents } from "../../classroom/schema/documents.ts";
import type { Breakouts, Room } from "../../classroom/schema/groups.ts";
import { newId } from "../../classroom/schema/ids.ts";
import type { Member } from "../../classroom/schema/members.ts";
import type { SessionInfo } from "../../classroom/schema/session.ts";
import type { OpenDocument } from "../../sync/client/open.ts";
import { Outbox, type Refused } from "../../sync/client/outbox.ts";
import { openAs, ownDocument, type Seat } from "../chat/chat.ts";
import { followInto } from "../session/follow.ts";
import { type Exchange, isAnswering } from "./exchanges.ts";
import { openTranscript, type Transcript } from "./transcript.ts";

type Kind = Extract<MemberCommand, { conversation: string }>["kind"];

/** A command about a conversation. */
export type Command<K extends Kind = Kind> = CommandOf<K>;

/** A conversation in the list. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  /** When something was last asked; null: it is not asked yet. */
  readonly lastAt: number | null;
}

/** How far something that was asked for with an answer has got. */
export type Progress = "waiting" | "done";

/** One member's conversations with the assistant. */
export class Assistant {
  readonly own: OpenDocument;
  readonly session: OpenDocument;
  readonly outbox: Outbox<MemberCommand>;

  readonly info: Signal<Partial<SessionInfo>>;
  readonly members: Signal<Readonly<Record<string, Member>>>;
  readonly rooms: Signal<Readonly<Record<string, Room>>>;
  readonly breakouts: Signal<Partial<Breakouts>>;
  readonly entries: Signal<Readonly<Record<string, ConversationEntry>>>;
  readonly submissions: Signal<Readonly<Record<string, SubmissionEntry>>>;

  /** The newest first. */
  readonly conversations: ReadonlySignal<readonly Listed[]>;
  /** Which one is shown; it need not be there yet. */
  readonly current: ReadonlySignal<string>;
  /** The document of the one that is shown; null: it is not there yet. */
  readonly transcript: Signal<Transcript | null> = signal(null);
  readonly exchanges: ReadonlySignal<readonly Exchange[]>;
  /** What was asked in it and is not among its turns yet, in order. */
  readonly asking: ReadonlySignal<readonly Command<"ask">[]>;
  /** What was refused of it and not discarded. */
  readonly refused: ReadonlySignal<readonly Refused<Command>[]>;
  /** An answer is being written. */
  readonly answering: ReadonlySignal<boolean>;
  /** An answer is being ended, or asked for anew; the answers' ids. */
  readonly stopping: ReadonlySignal<boolean>;
  readonly retrying: ReadonlySignal<ReadonlySet<string>>;
  /** What answers were sent to rooms, by `<answer>/<room>`, or handed in, by `<answer>`. */
  readonly given: ReadonlySignal<ReadonlyMap<string, Progress>>;
  readonly paused: ReadonlySignal<boolean>;
  readonly live: ReadonlySignal<boolean>;
  /** There is a connection over which answers come; and where there is none, whether for want of a network. */
  readonly online: ReadonlySignal<boolean>;
  readonly away: ReadonlySignal<boolean>;
  readonly kept: ReadonlySignal<boolean>;
  /** The list is as the server had it, or as the device kept it. */
  readonly filled: ReadonlySignal<boolean>;

  readonly #chosen: Signal<string | null>;
  readonly #fresh = signal(newId());
  readonly #gone: Signal<readonly Command[]> = signal([]);
  readonly #loaded = signal(false);
  readonly #stops: (() => void)[] = [];

  constructor(readonly seat: Seat) {
    const { session } = seat;
    const openOne = (document: string) => openAs(seat, document);
    this.session = openOne(documents.session(session));
    this.own = openOne(ownDocument(seat));
    // An outbox of its own over the same document: what leaves it here is waited for here.
    this.outbox = new Outbox(this.own.doc);
    this.info = this.#map(this.session, "info");
    this.members = this.#map(this.session, "members");
    this.rooms = this.#map(this.session, "rooms");
    this.breakouts = this.#map(this.session, "breakouts");
    this.entries = this.#map(this.own, "conversations");
    this.submissions = this.#map(this.own, "submissions");
    this.#chosen = signal(recall(seat));
    void this.own.loaded.then(() => this.#loaded.value = true);

    const { pending, leaving, refused } = this.outbox;
    const commands = computed(() =>
      [...leaving.value, ...pending.value].filter(isOurs)
    );
    this.refused = computed(() =>
      refused.value.filter((it): it is Refused<Command> =>
        it.command !== undefined && isOurs(it.command) &&
        it.command.conversation === this.current.value
      )
    );
    this.conversations = computed(() => {
      const listed = new Map<string, Listed>();
      for (
        const [id, { title, lastAt }] of Object.entries(this.entries.value)
      ) {
        listed.set(id, { id, title, lastAt });
      }
      const unheard = [
        ...refused.value.flatMap(({ command }) => command ?? []),
        ...commands.value,
      ];
      for (const command of unheard) {
        if (command.kind !== "ask" || listed.has(command.conversation)) {
          continue;
        }
        const id = command.conversation;
        const title = command.text.trim().split("\n", 1)[0].slice(0, 60);
        listed.set(id, { id, title, lastAt: null });
      }
      return [...listed.values()].sort((a, b) =>
        (b.lastAt ?? Infinity) - (a.lastAt ?? Infinity) || 0
      );
    });
    this.current = computed(() =>
      this.#chosen.value ?? this.conversations.value[0]?.id ?? this.#fresh.value
    );
    this.exchanges = computed(() =>
      this.transcript.value?.exchanges.value ?? []
    );
    this.asking = computed(() => {
      const there = new Set(
        this.exchanges.value.map(({ prompt }) => prompt.id),
      );
      return commands.value.filter((command): command is Command<"ask"> =>
        command.kind === "ask" && command.conversation === this.current.value &&
        !there.has(command.id)
      );
    });
    this.answering = computed(() => isAnswering(this.exchanges.value));
    this.stopping = computed(() =>
      pending.value.some((command) =>
        command.kind === "stop" && command.conversation === this.current.value
      )
    );
    this.retrying = computed(() => {
      const there = new Set(
        this.exchanges.value.flatMap(({ answers }) =>
          answers.map(({ id }) => id)
        ),
      );
      return new Set(
        commands.value.flatMap((command) =>
          command.kind === "retry" && !there.has(command.id)
            ? command.message
            : []
        ),
      );
    });
    this.given = computed(() => {
      const given = new Map<string, Progress>();
      for (const command of this.#gone.value) {
        const key = keyOf(command);
        if (key) given.set(key, "done");
      }
      for (const command of pending.value) {
        const key = isOurs(command) && keyOf(command);
        if (key) given.set(key, "waiting");
      }
      for (const { message } of Object.values(this.submissions.value)) {
        given.set(message, "done");
      }
      return given;
    });
    this.paused = computed(() =>
      seat.role === "student" && this.info.value.assistantPaused === true
    );
    this.live = computed(() => {
      const { state } = this.info.value;
      return state === undefined || state === "active" || state === "ending";
    });
    const states = computed(() =>
      [this.own, this.transcript.value?.document]
        .flatMap((document) => document?.status.value.state ?? [])
    );
    this.away = computed(() => states.value.includes("offline"));
    this.online = computed(() =>
      !this.away.value && !states.value.includes("closed")
    );
    this.kept = computed(() => this.own.kept.value);
    this.filled = computed(() => this.own.synced.value || this.#loaded.value);
    this.#stops.push(
      effect(() => this.#openCurrent()),
      effect(() => this.#dropSeen()),
    );
  }

  /** Begins a conversation. */
  begin(): void {
    this.#fresh.value = newId();
    this.show(this.#fresh.value);
  }

  /** Shows a conversation. */
  show(conversation: string): void {
    this.#chosen.value = conversation;
    remember(this.seat, conversation);
  }

  /** Stays with the conversation that is shown, whatever comes into the list. */
  stay(): void {
    if (this.#chosen.peek() === null) this.show(this.current.peek());
  }

  /** Asks something in the conversation that is shown; false: the outbox is full. */
  ask(text: string): boolean {
    this.stay();
    return this.#push({ kind: "ask", text });
  }

  /** Asks again what was refused. */
  again(id: string): boolean {
    return this.outbox.tryAgain(id, newId());
  }

  /** Asks for another answer in the place of this one. */
  retry(message: string): void {
    this.#push({ kind: "retry", message });
  }

  /** Ends what is being written. */
  stop(): void {
    if (!this.stopping.peek()) this.#push({ kind: "stop" });
  }

  /** Posts an answer to a room. */
  share(message: string, room: string): void {
    this.#push({ kind: "share", message, room });
  }

  /** Hands an answer in, once. */
  submit(message: string, note: string): void {
    const line = note.trim();
    this.#push({ kind: "submit", message, ...line && { note: line } });
  }

  /** The group that one is in and can speak in. */
  group(): string | null {
    const id = this.members.value[this.seat.member]?.room ?? null;
    const room = id === null ? undefined : this.rooms.value[id];
    return room && !room.archived && this.breakouts.value.open ? id : null;
  }

  /** Lets go of everything. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.transcript.peek()?.close();
    this.own.close();
    this.session.close();
  }

  #push(
    fields: Partial<Command> & { kind: Kind },
  ): boolean {
    const conversation = this.current.peek();
    const command = { id: newId(), conversation, ...fields } as MemberCommand;
    return this.outbox.push(command);
  }

  /** The document of what is shown is opened once it is there: before, the server would turn us away. */
  #openCurrent() {
    const id = this.current.value;
    const isThere = this.entries.value[id] !== undefined;
    const before = untracked(() => this.transcript.value);
    if (before?.id === id && isThere) return;
    const next = isThere ? openTranscript(this.seat, id, true) : null;
    this.transcript.value = next;
    before?.close();
  }

  /** Forgets what has had its effect where one sees it, or has none to be waited for. */
  #dropSeen() {
    const left = this.outbox.leaving.value;
    if (left.length === 0) return;
    const shown = this.current.value;
    const there = new Set(
      this.transcript.value?.turns.value.map(({ id }) => id),
    );
    const gone = left.filter((command) =>
      !isOurs(command) || command.conversation !== shown ||
      there.has(command.id) ||
      (command.kind !== "ask" && command.kind !== "retry")
    );
    if (gone.length === 0) return;
    const ids = new Set(gone.map(({ id }) => id));
    untracked(() => {
      const ours = gone.filter(isOurs).filter(keyOf);
      if (ours.length) this.#gone.value = [...this.#gone.value, ...ours];
      this.outbox.seen((id) => ids.has(id));
    });
  }

  #map<T>({ doc }: OpenDocument, name: string): Signal<T> {
    const value = signal({} as T);
    const read = (map: Y.Map<unknown>) => map.toJSON() as T;
    this.#stops.push(followInto(value, doc.getMap(name), read));
    return value;
  }
}

function isOurs(command: MemberCommand): command is Command {
  return "conversation" in command;
}

/** Under which name something that is done with an answer is known. */
function keyOf(command: Command): string | undefined {
  if (command.kind === "share") return `${command.message}/${command.room}`;
  if (command.kind === "submit") return command.message;
}

const key = ({ session, member }: Seat) =>
  `homeroom/conversation/${session}/${member}`;

/** Which conversation this tab has shown last. */
function recall(seat: Seat): string | null {
  try {
    return sessionStorage.getItem(key(seat));
  } catch {
    return null;
  }
}

function remember(seat: Seat, conversation: string) {
  try {
    sessionStorage.setItem(key(seat), conversation);
  } catch {
    // The newest one, then.
  }
}
