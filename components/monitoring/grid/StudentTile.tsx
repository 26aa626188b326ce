/** A student on the grid: name, last work, state. The whole tile is a button, with another for the menu. */
import { untranslatedAttribute } from "../../ui/untranslated.ts";
import { computed, type ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useMemo } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { hands } from "texts/groups_hands.ts";
import { board as t } from "texts/monitoring_board.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { GroupMark } from "../../client/GroupMark.tsx";
import { HandMark } from "../../groups/HandMark.tsx";
import { DrawingBoardIcon, PageIcon } from "../../page/desk_icons.tsx";
import type { MarkedRoom } from "../../client/group_marks.ts";
import { MemberMenuButton } from "../../people/MemberMenu.tsx";
import type { Student } from "../../people/students.ts";
import {
  AssistantIcon,
  ChatIcon,
  CheckIcon,
  ClockIcon,
  MutedIcon,
  OfflineIcon,
  PollIcon,
  RetryIcon,
  WarningIcon,
} from "../../ui/icons.tsx";
import type { makeDraggable } from "../../ui/drag.ts";
import type { OpenMenu } from "../../ui/Menu.tsx";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import { currentSignals } from "../signal_kinds.ts";
import {
  arrivalShownMs,
  type LastWork,
  latestWork,
  type WorkOnGrid,
} from "./last_work.ts";
import type { StudentOnGrid } from "./students_on_grid.ts";
import type { CurrentCheckAnswers } from "./use_current_check_answers.ts";
import { signalLabel, tileStateText } from "./tile_words.ts";
import type { WrittenWorkProps } from "./WrittenWork.tsx";

const icons = {
  worrying: WarningIcon,
  stuck: RetryIcon,
  waiting: ClockIcon,
  "off-task": null,
  idle: null,
} as const;

const workIcons = {
  chat: ChatIcon,
  question: AssistantIcon,
  answer: AssistantIcon,
  vote: PollIcon,
  page: PageIcon,
  drawing: DrawingBoardIcon,
} as const;

/** Keys of the words before each kind of work. */
const workWords = {
  chat: "inChat",
  question: "toAssistant",
  answer: "fromAssistant",
  vote: "inAnswer",
  page: "onPage",
  drawing: "onDrawing",
} as const;

interface StudentTileProps {
  readonly student: StudentOnGrid;
  readonly room: MarkedRoom | undefined;
  /** Undefined: the class is over. */
  readonly online: boolean | undefined;
  readonly collect: boolean;
  readonly now: number;
  /** The open quiz or poll, and who has answered; null: none. */
  readonly asks: ReadonlySignal<CurrentCheckAnswers | null>;
  readonly work: WorkOnGrid;
  /** The student's connection is lost. False while this page has none. */
  readonly isOffline: boolean;
  readonly open: boolean;
  /** Absent in illustrations of a class. */
  onView?: () => void;
  onMenu?: (opened: OpenMenu<Student>) => void;
  readonly drag?: ReturnType<typeof makeDraggable> | false;
}

export function StudentTile(props: StudentTileProps) {
  const { student, room, online, isOffline, onMenu } = props;
  const { id, name, activity, hand } = student;
  const live = online !== undefined;
  const signals = currentSignals(student, live, props.now)
    .sort((a, b) => rank(a.kind) - rank(b.kind));
  // Idleness is not marked on tiles: half of a class may be idle.
  const marked = signals.filter(({ kind }) => kind !== "idle");
  const [first] = marked;
  const last = useLastWork(props);
  return (
    <li
      class="board-tile"
      data-id={id}
      data-signal={first?.kind}
      data-offline={isOffline}
      data-menu={onMenu !== undefined}
      {...props.drag}
    >
      <button
        type="button"
        class="board-tile-view"
        title={hand ? hands.raised({ name }) : name}
        aria-label={activity?.conversation && props.collect
          ? review.board.viewOf({ name })
          : t.show({ name })}
        aria-describedby={`tile-${id}`}
        aria-current={props.open ? "true" : undefined}
        onClick={props.onView}
      />
      <p class="board-tile-name">
        {live && <HandMark online={online} isUp={hand !== undefined} />}
        <strong {...untranslatedAttribute}>{name}</strong>
        {room && <GroupMark room={room} />}
      </p>
      <div id={`tile-${id}`} class="board-tile-lines">
        {hand && <span class="visually-hidden">{hands.raised({ name })}</span>}
        {room && <span class="visually-hidden">{room.name}</span>}
        <LastWords work={last} of={props.work} student={id} />
        <TileState {...props} marked={marked} last={last} />
      </div>
      {onMenu && <MemberMenuButton student={student} onMenu={onMenu} />}
    </li>
  );
}

