/**
 * The assistant on a member's page: conversations, the current one, and its commands, which wait in the
 * outbox. Computed from documents.
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
import type { SharedTemplate } from "../../classroom/model/resources/shared_resources.ts";
import {
  conversationsOf,
  ownSubmissions,
  sharedResources,
} from "../../classroom/model/roots.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import { readStored, writeStored } from "../client/browser_storage.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  reuseEmptyList,
  signalOfMap,
  signalOfType,
} from "../client/document_signals.ts";
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
  /** Null: no question of it is stored. */
  readonly lastAt: number | null;
}

interface Opening {
  readonly name: string;
  readonly firstMessage?: string;
}

/** The state of sharing an answer; `held`: it can still be undone. */
export type SharingProgress = "held" | "waiting" | "done";

const nobody: ReadonlySet<string> = new Set();

export class OwnAssistant {
  readonly seat: Seat;
  readonly entries: Signal<Readonly<Record<string, ConversationEntry>>>;
  readonly submissions: Signal<Readonly<Record<string, SubmissionEntry>>>;

  readonly conversations: ReadonlySignal<readonly Listed[]>;
  /** The id of the shown conversation, which need not exist yet. */
  readonly current: ReadonlySignal<string>;
  /** The current conversation, perhaps still loading; null: not in `entries`. */
  readonly transcript: Signal<Transcript | null> = signal(null);
  readonly exchanges: ReadonlySignal<readonly Exchange[]>;
  readonly isEmpty: ReadonlySignal<boolean>;
  /** Name and first message of the template, also before the first question; null: no template. */
  readonly opening: ReadonlySignal<Opening | null>;
  readonly pendingQuestions: ReadonlySignal<
    readonly ConversationCommand<"ask">[]
  >;
  readonly refusedCommands: ReadonlySignal<
    readonly RefusedCommand<ConversationCommand>[]
  >;
  readonly queue: Transcript["queue"];
  readonly isAnswering: ReadonlySignal<boolean>;
  readonly isStopping: ReadonlySignal<boolean>;
  readonly retryingIds: ReadonlySignal<ReadonlySet<string>>;
  /** Answers sent to rooms, by `<answer>/<room>`, and handed in, by `<answer>`. */
  readonly sharingProgress: ReadonlySignal<
    ReadonlyMap<string, SharingProgress>
  >;
  readonly isPaused: ReadonlySignal<boolean>;
  /** Neither offline nor closed; true also while connecting. */
  readonly isOnline: ReadonlySignal<boolean>;
  readonly isOffline: ReadonlySignal<boolean>;
  /** The list of conversations has loaded, from the server or this device. */
  readonly isLoaded: ReadonlySignal<boolean>;

  readonly #held: HeldCommands;
  readonly #commands: ReadonlySignal<readonly ConversationCommand[]>;
  readonly #chosen: Signal<string | null>;
  readonly #newConversationId = signal(newId());
  readonly #templates: ReadonlySignal<readonly SharedTemplate[]>;
  readonly #started: Signal<readonly string[]>;
  readonly #loaded = signal(false);
  readonly #stop: () => void;

