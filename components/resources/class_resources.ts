/** The resources of a class on a member's page, and the member's answers, including unsent ones. */
import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import type { CommandOf, MemberCommand } from "../../classroom/commands.ts";
import { newId } from "../../classroom/model/ids.ts";
import type { Answer } from "../../classroom/model/resources/questions.ts";
import {
  adjustShareTime,
  type CheckResource,
  isSharedWithRoom,
  type OwnAnswerSheet,
  type SharedResource,
} from "../../classroom/model/resources/shared_resources.ts";
import {
  ownAnswerSheets,
  sharedResources,
} from "../../classroom/model/roots.ts";
import type { RefusedCommand } from "../../sync/client/outbox.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { signalOfList, signalOfMap } from "../client/document_signals.ts";

export interface ResourceAnswers {
  readonly answers: Readonly<Record<string, Answer>>;
  /** Whether the student has handed in, even if that is not sent yet. */
  readonly done: boolean;
  readonly late: readonly string[];
  readonly unsent: boolean;
  /** Ids of the questions whose answers are not sent yet. */
  readonly unsentAnswers: readonly string[];
}

export class ClassResources implements SessionPart {
  readonly shared: ReadonlySignal<readonly SharedResource[]>;
  /** Resources for the whole class or the member's group, newest first. */
  readonly forMyGroup: ReadonlySignal<readonly SharedResource[]>;
  readonly answersByResource: ReadonlySignal<
    Readonly<Record<string, ResourceAnswers>>
  >;
  readonly refusedAnswers: ReadonlySignal<
    readonly RefusedCommand<CommandOf<"answer">>[]
  >;
  readonly #session: ClassSession;
  readonly #answerSheets: Signal<Readonly<Record<string, OwnAnswerSheet>>>;

  constructor(session: ClassSession) {
    this.#session = session;
    const { facts, ownDocument, outbox, seat } = session;
    const stored = signalOfList(sharedResources(facts.document.doc));
    this.shared = computed(() =>
      stored.value.map((it) => adjustShareTime(facts.info.value, it))
    );
    this.#answerSheets = signalOfMap(ownAnswerSheets(ownDocument.doc));
    this.forMyGroup = computed(() => {
      const { room = null } = facts.members.value[seat.member] ?? {};
      return this.shared.value.filter((it) => isSharedWithRoom(it, room))
        .toReversed();
    });
    this.answersByResource = computed(() => this.#given());
    this.refusedAnswers = computed(() =>
      outbox.refused.value.filter((refused) =>
        refused.command?.kind === "answer"
      ) as RefusedCommand<CommandOf<"answer">>[]
    );
  }

  /**
   * Answers questions; with `isDone`, hands in. Merges unsent answers into one command. Returns false if the outbox
   * is full.
   */
  answer(
    { id: resource, ...check }: CheckResource,
    answers: Readonly<Record<string, Answer>>,
    isDone = false,
  ): boolean {
    const { outbox } = this.#session;
    // If the class answers together, a waiting answer may be too late, and its refusal must not affect others.
    const isAlone = check.pace === "together";
    const isSame = (command: MemberCommand): command is CommandOf<"answer"> =>
      command.kind === "answer" && command.resource === resource &&
      !command.done &&
      (!isAlone || Object.keys(command.answers).every((id) => id in answers));
    const unsentCommands = outbox.pending.peek().filter(isSame);
    const merged = Object.assign({}, ...unsentCommands.map((it) => it.answers));
    return outbox.replace(isSame, {
      id: newId(),
      kind: "answer",
      resource,
      answers: { ...merged, ...answers },
      ...(isDone && { done: isDone }),
    });
  }

  discard(id: string): void {
    this.#session.outbox.discard(id);
  }

  close(): void {}

  #given(): Record<string, ResourceAnswers> {
    const { outbox } = this.#session;
    const byResource: Record<string, ResourceAnswers> = {};
    for (const [id, answerSheet] of Object.entries(this.#answerSheets.value)) {
      const { answers = {}, done: isDone = false, late = [] } = answerSheet;
      byResource[id] = {
        answers,
        done: isDone,
        late,
        unsent: false,
        unsentAnswers: [],
      };
    }
    // An answer moves from the outbox to the sheet in one change, so none is missing in between.
    for (const command of outbox.pending.value) {
      if (command.kind !== "answer") continue;
      const stored = byResource[command.resource];
      byResource[command.resource] = {
        answers: { ...stored?.answers, ...command.answers },
        done: stored?.done || command.done === true,
        late: stored?.late ?? [],
        unsent: true,
        unsentAnswers: [
          ...stored?.unsentAnswers ?? [],
          ...Object.keys(command.answers),
        ],
      };
    }
    return byResource;
  }
}
