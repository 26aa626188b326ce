/**
 * Question walls on a student's page, with unsent questions and votes.
 */
import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  OwnWallQuestion,
  WallQuestion,
} from "../../classroom/model/resources/shared_resources.ts";
import {
  ownWallQuestions,
  wallQuestions,
  wallQuestionVotes,
} from "../../classroom/model/roots.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { signalOfMap } from "../client/document_signals.ts";

export interface WallQuestionItem {
  readonly id: string;
  readonly resource: string;
  readonly text: string;
  readonly at: number;
  /** Includes the reader's vote, even if it is not sent yet. */
  readonly votes: number;
  readonly isAnswered: boolean;
  readonly isOwn: boolean;
  readonly hasVoted: boolean;
  readonly isUnsent: boolean;
  /** True for the reader's own question that the teacher has hidden. */
  readonly hidden?: true;
}

const notOnWall = {
  at: 0,
  votes: 0,
  isAnswered: false,
  isOwn: true,
  hasVoted: false,
  isUnsent: false,
};

type WallCommand = CommandOf<"wish" | "vote">;

export class ClassWalls implements SessionPart {
  readonly items: ReadonlySignal<readonly WallQuestionItem[]>;
  readonly refused: ReadonlySignal<readonly RefusedCommand<WallCommand>[]>;
  readonly #session: ClassSession;
  readonly #questions: Signal<Readonly<Record<string, WallQuestion>>>;
  readonly #votes: Signal<Readonly<Record<string, number>>>;
  readonly #own: Signal<Readonly<Record<string, OwnWallQuestion>>>;

  constructor(session: ClassSession) {
    this.#session = session;
    const { facts: { document: { doc } }, ownDocument, outbox } = session;
    this.#questions = signalOfMap(wallQuestions(doc));
    this.#votes = signalOfMap(wallQuestionVotes(doc));
    this.#own = signalOfMap(ownWallQuestions(ownDocument.doc));
    this.items = computed(() => this.#items());
    this.refused = computed(() =>
      outbox.refused.value.filter((refused) =>
        refused.command?.kind === "wish" || refused.command?.kind === "vote"
      ) as RefusedCommand<WallCommand>[]
    );
  }

  postQuestion(resource: string, text: string): boolean {
    return this.#session.outbox.push({
      id: newId(),
      kind: "wish",
      resource,
      text,
    });
  }

  /**
   * Votes for a question, or takes the vote back. Replaces unsent votes for it. Returns false if the outbox is
   * full.
   */
  toggleVote({ id, resource, hasVoted }: WallQuestionItem): boolean {
    return this.#session.outbox.replace(
      (it) => it.kind === "vote" && it.wish === id,
      { id: newId(), kind: "vote", resource, wish: id, on: !hasVoted },
    );
  }

  /** True while a sent command's effect is not visible here. */
  isEffectPending(command: MemberCommand): boolean {
    if (command.kind === "wish") {
      return this.#questions.value[command.id] === undefined &&
        this.#own.value[command.id] === undefined;
    }
    return command.kind === "vote" &&
      (this.#own.value[command.wish]?.voted ?? false) !== command.on;
  }

  discard(id: string): void {
    this.#session.outbox.discard(id);
  }

  close(): void {}

  #items(): WallQuestionItem[] {
    const { outbox } = this.#session;
    const pending = outbox.pending.value;
    const commands = [...outbox.awaitingEffect.value, ...pending];
    const votes = new Map(
      commands.flatMap((it) => it.kind === "vote" ? [[it.wish, it.on]] : []),
    );
    const storedItems = Object.entries(this.#questions.value).map(
      ([id, question]) => {
        const { own: isOwn = false, voted = false } = this.#own.value[id] ?? {};
        const hasVote = votes.get(id) ?? voted;
        const count = this.#votes.value[id] ?? 0;
        return {
          id,
          resource: question.resource,
          text: question.text,
          at: question.at,
          votes: Math.max(0, count + Number(hasVote) - Number(voted)),
          isAnswered: question.answered === true,
          isOwn,
          hasVoted: hasVote,
          isUnsent: false,
        };
      },
    );
    const pendingItems = commands.flatMap((command, n) =>
      command.kind === "wish" && !this.#questions.value[command.id] &&
        !this.#own.value[command.id]
        ? [{
          id: command.id,
          resource: command.resource,
          text: command.text,
          ...notOnWall,
          // Sorts unsent questions after stored ones.
          at: Number.MAX_SAFE_INTEGER - commands.length + n,
          isUnsent: pending.includes(command),
        }]
        : []
    );
    const hidden = Object.entries(this.#own.value).flatMap(
      ([id, { resource, text }]) =>
        resource === undefined || text === undefined ||
          this.#questions.value[id]
          ? []
          : { id, resource, text, ...notOnWall, hidden: true as const },
    );
    return [...storedItems, ...pendingItems, ...hidden];
  }
}