function TileState(
  { student, marked, last, online, isOffline, ...props }:
    & StudentTileProps
    & {
      marked: ReturnType<typeof currentSignals>;
      last: LastWork | undefined;
    },
) {
  const { id } = student;
  const { asks } = props;
  const { lateArrivals } = props.work;
  // A computed value, so that an answer renders only its student's tile.
  const hasAnswered = useMemo(
    () => computed(() => asks.value?.has(id) ?? false),
    [asks, id],
  ).value;
  const arrivals = useMemo(
    () => computed(() => lateArrivals.value.get(id)?.join() ?? ""),
    [lateArrivals, id],
  ).value;
  const asked = asks.value?.isFor(student.room) || hasAnswered
    ? asks.value
    : null;
  const answer = asked &&
    (hasAnswered ? t.hasAnswered : t.notAnswered)({ title: asked.title });
  const [first] = marked;
  const Icon = first ? icons[first.kind] : isOffline ? OfflineIcon : null;
  return (
    <p class="board-tile-state">
      {student.muted && (
        <span title={people.muted}>
          <MutedIcon />
          <span class="visually-hidden">{people.muted}</span>
        </span>
      )}
      {answer && <span class="visually-hidden">{answer}</span>}
      {hasAnswered && (
        <span class="board-tile-answered" title={answer ?? undefined}>
          <CheckIcon />
        </span>
      )}
      {Icon && <Icon />}
      <span
        title={[
          ...isOffline ? [frame.offline] : [],
          ...marked.map(signalLabel),
        ].join(" · ")}
      >
        {tileStateText(student, props.now, {
          isLive: online !== undefined,
          isOffline,
          marked,
          hasAnswered,
          isAnswering: last?.kind === "answer",
          workedAt: last?.at,
          arrived: arrivals.split(",").filter((at) =>
            at !== "" && props.now - Number(at) < arrivalShownMs
          ).length,
        })}
      </span>
    </p>
  );
}

/** The student's last work. It keeps its identity while unchanged, so that other tiles are not rendered again. */
function useLastWork(
  { student: { id, activity }, collect, work }: StudentTileProps,
): LastWork | undefined {
  const question = collect ? activity?.asked : undefined;
  const at = activity?.lastAt ?? 0;
  return useMemo(() => {
    let before: LastWork | undefined;
    return computed(() => {
      const running = collect ? work.running.value.get(id) : undefined;
      const now = latestWork([
        question === undefined ? undefined : {
          kind: "question",
          text: question,
          at,
        },
        running === undefined ? undefined : {
          kind: "answer",
          text: running,
          asked: question,
          at,
        },
        work.votes.value.get(id),
        work.written.value.get(id),
        work.messages.value.get(id),
      ]);
      const isSame = now?.kind === before?.kind && now?.text === before?.text &&
        now?.at === before?.at &&
        now?.written?.document === before?.written?.document;
      return before = isSame ? before : now;
    });
  }, [work, id, collect, question, at]).value;
}

function LastWords({ work, of: { session }, student }: {
  work: LastWork | undefined;
  of: WorkOnGrid;
  student: string;
}) {
  const { written } = work ?? {};
  const isOpen = session !== null && written !== undefined;
  const part = useLazyPart(isOpen, () => import("./WrittenWork.tsx"));
  if (!work) return <p class="board-tile-words" />;
  const Icon = workIcons[work.kind];
  const show = (Written: ComponentType<WrittenWorkProps>) =>
    isOpen && (
      <Written
        key={written.document}
        {...{ session, student, written, title: work.text }}
      />
    );
  return (
    <>
      <p class="board-tile-words" data-kind={work.kind}>
        <Icon />
        <span class="visually-hidden">{t[workWords[work.kind]]}</span>
        <span>
          {work.asked && <span class="board-tile-asked">{work.asked}</span>}
          {part && work.kind === "page" ? show(part.PageLines) : work.text}
        </span>
      </p>
      {part && work.kind === "drawing" && show(part.BoardThumbnail)}
    </>
  );
}

/** The rank of a kind of signal: 0 is the most urgent. */
function rank(kind: keyof typeof icons): number {
  return Object.keys(icons).indexOf(kind);
}
