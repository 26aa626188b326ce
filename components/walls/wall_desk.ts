import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import {
  isWallQuestionPresented,
  type WallQuestion,
  type WallQuestionAuthor,
} from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { signalOfType } from "../client/document_signals.ts";
import { DeskResources } from "../resources/live/desk_resources.ts";

export interface DeskQuestionItem {
  readonly id: string;
  readonly resource: string;
  readonly text: string;
  readonly at: number;
  readonly votes: number;
  readonly answered: boolean;
  readonly hidden: boolean;
  readonly posted: boolean;
  readonly presented: boolean;
  /** The author's name; absent: unknown or erased. */
  readonly name?: string;
}

export class WallDesk implements SessionPart {
  readonly items: ReadonlySignal<readonly DeskQuestionItem[]>;

  constructor(session: ClassSession) {
    const { facts } = session;
    const { doc } = facts.document;
    const questions: Signal<Readonly<Record<string, WallQuestion>>> =
      signalOfType(
        doc.getMap<WallQuestion>("wishes"),
        (map) => map.toJSON(),
      );
    const votes: Signal<Readonly<Record<string, number>>> = signalOfType(
      doc.getMap<number>("wishVotes"),
      (map) => map.toJSON(),
    );
    const owners:
      | Signal<Readonly<Record<string, WallQuestionAuthor>>>
      | undefined = session.staff?.document.doc && signalOfType(
        session.staff.document.doc.getMap<WallQuestionAuthor>("wishes"),
        (map) => map.toJSON(),
      );
    const live = session.staff && session.part(DeskResources);
    this.items = computed(() => {
      const of = owners?.value ?? {};
      const ids = new Set([
        ...Object.keys(questions.value),
        ...Object.keys(of),
      ]);
      return [...ids].flatMap((id) => {
        const question = questions.value[id] ?? of[id]?.hidden;
        if (!question) return [];
        return {
          id,
          resource: question.resource,
          text: question.text,
          at: question.at,
          votes: votes.value[id] ?? 0,
          answered: question.answered === true,
          hidden: !questions.value[id],
          posted: of[id]?.posted === true,
          presented: isWallQuestionPresented(
            question,
            of[id] ?? {},
            live?.secretOf(question.resource) ?? {},
          ),
          name: of[id] && facts.nameOf(of[id].member),
        };
      });
    });
  }

  close(): void {}
}
