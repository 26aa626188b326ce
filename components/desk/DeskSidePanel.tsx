import { type Signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { desk as t } from "texts/desk.ts";
import {
  ConversationAside,
  type ConversationAsideProps,
} from "../monitoring/grid/ConversationAside.tsx";
import { AnswersSidePanel } from "../checks/live/AnswersSidePanel.tsx";
import { studentRequest } from "../chat/panel_requests.ts";
import type { ClassSession } from "../client/class_session.ts";
import type { LiveClass } from "../resources/live/live_class.ts";
import { SidePanel } from "../ui/SidePanel.tsx";
import { WaitList, type WaitListProps } from "./WaitList.tsx";
import { countWaits, type WaitKind } from "../monitoring/waits.ts";

/** Shows the open conversation, else the answers to a quiz, else a list of what waits. */
export function DeskSidePanel(
  { waits, answers, lesson, session, ofClass, ...list }:
    & Pick<WaitListProps, "api" | "crowd">
    & {
      /** The id of the quiz or poll. */
      answers: Signal<string | null>;
      lesson: LiveClass | null;
      waits: Signal<WaitKind | null>;
      session: ClassSession | null;
      ofClass: ConversationAsideProps;
    },
) {
  const { view, members } = ofClass;
  const kind = waits.value;
  const count = session && kind ? countWaits(session, members)[kind] : 0;
  const waited = useRef<WaitKind | null>(null);
  // An emptied list closes; that of raised hands stays, for **Undo**.
  useEffect(() => {
    if (count > 0) return void (waited.current = kind);
    const isDone = kind !== null && waited.current === kind &&
      kind !== "hand" && !(kind === "door" && list.crowd) &&
      view.openStudent.value === null;
    if (isDone) waits.value = null;
  });
  // Opens the student that a dialog over the page requests.
  useSignalEffect(() => {
    const asked = studentRequest.value;
    if (asked === null) return;
    studentRequest.value = null;
    view.openStudent.value = asked;
  });
  if (view.openStudent.value !== null) {
    return <ConversationAside {...ofClass} />;
  }
  if (lesson && answers.value !== null) {
    return <AnswersSidePanel lesson={lesson} answers={answers} />;
  }
  if (!session?.staff || kind === null) return null;
  return (
    <SidePanel
      title={t.titles[kind]}
      about={kind}
      closing={t.close}
      onClose={() => waits.value = null}
    >
      <WaitList
        {...list}
        kind={kind}
        session={session}
        members={members}
        onView={(student) => view.openStudent.value = student}
      />
    </SidePanel>
  );
}
