/**
 * One student next to the grid: signals, counts and conversations. The keys ← and → open the neighbours in the
 * grid's order.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  type Member,
  resolvePerson,
} from "../../../classroom/model/members.ts";
import { hands } from "texts/groups_hands.ts";
import { board as t } from "texts/monitoring_board.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { session as words } from "texts/sessions_live.ts";
import { SidePanel } from "../../ui/SidePanel.tsx";
import { openRaisedHand } from "../../groups/desk/join_hand.ts";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import { memberIdsOf } from "../../people/students.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Seat } from "../../client/seat.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { ArrowLeftIcon, HandIcon, WarningIcon } from "../../ui/icons.tsx";
import { ArrowRightIcon, MutedIcon } from "../../ui/later_icons.tsx";
import { arrowStep } from "../../ui/keys.ts";
import { formatTime } from "../../../formats/format_time.ts";
import { countBySlot, countRecentMinutes } from "../activity_counts.ts";
import { Sparkline } from "../Sparkline.tsx";
import { WordsActions } from "../WordsActions.tsx";
import { currentIndicators } from "../indicator_kinds.ts";
import { ClassAttention } from "../../people/claims/class_attention.ts";
import type { StudentGridView } from "./student_grid_view.ts";
import { StudentConversations } from "./StudentConversations.tsx";
import type { StudentOnGrid } from "./students_on_grid.ts";
import { indicatorLabel, questionCountText } from "./tile_words.ts";
import { useStudentsOnGrid } from "./use_students_on_grid.ts";
import "../monitoring.css";

export interface ConversationAsideProps {
  readonly seat: Seat;
  readonly view: StudentGridView;
  readonly members: Record<string, Member>;
  readonly online: ReadonlySet<string>;
  readonly lastKnown: string | null;
  readonly zone: string;
  readonly isCollected: boolean;
  readonly startsAt: number;
  readonly now: number;
  readonly isLive: boolean;
}

export function ConversationAside(props: ConversationAsideProps) {
  const { seat, view, members, isLive, now, isCollected } = props;
  const { session, watching, present, removed } = useStudentsOnGrid(
    seat,
    members,
  );
  const announcement = useSignal("");
  const openStudent = view.openStudent.value;
  const id = openStudent === null
    ? null
    : resolvePerson((member) => members[member], openStudent);
  const student = [...present, ...removed].find((it) => it.id === id);
  const isInClass = isLive && !student?.removed;
  const canAct = isLive && seat.role === "teacher";
  // Opening a student claims their worrying words for this teacher (S-9).
  useEffect(() => {
    if (canAct && student) {
      session?.part(ClassAttention).claim(...student.attention);
    }
  }, [id, session]);
  if (!student || !session || !watching) return null;

  const { name, hand } = student;
  const go = (step: number) => {
    const next = view.neighbourAt(step);
    if (next === undefined) return;
    view.openStudent.value = next;
    announcement.value = members[next]?.name ?? "";
  };
  const indicators = currentIndicators(student, isInClass, now);
  return (
    <SidePanel
      title={name}
      about="conversation"
      shouldFill
      tools={
        <>
          {canAct && hand && (
            <Button
              look="small main"
              aria-label={hands.answerOf({ name })}
              title={hands.raised({ name })}
              onClick={() => openRaisedHand(session, hand)}
            >
              <HandIcon />
              {hands.answer}
            </Button>
          )}
          <NeighbourButtons view={view} go={go} />
        </>
      }
      onClose={() => view.openStudent.value = null}
      onKey={(event) => {
        const target = event.target as Element;
        const step = arrowStep(event);
        if (!step || event.altKey || target.closest("input, textarea")) return;
        event.preventDefault();
        go(step);
      }}
    >
      <p class="visually-hidden" role="status">{announcement.value}</p>
      <StudentFacts
        {...{ props, student, session, isInClass, canAct, indicators }}
      />
      {isCollected
        ? (
          <StudentConversations
            key={student.id}
            watching={watching}
            memberIds={memberIdsOf(members, student.id)}
            name={name}
            isLive={isLive}
            isWorrying={indicators.some(({ kind, where }) =>
              kind === "worrying" && where === undefined
            )}
          />
        )
        : (
          <p class="quiet small conversation-none">
            {review.board.notCollectedShort}
          </p>
        )}
    </SidePanel>
  );
}

function NeighbourButtons(
  { view, go }: { view: StudentGridView; go: (step: number) => void },
) {
  const arrow = (label: string, step: number, Icon: typeof ArrowLeftIcon) => (
    <IconButton
      label={label}
      Icon={Icon}
      look="small"
      aria-disabled={view.neighbourAt(step) === undefined}
      onClick={() => go(step)}
    />
  );
  return (
    <>
      {arrow(t.previous, -1, ArrowLeftIcon)}
      {arrow(t.next, 1, ArrowRightIcon)}
    </>
  );
}

function StudentFacts(
  { props, student, session, isInClass, canAct, indicators }: {
    props: ConversationAsideProps;
    student: StudentOnGrid;
    session: ClassSession;
    isInClass: boolean;
    canAct: boolean;
    indicators: ReturnType<typeof currentIndicators>;
  },
) {
  const { isLive, now } = props;
  const { name, activity } = student;
  const room = student.room === null
    ? undefined
    : session.facts.rooms.value[student.room];
  const counts = (isInClass ? countRecentMinutes : countBySlot)(
    activity ?? {},
    props.startsAt,
    now,
  );
  const isOnline = props.online.has(student.id), time = props.lastKnown;
  const countText = questionCountText(student, now, isInClass);
  return (
    <div class="stack snug conversation-about">
      <p class="quiet small cluster">
        {isLive && (
          <span class="row">
            <span class={isOnline && time === null ? "dot on" : "dot"} />
            {time === null
              ? isOnline ? review.view.online : review.view.offline
              : isOnline
              ? review.view.wasOnline({ time })
              : review.view.wasOffline({ time })}
          </span>
        )}
        {room && (
          <span class="row">
            <GroupEmblem room={room} />
            {room.name}
          </span>
        )}
        <span>
          {words.joinedAt({
            time: formatTime(student.joinedAt, "hour", props.zone),
          })}
        </span>
        {countText !== "" && <span>{countText}</span>}
        {student.muted && (
          <span class="row">
            <MutedIcon />
            {people.muted}
          </span>
        )}
      </p>
      {indicators.length > 0 && (
        <ul class="cluster snug">
          {indicators.map((indicator) => (
            <li
              key={`${indicator.kind} ${indicator.for ?? indicator.where}`}
              class="badge"
              data-signal={indicator.kind}
            >
              {indicator.kind === "worrying" && <WarningIcon />}
              {indicatorLabel(indicator)}
            </li>
          ))}
        </ul>
      )}
      {canAct && (
        <WordsActions
          session={session}
          id={student.id}
          name={name}
          attention={student.attention}
          mayWrite
        />
      )}
      {activity && activity.turns > 0 && (
        <Sparkline
          counts={counts}
          label={review.board.plot({ name, count: activity.turns })}
        />
      )}
    </div>
  );
}
