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
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import type {
  ConversationEntry,
  SubmissionEntry,
} from "../../classroom/model/conversations.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  Shared,
  SharedTemplate,
} from "../../classroom/model/resources/shared.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import { recall, remember } from "../client/browser_memory.ts";
import type { ClassSession } from "../client/class_session.ts";
import { follow, orNothing } from "../client/follow.ts";
import { HeldCommands } from "../client/held_commands.ts";
import type { Seat } from "../client/seat.ts";
import { type Exchange, isAnswering } from "./exchanges.ts";
import { openTranscript, type Transcript } from "./transcript.ts";

type Kind = Extract<MemberCommand, { conversation: string }>["kind"];

/** A command about a conversation. */
export type ConversationCommand<K extends Kind = Kind> = CommandOf<K>;

/** A conversation in the list. */
interface Listed {
  readonly id: string;
  readonly title: string;
  /** The name of the prompt template that it was begun from. */
  readonly template?: string;
  /** When something was last asked; null: it is not asked yet. */
  readonly lastAt: number | null;
}

/** What a conversation opens with that was begun from a prompt template. */
interface Opening {
  readonly name: string;
  readonly firstMessage?: string;
}

/** How far something that was asked for with an answer has got; `held`: it goes in a moment, and can be undone. */
export type Progress = "held" | "waiting" | "done";

const nobody: ReadonlySet<string> = new Set();

/** One member's conversations with the assistant. */
export class OwnAssistant {
  readonly seat: Seat;
  readonly entries: Signal<Readonly<Record<string, ConversationEntry>>>;
  readonly submissions: Signal<Readonly<Record<string, SubmissionEntry>>>;

  /** The newest first. */
  readonly conversations: ReadonlySignal<readonly Listed[]>;
  /** Which one is shown; it need not be there yet. */
  readonly current: ReadonlySignal<string>;
  /** The document of the one that is shown; null: it is not there yet. */
  readonly transcript: Signal<Transcript | null> = signal(null);
  readonly exchanges: ReadonlySignal<readonly Exchange[]>;
  /** There are none. */
  readonly isEmpty: ReadonlySignal<boolean>;
  /** The template that it was begun from, also before anything was asked in it; null: none. */
  readonly opening: ReadonlySignal<Opening | null>;
  /** What was asked in it and is not among its turns yet, in order. */
  readonly asking: ReadonlySignal<readonly ConversationCommand<"ask">[]>;
  /** What was refused of it and not discarded. */
  readonly refused: ReadonlySignal<
    readonly RefusedCommand<ConversationCommand>[]
  >;
  /** Which answer of it waits for its turn; null: none. */
  readonly queue: Transcript["queue"];
  /** An answer is being written. */
  readonly answering: ReadonlySignal<boolean>;
  /** An answer is being ended, or asked for anew; the answers' ids. */
  readonly stopping: ReadonlySignal<boolean>;
  readonly retrying: ReadonlySignal<ReadonlySet<string>>;
  /** What answers were sent to rooms, by `<answer>/<room>`, or handed in, by `<answer>`. */
  readonly given: ReadonlySignal<ReadonlyMap<string, Progress>>;
  readonly paused: ReadonlySignal<boolean>;
  /** There is a connection over which answers come; and where there is none, whether for want of a network. */
  readonly online: ReadonlySignal<boolean>;
  readonly away: ReadonlySignal<boolean>;
  /** The list is as the server had it, or as the device kept it. */
  readonly filled: ReadonlySignal<boolean>;

  readonly #held: HeldCommands;
  readonly #chosen: Signal<string | null>;
  readonly #fresh = signal(newId());
  /** The templates that the class has. */
  readonly #templates: ReadonlySignal<readonly SharedTemplate[]>;
  /** The conversation that was begun from a template here, and that template's id. */
  readonly #started: Signal<readonly string[]>;
  readonly #loaded = signal(false);
  readonly #stop: () => void;

