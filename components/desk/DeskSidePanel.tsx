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
import { StaffQueue, type StaffQueueProps } from "./StaffQueue.tsx";
import {
  countInStaffQueues,
  type StaffQueueKind,
} from "../monitoring/staff_queues.ts";

export function DeskSidePanel(
  { waits, answers, lesson, session, ofClass, ...list }:
    & Pick<StaffQueueProps, "api" | "crowd">
    & {
      /** The id of the quiz or poll whose answers are open; null: none. */
      answers: Signal<string | null>;
      lesson: LiveClass | null;
      waits: Signal<StaffQueueKind | null>;
      session: ClassSession | null;
      ofClass: ConversationAsideProps;
    },
) {
  const { view, members } = ofClass;
  const kind = waits.value;
  const count = session && kind
    ? countInStaffQueues(session, members)[kind]
    : 0;
  const waited = useRef<StaffQueueKind | null>(null);
  // Closes a list once it is empty, except of raised hands, for its **Undo**, and of join requests while many join.
  useEffect(() => {
    if (count > 0) return void (waited.current = kind);
    const isDone = kind !== null && waited.current === kind &&
      kind !== "hand" && !(kind === "door" && list.crowd) &&
      view.openStudent.value === null;
    if (isDone) waits.value = null;
  });
  // A dialog over the page can ask to open a student here.
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
      <StaffQueue
        {...list}
        kind={kind}
        session={session}
        members={members}
        onView={(student) => view.openStudent.value = student}
      />
    </SidePanel>
  );
}