  constructor(readonly session: ClassSession) {
    const { facts, outbox, ownDocument, seat } = session;
    this.seat = seat;
    this.#held = session.part(HeldCommands);
    this.entries = signalOfMap(conversationsOf(ownDocument.doc));
    this.submissions = signalOfMap(ownSubmissions(ownDocument.doc));
    this.#chosen = signal(readStored(key(seat), "sessionStorage"));
    this.#started = signal(
      (readStored(startedKey(seat), "sessionStorage") ?? "").split(" "),
    );
    this.#templates = signalOfType(
      sharedResources(facts.document.doc),
      (resources) => resources.toArray().filter((it) => it.kind === "template"),
    );
    void ownDocument.whenLoaded.then(() => this.#loaded.value = true);

    const { pending, awaitingEffect, refused } = outbox;
    this.#commands = computed(() =>
      reuseEmptyList([...awaitingEffect.value, ...pending.value].filter(isOurs))
    );
    this.refusedCommands = computed(() =>
      refused.value.filter((
        refusedCommand,
      ): refusedCommand is RefusedCommand<ConversationCommand> =>
        refusedCommand.command !== undefined &&
        isOurs(refusedCommand.command) &&
        refusedCommand.command.conversation === this.current.value
      )
    );
    this.conversations = computed(() => this.#listConversations());
    this.current = computed(() =>
      this.#chosen.value ?? this.conversations.value[0]?.id ??
        this.#newConversationId.value
    );
    this.exchanges = computed(() =>
      reuseEmptyList(this.transcript.value?.exchanges.value ?? [])
    );
    this.isEmpty = computed(() => this.exchanges.value.length === 0);
    this.opening = computed(() => this.#openingOfCurrent());
    this.pendingQuestions = computed(() => this.#questionsWithoutTurn());
    this.queue = computed(() => this.transcript.value?.queue.value ?? null);
    this.isAnswering = computed(() => isAnswering(this.exchanges.value));
    this.isStopping = computed(() =>
      pending.value.some((command) =>
        command.kind === "stop" && command.conversation === this.current.value
      )
    );
    this.retryingIds = computed(() => this.#answersAskedAgain());
    this.sharingProgress = computed(() => this.#progressOfSharing());
    this.isPaused = computed(() =>
      seat.role === "student" && facts.info.value.assistantPaused === true
    );
    const states = computed(() =>
      [ownDocument, this.transcript.value?.document]
        .flatMap((document) => document?.status.value.state ?? [])
    );
    this.isOffline = computed(() => states.value.includes("offline"));
    this.isOnline = computed(() =>
      !this.isOffline.value && !states.value.includes("closed")
    );
    this.isLoaded = computed(() =>
      ownDocument.synced.value || this.#loaded.value
    );
    this.#stop = effect(() => this.#openCurrent());
  }

  /**
   * Whether a command waits for its effect: a question or retry for its turn in the current conversation; `share` and
   * `submit` always do.
   */
  isEffectPending(command: MemberCommand): boolean {
    if (!isOurs(command)) return false;
    if (command.kind === "share" || command.kind === "submit") return true;
    return (command.kind === "ask" || command.kind === "retry") &&
      command.conversation === this.current.value &&
      !this.transcript.value?.turns.value.some(({ id }) => id === command.id);
  }

  startConversation(): void {
    this.#newConversationId.value = newId();
    this.showConversation(this.#newConversationId.value);
  }

  startFromTemplate({ id }: SharedTemplate): void {
    this.startConversation();
    const started = [this.#newConversationId.peek(), id];
    this.#started.value = started;
    writeStored(startedKey(this.seat), started.join(" "), "sessionStorage");
  }

  showConversation(conversation: string): void {
    this.#chosen.value = conversation;
    writeStored(key(this.seat), conversation, "sessionStorage");
  }

  keepCurrent(): void {
    if (this.#chosen.peek() === null) {
      this.showConversation(this.current.peek());
    }
  }

  /** Returns false if the outbox is full. */
  ask(text: string): boolean {
    this.keepCurrent();
    const template = this.#startedFrom(this.current.peek());
    return this.#push({ kind: "ask", text, ...template && { template } });
  }

  /** Sends a refused question again; without its template, if that was the reason. */
  askAgain(
    { id, detail }: RefusedCommand<ConversationCommand<"ask">>,
  ): boolean {
    const isWithoutTemplate = detail.startsWith("template-");
    if (isWithoutTemplate) this.#started.value = [];
    const change = isWithoutTemplate ? { template: undefined } : {};
    return this.session.outbox.resend(id, newId(), change);
  }

  retry(message: string): void {
    this.#push({ kind: "retry", message });
  }

  stop(): void {
    if (!this.isStopping.peek()) this.#push({ kind: "stop" });
  }

  share(message: string, room: string): void {
    const conversation = this.current.peek();
    const id = newId();
    this.#held.holdCommand({ id, kind: "share", conversation, message, room });
  }

  unshare(message: string, room: string): void {
    for (const { command } of this.#held.heldCommands.peek()) {
      if (command.message !== message || command.room !== room) continue;
      this.#held.undoCommand(command.id);
    }
  }

  submit(message: string, note: string): void {
    const line = note.trim();
    this.#push({ kind: "submit", message, ...line && { note: line } });
  }

  currentGroup(): string | null {
    const { members, rooms, breakouts } = this.session.facts;
    const id = members.value[this.seat.member]?.room ?? null;
    const room = id === null ? undefined : rooms.value[id];
    return room && !room.archived && breakouts.value.open ? id : null;
  }

  close(): void {
    this.#stop();
    this.transcript.peek()?.close();
  }

  /** The conversations, including those whose first question is not stored yet, or was refused. */
  #listConversations(): Listed[] {
    const listed = new Map<string, Listed>();
    for (
      const [id, { title, lastAt, template }] of Object.entries(
        this.entries.value,
      )
    ) {
      listed.set(id, { id, title, lastAt, template });
    }
    const unheard = [
      ...this.session.outbox.refused.value.flatMap(({ command }) =>
        command ?? []
      ),
      ...this.#commands.value,
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
  }

  #openingOfCurrent(): Opening | null {
    const id = this.current.value;
    const { template } = this.entries.value[id] ?? {};
    if (template !== undefined) {
      const firstMessage = this.transcript.value?.opening.value;
      return { name: template, firstMessage };
    }
    const question = this.pendingQuestions.value.find(({ template }) =>
      template
    );
    return this.#templateOf(question?.template ?? this.#startedFrom(id));
  }

  #questionsWithoutTurn(): readonly ConversationCommand<"ask">[] {
    // Usually empty while an answer arrives, so that nothing depends on the turns.
    const questions = reuseEmptyList(
      this.#commands.value.filter((
        command,
      ): command is ConversationCommand<"ask"> =>
        command.kind === "ask" &&
        command.conversation === this.current.value
      ),
    );
    if (questions.length === 0) return questions;
    const promptIds = new Set(
      this.exchanges.value.map(({ prompt }) => prompt.id),
    );
    return reuseEmptyList(questions.filter(({ id }) => !promptIds.has(id)));
  }

  #answersAskedAgain(): ReadonlySet<string> {
    const retries = this.#commands.value.filter((command) =>
      command.kind === "retry"
    );
    if (retries.length === 0) return nobody;
    const answerIds = new Set(
      this.exchanges.value.flatMap(({ answers }) =>
        answers.map(({ id }) => id)
      ),
    );
    return new Set(
      retries.flatMap(({ id, message }) => answerIds.has(id) ? [] : message),
    );
  }

  #progressOfSharing(): Map<string, SharingProgress> {
    const { awaitingEffect, pending } = this.session.outbox;
    const progress = new Map<string, SharingProgress>();
    for (const command of awaitingEffect.value) {
      const key = isOurs(command) && keyOf(command);
      if (key) progress.set(key, "done");
    }
    for (const command of pending.value) {
      const key = isOurs(command) && keyOf(command);
      if (key) progress.set(key, "waiting");
    }
    for (const { message } of Object.values(this.submissions.value)) {
      progress.set(message, "done");
    }
    for (const { command } of this.#held.heldCommands.value) {
      progress.set(`${command.message}/${command.room}`, "held");
    }
    return progress;
  }

  /** The template from which a conversation was started, until the conversation is stored. */
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
    const oldTranscript = untracked(() => this.transcript.value);
    if (oldTranscript?.id === id && isThere) return;
    const newTranscript = isThere
      ? openTranscript(this.session, id, true)
      : null;
    this.transcript.value = newTranscript;
    oldTranscript?.close();
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
