import { type Signal, useSignalEffect } from "@preact/signals";
import {
  ConversationAside,
  type ConversationAsideProps,
} from "../monitoring/grid/ConversationAside.tsx";
import { AnswersSidePanel } from "../checks/live/AnswersSidePanel.tsx";
import { studentRequest } from "../chat/panel_requests.ts";
import type { LiveClass } from "../resources/live/live_class.ts";

/** Next to the class: a student's conversation, else the answers to a quiz or poll. */
export function DeskSidePanel({ answers, lesson, ofClass }: {
  /** The id of the quiz or poll whose answers are open; null: none. */
  answers: Signal<string | null>;
  lesson: LiveClass | null;
  ofClass: ConversationAsideProps;
}) {
  const { view } = ofClass;
  // A dialog over the page can ask to open a student here.
  useSignalEffect(() => {
    const student = studentRequest.value;
    if (student === null) return;
    studentRequest.value = null;
    view.openStudent.value = student;
  });
  if (view.openStudent.value !== null) {
    return <ConversationAside {...ofClass} />;
  }
  if (!lesson || answers.value === null) return null;
  return <AnswersSidePanel lesson={lesson} answers={answers} />;
}
