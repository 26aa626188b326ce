import { computed, type ReadonlySignal } from "@preact/signals";
import { isWallQuestionPresented } from "../../classroom/model/resources/shared_resources.ts";
import {
  wallQuestions,
  wallQuestionVotes,
} from "../../classroom/model/roots.ts";
import { wallQuestionAuthors } from "../../classroom/model/staff_roots.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { signalOfMap } from "../client/document_signals.ts";
import { DeskResources } from "../resources/live/desk_resources.ts";

export interface DeskQuestionItem {
  readonly id: string;
  readonly resource: string;
  readonly text: string;
  readonly at: number;
  readonly votes: number;
  readonly isAnswered: boolean;
  readonly isHidden: boolean;
  readonly isPosted: boolean;
  readonly isPresented: boolean;
  /** The author's name; absent: unknown or erased. */
  readonly name?: string;
}

export class WallDesk implements SessionPart {
  readonly items: ReadonlySignal<readonly DeskQuestionItem[]>;

  constructor(session: ClassSession) {
    const { facts } = session;
    const { doc } = facts.document;
    const questions = signalOfMap(wallQuestions(doc));
    const votes = signalOfMap(wallQuestionVotes(doc));
    const owners = session.staff &&
      signalOfMap(wallQuestionAuthors(session.staff.document.doc));
    const resources = session.staff && session.part(DeskResources);
    this.items = computed(() => {
      const authors = owners?.value ?? {};
      const ids = new Set([
        ...Object.keys(questions.value),
        ...Object.keys(authors),
      ]);
      return [...ids].flatMap((id) => {
        const question = questions.value[id] ?? authors[id]?.hidden;
        if (!question) return [];
        return {
          id,
          resource: question.resource,
          text: question.text,
          at: question.at,
          votes: votes.value[id] ?? 0,
          isAnswered: question.answered === true,
          isHidden: !questions.value[id],
          isPosted: authors[id]?.posted === true,
          isPresented: isWallQuestionPresented(
            question,
            authors[id] ?? {},
            resources?.secretOf(question.resource) ?? {},
          ),
          name: authors[id] && facts.nameOf(authors[id].member),
        };
      });
    });
  }

  close(): void {}
}
