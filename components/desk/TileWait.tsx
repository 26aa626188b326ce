/** On the tile of a student who waits for the teacher: why, and the buttons (V-7). The list has the same buttons. */
import type { ComponentChild, ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { groupsDesk } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { board } from "texts/monitoring_board.ts";
import { notesDesk } from "texts/notes_desk.ts";
import { readMessageText } from "../chat/chat_entries.ts";
import { HeldActions } from "../chat/Moderation.tsx";
import type { ClassSession } from "../client/class_session.ts";
import type { SessionApi } from "../client/session_api.ts";
import { useServerTime } from "../client/use_server_time.ts";
import { HandActions } from "../groups/desk/HelpQueue.tsx";
import { handsLoweredHere } from "../groups/desk/lowered_hands.ts";
import { raisedHandsByStudent } from "../groups/desk/raised_hands.ts";
import type { StudentOnGrid } from "../monitoring/grid/students_on_grid.ts";
import { indicatorLabel } from "../monitoring/grid/tile_words.ts";
import {
  isIndicatorOfKind,
  type StaffQueueKind,
} from "../monitoring/staff_queues.ts";
import { WordsActions } from "../monitoring/WordsActions.tsx";
import { openedThread, threadsOfPerson } from "../notes/desk/staff_threads.ts";
import { RequestActions, requestLines } from "../people/JoinRequestList.tsx";
import { ignorePressesAfterChange } from "../ui/ignore_presses.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";

interface TileWaitProps {
  readonly session: ClassSession;
  readonly student: StudentOnGrid;
  /** Shows refusals where a tile has no room for them. */
  readonly api: SessionApi;
}

export function TileWait(
  { kind, ...props }: TileWaitProps & { kind: StaffQueueKind },
) {
  const box = useRef<HTMLDivElement>(null);
  // A press meant for the tile must not hit a button that has just come.
  useLayoutEffect(() => ignorePressesAfterChange(box.current!), [kind]);
  const Why = parts[kind];
  return (
    <div class="board-tile-wait" ref={box}>
      <Why {...props} />
    </div>
  );
}

const parts: Record<StaffQueueKind, (props: TileWaitProps) => ComponentChild> =
  {
    note: NoteOnTile,
    worrying: (props) => <IndicatorsOnTile kind="worrying" {...props} />,
    stuck: (props) => <IndicatorsOnTile kind="stuck" {...props} />,
    hand: HandOnTile,
    door: RequestOnTile,
    held: HeldOnTile,
  };

function Reason({ session, since, children }: {
  session: ClassSession;
  since: number;
  children: ComponentChildren;
}) {
  const now = useServerTime(session, true);
  const minutes = Math.max(0, Math.floor((now - since) / 60_000));
  return (
    <p class="board-tile-why">
      {children}
      {" · "}
      <span class="figures">{groupsDesk.since({ minutes })}</span>
    </p>
  );
}

function HandOnTile({ session, student, api }: TileWaitProps) {
  const raised = raisedHandsByStudent(session).get(student.id);
  const lowered = [...handsLoweredHere.value.values()]
    .find(({ member }) => session.facts.personOf(member) === student.id);
  const flag = raised ?? lowered;
  if (!flag) return null;
  const { name } = student;
  return (
    <>
      <Reason session={session} since={flag.at}>
        {!raised ? hands.isDown({ name }) : flag.note
          ? (
            <q>
              <bdi>{flag.note}</bdi>
            </q>
          )
          : board.handUp}
      </Reason>
      <HandActions
        session={session}
        row={{ flag, isDown: !raised, canUndo: !raised }}
        api={api}
      />
    </>
  );
}

function NoteOnTile({ session, student }: TileWaitProps) {
  const part = useLazyPart(
    true,
    () => import("../notes/desk/WaitingNotes.tsx"),
  );
  const threads = session.staff!.noteThreads.value;
  const thread = threadsOfPerson(session, student.id)
    .find((it) => threads[it].since !== undefined);
  if (thread === undefined) return null;
  const { since, lastAt, answeredAt = Infinity } = threads[thread];
  return (
    <>
      <Reason session={session} since={since!}>
        {lastAt > answeredAt ? notesDesk.again : board.signals.told}
      </Reason>
      {part && (
        <part.NoteActions
          session={session}
          thread={thread}
          onOpen={() => openedThread.value = thread}
        />
      )}
    </>
  );
}

function IndicatorsOnTile(
  { kind, session, student }: TileWaitProps & { kind: StaffQueueKind },
) {
  const { id, name, activity, attention } = student;
  const indicators =
    activity?.signals.filter((it) => isIndicatorOfKind(kind, it)) ??
      [];
  if (indicators.length === 0) return null;
  return (
    <>
      <Reason
        session={session}
        since={Math.min(...indicators.map(({ at }) => at))}
      >
        {[...new Set(indicators.map(indicatorLabel)), activity?.asked]
          .filter(Boolean).join(" · ")}
      </Reason>
      {kind === "worrying" && (
        <WordsActions {...{ session, id, name, attention }} />
      )}
    </>
  );
}

function HeldOnTile({ session, student, api }: TileWaitProps) {
  const entry = session.staff!.heldMessages.value.find(([, { message }]) =>
    session.facts.personOf(message.from) === student.id
  );
  if (!entry) return null;
  const [id, { message }] = entry;
  return (
    <>
      <p class="board-tile-why">
        <bdi>{readMessageText(message)}</bdi>
      </p>
      <HeldActions
        name={student.name}
        onDecide={(allow) => api.act("POST /held/:id", { id, allow })}
      />
    </>
  );
}

function RequestOnTile({ session, student, api }: TileWaitProps) {
  const { facts, staff } = session;
  const line = requestLines(Object.entries(staff!.joinRequests.value), {
    byName: staff!.membersByName.value,
    members: facts.members.value,
  }).find(({ member }) => facts.personOf(member) === student.id);
  if (!line) return null;
  return (
    <>
      <Reason session={session} since={line.at}>{line.text}</Reason>
      <RequestActions
        line={line}
        isFolded
        onDecide={(decision) =>
          api.act("POST /waiting/:id", { id: line.id, decision })}
      />
    </>
  );
}
