/**
 * The assistant on a member's page: conversations, the current one, and its commands in the outbox. State is
 * computed from documents; every action is a command.
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

export type ConversationCommand<K extends Kind = Kind> = CommandOf<K>;

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly template?: string;
  /** Null: the first question is not stored yet. */
  readonly lastAt: number | null;
}

interface Opening {
  readonly name: string;
  readonly firstMessage?: string;
}

/** The progress of sharing an answer; `held`: it can still be undone. */
export type Progress = "held" | "waiting" | "done";

const nobody: ReadonlySet<string> = new Set();

export class OwnAssistant {
  readonly seat: Seat;
  readonly entries: Signal<Readonly<Record<string, ConversationEntry>>>;
  readonly submissions: Signal<Readonly<Record<string, SubmissionEntry>>>;

  /** Newest first. */
  readonly conversations: ReadonlySignal<readonly Listed[]>;
  /** The id of the shown one, which need not exist yet. */
  readonly current: ReadonlySignal<string>;
  /** Null: not loaded yet. */
  readonly transcript: Signal<Transcript | null> = signal(null);
  readonly exchanges: ReadonlySignal<readonly Exchange[]>;
  readonly isEmpty: ReadonlySignal<boolean>;
  /** Known before the first question. */
  readonly opening: ReadonlySignal<Opening | null>;
  readonly asking: ReadonlySignal<readonly ConversationCommand<"ask">[]>;
  readonly refused: ReadonlySignal<
    readonly RefusedCommand<ConversationCommand>[]
  >;
  readonly queue: Transcript["queue"];
  readonly answering: ReadonlySignal<boolean>;
  /** `retrying`: ids of the answers asked for again. */
  readonly stopping: ReadonlySignal<boolean>;
  readonly retrying: ReadonlySignal<ReadonlySet<string>>;
  /** Answers sent to rooms, by `<answer>/<room>`, or handed in, by `<answer>`. */
  readonly given: ReadonlySignal<ReadonlyMap<string, Progress>>;
  readonly paused: ReadonlySignal<boolean>;
  /** `away`: there is no network. */
  readonly online: ReadonlySignal<boolean>;
  readonly away: ReadonlySignal<boolean>;
  /** The list is loaded, from the server or from this device. */
  readonly filled: ReadonlySignal<boolean>;

  readonly #held: HeldCommands;
  readonly #chosen: Signal<string | null>;
  readonly #fresh = signal(newId());
  readonly #templates: ReadonlySignal<readonly SharedTemplate[]>;
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
      // Usually empty while an answer streams: then nothing depends on the turns.
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

  /** A question shows its effect in the current conversation, sharing in another document. */
  awaits(command: MemberCommand): boolean {
    if (!isOurs(command)) return false;
    if (command.kind === "share" || command.kind === "submit") return true;
    return (command.kind === "ask" || command.kind === "retry") &&
      command.conversation === this.current.value &&
      !this.transcript.value?.turns.value.some(({ id }) => id === command.id);
  }

  begin(): void {
    this.#fresh.value = newId();
    this.show(this.#fresh.value);
  }

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

  /** Keeps the current conversation when newer ones appear in the list. */
  stay(): void {
    if (this.#chosen.peek() === null) this.show(this.current.peek());
  }

  /** False: the outbox is full. */
  ask(text: string): boolean {
    this.stay();
    const template = this.#startedFrom(this.current.peek());
    return this.#push({ kind: "ask", text, ...template && { template } });
  }

  /** Repeats a refused question, without the template if that was the reason. */
  again({ id, detail }: RefusedCommand<ConversationCommand<"ask">>): boolean {
    const isWithout = detail.startsWith("template-");
    if (isWithout) this.#started.value = [];
    const change = isWithout ? { template: undefined } : {};
    return this.session.outbox.tryAgain(id, newId(), change);
  }

  retry(message: string): void {
    this.#push({ kind: "retry", message });
  }

  stop(): void {
    if (!this.stopping.peek()) this.#push({ kind: "stop" });
  }

  share(message: string, room: string): void {
    const conversation = this.current.peek();
    const id = newId();
    this.#held.hold({ id, kind: "share", conversation, message, room });
  }

  unshare(message: string, room: string): void {
    for (const { command } of this.#held.waiting.peek()) {
      if (command.message !== message || command.room !== room) continue;
      this.#held.undo(command.id);
    }
  }

  submit(message: string, note: string): void {
    const line = note.trim();
    this.#push({ kind: "submit", message, ...line && { note: line } });
  }

  group(): string | null {
    const { members, rooms, breakouts } = this.session.facts;
    const id = members.value[this.seat.member]?.room ?? null;
    const room = id === null ? undefined : rooms.value[id];
    return room && !room.archived && breakouts.value.open ? id : null;
  }

  close(): void {
    this.#stop();
    this.transcript.peek()?.close();
  }

  /** Only while the conversation is not stored. */
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

function keyOf(command: ConversationCommand): string | undefined {
  if (command.kind === "share") return `${command.message}/${command.room}`;
  if (command.kind === "submit") return command.message;
}

const startedKey = ({ session, member }: Seat) =>
  `homeroom/started/${session}/${member}`;

const key = ({ session, member }: Seat) =>
  `homeroom/conversation/${session}/${member}`;
