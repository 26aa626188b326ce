/** Notices that float over the page's lower edge, so that nothing moves. At most two are shown; others wait. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { session as t } from "texts/sessions_live.ts";
import { exit } from "texts/checks_exit.ts";
import { desk } from "texts/desk.ts";
import { isSignedOut } from "../accounts/signed_out.ts";
import type { StudentActions } from "../people/student_actions.ts";
import { RunningExitTicket } from "../checks/exit/running_exit_ticket.ts";
import { RunningTicketNotice } from "../checks/exit/RunningTicketNotice.tsx";
import { ShownPickNotice } from "../checks/pick/PickStudentDialog.tsx";
import { StudentPicks } from "../checks/pick/student_picks.ts";
import { HeldCommandsNotice } from "../client/HeldCommandsNotice.tsx";
import type { LiveClassState } from "../client/live_class.ts";
import { RefusedRequestNotice } from "../client/RefusedRequestNotice.tsx";
import { useIsSlowToConnect } from "../client/connection_status.ts";
import type { Member } from "../../classroom/model/members.ts";
import { isCheck } from "../../classroom/model/resources/shared_resources.ts";
import { computeProgress } from "../checks/live/check_progress.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  countInStaffQueues,
  staffQueueKinds,
} from "../monitoring/staff_queues.ts";
import { splitByRemoval } from "../people/students.ts";
import { DeskResources } from "../resources/live/desk_resources.ts";
import { titleOf } from "../resources/live/resource_words.ts";
import type { SessionApi } from "../client/session_api.ts";
import { ActionToast } from "../people/ActionToast.tsx";
import { type ChangeEyesOnMe, EyesOnMeNotice } from "./EyesOnMeSwitch.tsx";
import {
  ClosedNotice,
  ConnectingNotice,
  EndingNotice,
  isEndOver,
  OfflineNotice,
  useLateClass,
  WaitingClassNotice,
} from "./ConnectionNotices.tsx";
import { formatList } from "../../formats/format_list.ts";
import { missingPartCount } from "../ui/load_part.ts";
import { Notice } from "../ui/Notice.tsx";
import { useTopNotices } from "./use_top_notices.ts";
import "./desk.css";

export function DeskNotices(
  { live, api, actions, isOwner, isEndedHere, previousAction, onEyes, onSaid }:
    {
      live: LiveClassState;
      api: SessionApi;
      actions: StudentActions;
      isOwner: boolean;
      isEndedHere: boolean;
      /** The action on the previous page, in words. */
      previousAction?: string;
      onEyes: ChangeEyesOnMe;
      onSaid: (words: string) => void;
    },
) {
  const session = live.session.value;
  const { state, endsAt, undoUntil, eyesOnMe } = live.info.value;
  const status = live.status.value;
  const connecting = useIsSlowToConnect(() => live.status.value);
  const next = useLateClass(
    () => live.now.peek(),
    state !== "scheduled" && isOwner,
  );
  const undoEnd = async (words: string) => {
    if (await api.act("POST /end/undo")) onSaid(words);
  };
  const isOver = state === "ending" &&
    isEndOver(undoUntil, live.now.value, status.state === "online");
  useEffect(() => {
    // Once the class is over, a failed **Undo** cannot be tried again.
    if (isOver) api.refusal.value = null;
  }, [isOver]);
  // The most urgent comes first. While the end can be undone, no other notice has an **Undo**.
  const lines = {
    ending: state === "ending" && (
      <EndingNotice
        undoUntil={undoUntil}
        now={live.now.value}
        isOver={isOver}
        isOwn={isEndedHere}
        open={session?.staff ? openWords(session, live.members.value) : ""}
        onUndo={() => undoEnd(t.undone)}
      />
    ),
    closed: status.state === "closed" && !isSignedOut(status) && (
      <ClosedNotice />
    ),
    refused: api.refusal.value && <RefusedRequestNotice api={api} />,
    eyes: eyesOnMe && (
      <EyesOnMeNotice
        line={eyesOnMe.text}
        calls={session?.facts.call.value ?? {}}
        onChange={onEyes}
      />
    ),
    toast: state !== "ending" && actions.notice.value && true,
    ticket: session?.staff && session.part(RunningExitTicket).running.value && (
      <RunningTicketNotice
        session={session}
        endsAt={endsAt}
        now={live.now.value}
        onEnd={() => api.act("POST /end", { now: true })}
        onUndo={() => undoEnd(exit.goesOn)}
      />
    ),
    offline: status.state === "offline" && !api.refusal.value && (
      <OfflineNotice status={status} />
    ),
    missing: missingPartCount.value > 0 && (
      <Notice tone="warn">{frame.missingPart}</Notice>
    ),
    connecting: connecting.value && <ConnectingNotice />,
    shown: session?.staff && session.part(StudentPicks).shownPick.value && (
      <ShownPickNotice session={session} />
    ),
    came: previousAction && <Notice tone="good">{previousAction}</Notice>,
    next: next && <WaitingClassNotice {...next} />,
  };
  type Line = keyof typeof lines;
  const activeLines = (Object.keys(lines) as Line[]).filter((it) => lines[it]);
  const topLines = useTopNotices(activeLines);
  return (
    <div class="desk-notices">
      {session && <HeldCommandsNotice session={session} />}
      {topLines.filter((line) => line !== "toast").map((line) => (
        <div key={line} data-at={topLines.indexOf(line)}>
          {lines[line] as JSX.Element}
        </div>
      ))}
      {/* Always rendered, since it is a live region. */}
      <div data-at={topLines.indexOf("toast")}>
        <ActionToast
          actions={actions}
          shouldWait={!topLines.includes("toast")}
        />
      </div>
    </div>
  );
}

/** Sentences about an ending class: who waits for the teacher, and how many answers open quizzes and polls lack. */
function openWords(
  session: ClassSession,
  members: Readonly<Record<string, Member>>,
): string {
  const resources = session.part(DeskResources);
  const { present } = splitByRemoval(members);
  const counts = countInStaffQueues(session, members);
  const waits = staffQueueKinds.filter((kind) => counts[kind] > 0)
    .map((kind) => desk.kinds[kind]({ count: counts[kind] }));
  const unanswered = resources.shared.value.filter(isCheck)
    .filter(({ closed, results }) => !closed && !results)
    .flatMap((check) => {
      const people = resources.sheetsOf(check.id).value;
      const count = computeProgress(check, present, people).missing.length;
      return count > 0 ? [t.stillOpen({ name: titleOf(check), count })] : [];
    });
  return [
    ...waits.length > 0 ? [t.stillWaits({ what: formatList(waits) })] : [],
    ...unanswered,
  ].join(" ");
}
