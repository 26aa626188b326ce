/**
 * Things that a teacher starts in a lesson (V-4): **Ask**, **Groups**, **Timer**, **Draw**, **Call**. Each takes one or
 * two presses.
 */
import { signal } from "@preact/signals";
import type { ComponentChild, ComponentType } from "preact";
import { calls, callStaff } from "texts/calls.ts";
import { shareDrawing } from "texts/drawings_desk.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { share } from "texts/sharing_live.ts";
import { focusCallBar } from "../calls/CallBarSlot.tsx";
import { CallIcon } from "../calls/call_icons.tsx";
import type { ClassSession } from "../client/class_session.ts";
import { nextBoardName } from "../drawings/ShareDrawingButton.tsx";
import { useCountdown } from "../groups/BreakoutTimer.tsx";
import { nameOfCountdown, roomsEndSoonMs } from "../groups/countdown.ts";
import { timerId, TimerPopover } from "../groups/desk/TimerPopover.tsx";
import {
  quickGroupsId,
  QuickGroupsPopover,
} from "../groups/grid/QuickGroups.tsx";
import { DrawingBoardIcon, GroupsIcon } from "../page/desk_icons.tsx";
import { showDeskPart } from "../page/desk_part.ts";
import { AskQuestionButton } from "../quizzes/ask/AskQuestionButton.tsx";
import { Button } from "../ui/Button.tsx";
import { CountdownClock } from "../ui/CountdownClock.tsx";
import { TimerIcon } from "../ui/later_icons.tsx";
import { lazyPart } from "../ui/load_part.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import type { DeskState } from "./desk_state.ts";

interface Verb {
  readonly name: "groups" | "timer" | "draw" | "call";
  readonly Icon: ComponentType;
  readonly word: string;
  readonly hint: string;
  readonly disabled: boolean;
  readonly opens?: string;
  act?(): unknown;
}

const looks: Record<Verb["name"], string> = {
  groups: "verb verb-groups",
  timer: "verb verb-timer",
  draw: "verb verb-draw",
  call: "verb verb-call",
};

/** Whether the dialog that starts a call is open. */
const isStartingCall = signal(false);

const staffCallPart = lazyPart(() => import("../calls/staff/staff_call.ts"));

export function LessonVerbs({ desk }: { desk: DeskState }) {
  const { session, actions } = desk;
  const start = useLazyPart(
    isStartingCall.value,
    () => import("../calls/staff/StartCall.tsx"),
  );
  return (
    <>
      <AskQuestionButton
        session={desk.view.id}
        students={desk.present.length}
        isDisabled={desk.isIdle || !desk.lesson}
        onAsked={desk.showAnswers}
      />
      {listVerbs(desk).map((verb) => (
        <VerbButton key={verb.name} {...verb}>
          {session && verb.name === "timer"
            ? <TimerWords session={session} />
            : verb.word}
        </VerbButton>
      ))}
      {session && (
        <>
          <QuickGroupsPopover session={session} told={actions.notice} />
          <TimerPopover session={session} told={actions.notice} />
          {start && isStartingCall.value && (
            <start.StartCall
              session={session}
              link={desk.view.link}
              onClose={() => isStartingCall.value = false}
            />
          )}
        </>
      )}
    </>
  );
}

function VerbButton(
  { name, Icon, hint, disabled, opens, act, children }:
    & Omit<Verb, "word">
    & { children: ComponentChild },
) {
  return (
    <Button
      look={looks[name]}
      title={hint}
      disabled={disabled}
      popoverTarget={opens}
      onClick={act}
    >
      <Icon />
      <span class="verb-word">{children}</span>
    </Button>
  );
}

function TimerWords({ session }: { session: ClassSession }) {
  const countdown = useCountdown(session);
  if (!countdown) return <>{groupsBoard.timer}</>;
  const isSoon = countdown.isStopping || countdown.left <= roomsEndSoonMs;
  return (
    <span class="verb-clock figures" data-soon={isSoon}>
      <span class="visually-hidden">
        {groupsBoard.timer}: {nameOfCountdown(countdown)}
      </span>
      <CountdownClock left={countdown.left} />
    </span>
  );
}

function listVerbs(desk: DeskState): readonly Verb[] {
  const { session, isIdle } = desk;
  const disabled = isIdle || !session;
  const isOpen = session?.facts.breakouts.value.open === true;
  return [
    {
      name: "groups",
      Icon: GroupsIcon,
      word: groupsDesk.menu,
      hint: isOpen ? groupsBoard.open : groupsBoard.quick,
      disabled,
      opens: quickGroupsId,
    },
    {
      name: "timer",
      Icon: TimerIcon,
      word: groupsBoard.timer,
      hint: groupsBoard.timerHint,
      disabled,
      opens: timerId,
    },
    {
      name: "draw",
      Icon: DrawingBoardIcon,
      word: shareDrawing.draw,
      hint: shareDrawing.drawHint,
      disabled: disabled || !desk.lesson,
      act: () => shareBoard(desk),
    },
    {
      name: "call",
      Icon: CallIcon,
      word: calls.name,
      hint: callStaff.startHint,
      disabled,
      act: () => startCall(desk),
    },
  ];
}

async function shareBoard(desk: DeskState): Promise<void> {
  const { lesson, actions, api } = desk;
  if (!lesson) return;
  const name = nextBoardName(lesson);
  const id = await api.share({ drawing: { name, paper: "plain" } });
  if (id === null) return;
  desk.resource.value = id;
  showDeskPart("resources");
  actions.notice.value = {
    text: share.shared({ name }),
    undo: () => api.act("DELETE /resources/:id", { id }),
  };
}

/** Opens the dialog that starts a call. If the only possible call is on, joins it. */
async function startCall({ session, api }: DeskState): Promise<void> {
  if (!session) return;
  const { breakouts, call } = session.facts;
  if (breakouts.peek().open || call.peek().main === undefined) {
    isStartingCall.value = true;
    return;
  }
  const { StaffCall } = await staffCallPart();
  await session.part(StaffCall).startInMainRoom(api);
  focusCallBar();
}