  constructor(readonly session: ClassSession) {
    const { facts, outbox, own, seat } = session;
    this.seat = seat;
    this.#held = session.part(HeldCommands);
    const toJSON = (map: { toJSON(): Record<string, unknown> }) =>
      map.toJSON() as never;
    this.entries = follow(own.doc.getMap("conversations"), toJSON);
    this.submissions = follow(own.doc.getMap("submissions"), toJSON);
    this.#chosen = signal(recall(key(seat), "sessionStorage"));
    this.#started = signal(
      (recall(startedKey(seat), "sessionStorage") ?? "").split(" "),
    );
    this.#templates = follow(
      facts.document.doc.getArray<Shared>("resources"),
      (all) => all.toArray().filter((it) => it.kind === "template"),
    );
    void own.loaded.then(() => this.#loaded.value = true);

    const { pending, awaitingEffect, refused } = outbox;
    const commands = computed(() =>
      orNothing([...awaitingEffect.value, ...pending.value].filter(isOurs))
    );
    this.refused = computed(() =>
      refused.value.filter((it): it is RefusedCommand<ConversationCommand> =>
        it.command !== undefined && isOurs(it.command) &&
        it.command.conversation === this.current.value
      )
    );
    this.conversations = computed(() => {
      const listed = new Map<string, Listed>();
      for (
        const [id, { title, lastAt, template }] of Object.entries(
          this.entries.value,
        )
      ) {
        listed.set(id, { id, title, lastAt, template });
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
        const template = this.#templateOf(command.template)?.name;
        listed.set(id, { id, title, lastAt: null, template });
      }
      return [...listed.values()].sort((a, b) =>
        (b.lastAt ?? Infinity) - (a.lastAt ?? Infinity) || 0
      );
    });
    this.current = computed(() =>
      this.#chosen.value ?? this.conversations.value[0]?.id ?? this.#fresh.value
    );
    this.exchanges = computed(() =>
      orNothing(this.transcript.value?.exchanges.value ?? [])
    );
    this.isEmpty = computed(() => this.exchanges.value.length === 0);
    this.opening = computed(() => {
      const id = this.current.value;
      const { template: name } = this.entries.value[id] ?? {};
      if (name !== undefined) {
        const firstMessage = this.transcript.value?.opening.value;
        return { name, firstMessage };
      }
      const asked = this.asking.value.find(({ template }) => template);
      return this.#templateOf(asked?.template ?? this.#startedFrom(id));
    });
    this.asking = computed(() => {
      // An answer comes word by word, and mostly nothing is on its way then.
      const asked = orNothing(
        commands.value.filter((
          command,
        ): command is ConversationCommand<"ask"> =>
          command.kind === "ask" &&
          command.conversation === this.current.value
        ),
      );
      if (asked.length === 0) return asked;
      const there = new Set(
        this.exchanges.value.map(({ prompt }) => prompt.id),
      );
      return orNothing(asked.filter(({ id }) => !there.has(id)));
    });
    this.queue = computed(() => this.transcript.value?.queue.value ?? null);
    this.answering = computed(() => isAnswering(this.exchanges.value));
    this.stopping = computed(() =>
      pending.value.some((command) =>
        command.kind === "stop" && command.conversation === this.current.value
      )
    );
    this.retrying = computed(() => {
      const retries = commands.value.filter((command) =>
        command.kind === "retry"
      );
      if (retries.length === 0) return nobody;
      const there = new Set(
        this.exchanges.value.flatMap(({ answers }) =>
          answers.map(({ id }) => id)
        ),
      );
      return new Set(
        retries.flatMap(({ id, message }) => there.has(id) ? [] : message),
      );
    });
    this.given = computed(() => {
      const given = new Map<string, Progress>();
      for (const command of awaitingEffect.value) {
        const key = isOurs(command) && keyOf(command);
        if (key) given.set(key, "done");
      }
      for (const command of pending.value) {
        const key = isOurs(command) && keyOf(command);
        if (key) given.set(key, "waiting");
      }
      for (const { message } of Object.values(this.submissions.value)) {
        given.set(message, "done");
      }
      for (const { command } of this.#held.waiting.value) {
        given.set(`${command.message}/${command.room}`, "held");
      }
      return given;
    });
    this.paused = computed(() =>
      seat.role === "student" && facts.info.value.assistantPaused === true
    );
    const states = computed(() =>
      [own, this.transcript.value?.document]
        .flatMap((document) => document?.status.value.state ?? [])
    );
    this.away = computed(() => states.value.includes("offline"));
    this.online = computed(() =>
      !this.away.value && !states.value.includes("closed")
    );
    this.filled = computed(() => own.synced.value || this.#loaded.value);
    this.#stop = effect(() => this.#openCurrent());
  }

  /**
   * What is asked is seen among the turns of the conversation that is shown. What was given away is seen in another
   * document, so that this page remembers it.
   */
  awaits(command: MemberCommand): boolean {
    if (!isOurs(command)) return false;
    if (command.kind === "share" || command.kind === "submit") return true;
    return (command.kind === "ask" || command.kind === "retry") &&
      command.conversation === this.current.value &&
      !this.transcript.value?.turns.value.some(({ id }) => id === command.id);
  }

  /** Begins a conversation. */
  begin(): void {
    this.#fresh.value = newId();
    this.show(this.#fresh.value);
  }

  /** Begins a conversation from a prompt template; the class hears of it with the first question. */
  startFrom({ id }: SharedTemplate): void {
    this.begin();
    const started = [this.#fresh.peek(), id];
    this.#started.value = started;
    remember(startedKey(this.seat), started.join(" "), "sessionStorage");
  }

  show(conversation: string): void {
    this.#chosen.value = conversation;
    remember(key(this.seat), conversation, "sessionStorage");
  }

  /** Stays with the conversation that is shown, whatever comes into the list. */
  stay(): void {
    if (this.#chosen.peek() === null) this.show(this.current.peek());
  }

  /** Asks something in the conversation that is shown; false: the outbox is full. */
  ask(text: string): boolean {
    this.stay();
    const template = this.#startedFrom(this.current.peek());
    return this.#push({ kind: "ask", text, ...template && { template } });
  }

  /** Asks again what was refused, and without the template where that was why. */
  again({ id, detail }: RefusedCommand<ConversationCommand<"ask">>): boolean {
    const isWithout = detail.startsWith("template-");
    if (isWithout) this.#started.value = [];
    const change = isWithout ? { template: undefined } : {};
    return this.session.outbox.tryAgain(id, newId(), change);
  }

  /** Asks for another answer in the place of this one. */
  retry(message: string): void {
    this.#push({ kind: "retry", message });
  }

  /** Ends what is being written. */
  stop(): void {
    if (!this.stopping.peek()) this.#push({ kind: "stop" });
  }

  /** Posts an answer to a room in a moment. */
  share(message: string, room: string): void {
    const conversation = this.current.peek();
    const id = newId();
    this.#held.hold({ id, kind: "share", conversation, message, room });
  }

  /** Posts it to that room after all not. */
  unshare(message: string, room: string): void {
    for (const { command } of this.#held.waiting.peek()) {
      if (command.message !== message || command.room !== room) continue;
      this.#held.undo(command.id);
    }
  }

  /** Hands an answer in, once. */
  submit(message: string, note: string): void {
    const line = note.trim();
    this.#push({ kind: "submit", message, ...line && { note: line } });
  }

  /** The group that one is in and can speak in. */
  group(): string | null {
    const { members, rooms, breakouts } = this.session.facts;
    const id = members.value[this.seat.member]?.room ?? null;
    const room = id === null ? undefined : rooms.value[id];
    return room && !room.archived && breakouts.value.open ? id : null;
  }

  /** Lets go of everything. */
  close(): void {
    this.#stop();
    this.transcript.peek()?.close();
  }

  /** The template from which a conversation was begun that is not there yet. */
  #startedFrom(conversation: string): string | undefined {
    const [started, template] = this.#started.value;
    const isThere = this.entries.value[conversation] !== undefined;
    return started === conversation && !isThere ? template : undefined;
  }

  #templateOf(id: string | undefined): SharedTemplate | null {
    return this.#templates.value.find((it) => it.id === id) ?? null;
  }

  #push(
    fields: Partial<ConversationCommand> & { kind: Kind },
  ): boolean {
    const conversation = this.current.peek();
    const command = { id: newId(), conversation, ...fields } as MemberCommand;
    return this.session.outbox.push(command);
  }

  /** The document of what is shown is opened once it is there: before, the server would turn us away. */
  #openCurrent() {
    const id = this.current.value;
    const isThere = this.entries.value[id] !== undefined;
    const before = untracked(() => this.transcript.value);
    if (before?.id === id && isThere) return;
    const next = isThere ? openTranscript(this.session, id, true) : null;
    this.transcript.value = next;
    before?.close();
  }
}

function isOurs(command: MemberCommand): command is ConversationCommand {
  return "conversation" in command;
}

/** Under which name something that is done with an answer is known. */
function keyOf(command: ConversationCommand): string | undefined {
  if (command.kind === "share") return `${command.message}/${command.room}`;
  if (command.kind === "submit") return command.message;
}

/** Under which name a tab remembers which conversation it has begun from which template. */
const startedKey = ({ session, member }: Seat) =>
  `homeroom/started/${session}/${member}`;

/** Under which name a tab remembers the conversation that it has shown last. */
const key = ({ session, member }: Seat) =>
  `homeroom/conversation/${session}/${member}`;
