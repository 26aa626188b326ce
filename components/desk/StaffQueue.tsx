import type { ComponentChild } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { desk as t } from "texts/desk.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { board } from "texts/monitoring_board.ts";
import { review } from "texts/review.ts";
import { type Member, resolvePerson } from "../../classroom/model/members.ts";
import {
  type AttentionKey,
  callsForWords,
} from "../../classroom/model/monitoring/attention.ts";
import { HeldMessages } from "../chat/Moderation.tsx";
import { HelpQueue } from "../groups/desk/HelpQueue.tsx";
import { mergeActivities } from "../monitoring/grid/students_on_grid.ts";
import { indicatorLabel } from "../monitoring/grid/tile_words.ts";
import { useIsInUse } from "../monitoring/grid/use_is_in_use.ts";
import { ClaimButton } from "../people/claims/ClaimButton.tsx";
import { ClassAttention } from "../people/claims/class_attention.ts";
import { ClassMonitoring } from "../monitoring/class_monitoring.ts";
import { WordsActions } from "../monitoring/WordsActions.tsx";
import { JoinRequestList } from "../people/JoinRequestList.tsx";
import type { ClassSession } from "../client/class_session.ts";
import type { SessionApi } from "../client/session_api.ts";
import { Button } from "../ui/Button.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { ignorePressesAfterChange } from "../ui/ignore_presses.ts";
import { useServerTime } from "../client/use_server_time.ts";
import {
  countInStaffQueues,
  isIndicatorOfKind,
  isIndicatorQueue,
  listMembersWithIndicator,
  type StaffQueueKind,
} from "../monitoring/staff_queues.ts";
import "./desk.css";

export interface StaffQueueProps {
  readonly kind: StaffQueueKind;
  readonly session: ClassSession;
  readonly members: Readonly<Record<string, Member>>;
  readonly api: SessionApi;
  onView: (student: string) => void;
  /** Called when a group is visited, to close what covers the chat. */
  onJoin?: () => void;
  /** A notice about many students joining; null: none. */
  readonly crowd: ComponentChild;
}

export function StaffQueue(props: StaffQueueProps) {
  const { kind, session, members } = props;
  const box = useRef<HTMLDivElement>(null);
  const count = countInStaffQueues(session, members)[kind];
  const nothing = <p class="quiet">{t.nothing}</p>;
  useLayoutEffect(() => ignorePressesAfterChange(box.current!), [kind, count]);
  return (
    <div class="stack wait-list" ref={box}>
      {kind === "door" && props.crowd}
      {count === 0 && kind !== "hand" && !(kind === "door" && props.crowd) &&
        nothing}
      {isIndicatorQueue(kind)
        ? <WaitIndicators {...props} />
        : kind === "hand"
        ? (
          <HelpQueue
            session={session}
            empty={nothing}
            onJoin={props.onJoin}
          />
        )
        : kind === "note"
        ? <Notes session={session} />
        : kind === "held"
        ? <HeldMessages session={session} />
        : <Door {...props} />}
    </div>
  );
}

function Notes({ session }: { session: ClassSession }) {
  const part = useLazyPart(
    true,
    () => import("../notes/desk/WaitingNotes.tsx"),
  );
  return part && <part.WaitingNotes session={session} />;
}

function Door({ session, members, api }: StaffQueueProps) {
  const { joinRequests, membersByName } = session.staff!;
  // Students who joined by name alone, without those under the name of a removed student.
  const named = Object.entries(membersByName.value)
    .filter(([, { member }]) => !members[member]?.removed);
  return (
    <JoinRequestList
      session={session}
      requests={joinRequests.value}
      byName={Object.fromEntries(named)}
      members={members}
      onDecide={(id, decision) =>
        api.act("POST /waiting/:id", { id, decision })}
      onDecideAll={(decision) => api.act("POST /waiting", { decision })}
      taker={(id, about) => (
        <ClaimButton session={session} attention={`door-${id}`} about={about} />
      )}
    />
  );
}

// Students with one kind of signal (M-4), the longest wait first.

function WaitIndicators({ kind, session, members, onView }: StaffQueueProps) {
  const students = session.part(ClassMonitoring).students.value;
  const isInUse = useIsInUse();
  const previousIds = useRef<readonly string[]>([]);
  const rows = listMembersWithIndicator(session, members, kind).map((id) => {
    const ownActivities = Object.entries(students).filter(([memberId]) =>
      resolvePerson((member) => members[member], memberId) === id
    );
    const activity = mergeActivities(
      ownActivities.map(([, memberActivity]) => memberActivity),
    )!;
    const indicators = activity.signals.filter((indicator) =>
      isIndicatorOfKind(kind, indicator)
    );
    const attention = ownActivities
      .filter(([, memberActivity]) =>
        memberActivity.signals.some(callsForWords)
      )
      .map(([memberId]): AttentionKey => `words-${memberId}`);
    return {
      id,
      activity,
      signals: indicators,
      attention: kind === "worrying" ? attention : [],
      since: Math.min(...indicators.map(({ at }) => at)),
    };
  });
  const fixedIds = isInUse.value ? previousIds.current : [];
  const place = (id: string) => {
    const index = fixedIds.indexOf(id);
    return index < 0 ? fixedIds.length : index;
  };
  rows.sort((a, b) => place(a.id) - place(b.id) || a.since - b.since);
  previousIds.current = rows.map(({ id }) => id);
  const now = useServerTime(session, rows.length > 0);
  return (
    <ul class="stack snug wait-signals" {...isInUse.handlers}>
      {rows.map(({ id, activity, signals: indicators, attention, since }) => {
        const { name } = members[id];
        const words = new Set(indicators.map(indicatorLabel));
        const minutes = Math.max(0, Math.floor((now - since) / 60_000));
        return (
          <li key={id}>
            <div class="wait-row">
              <strong>{name}</strong>
              <div id={`wait-${id}`}>
                <span class="wait-since quiet small figures">
                  {groupsDesk.since({ minutes })}
                </span>
                {activity.asked && <p class="wait-asked">{activity.asked}</p>}
                <p class="quiet small">{[...words].join(" · ")}</p>
              </div>
            </div>
            <WordsActions {...{ session, id, name, attention }} mayWrite>
              <Button
                look="main small"
                aria-label={activity.conversation
                  ? review.board.viewOf({ name })
                  : board.show({ name })}
                aria-describedby={`wait-${id}`}
                onClick={() => {
                  session.part(ClassAttention).claim(...attention);
                  onView(id);
                }}
              >
                {activity.conversation
                  ? review.board.view
                  : board.show({ name })}
              </Button>
            </WordsActions>
          </li>
        );
      })}
    </ul>
  );
}
