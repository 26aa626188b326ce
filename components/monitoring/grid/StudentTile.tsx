/** A student on the grid: name, last work, state. The whole tile is a button, with another for the menu. */
import { untranslatedAttribute } from "../../ui/untranslated.ts";
import { computed, type ReadonlySignal } from "@preact/signals";
import type { ComponentChild } from "preact";
import { useMemo } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { hands } from "texts/groups_hands.ts";
import { board as t } from "texts/monitoring_board.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import { PresenceIcon } from "../../groups/PresenceIcon.tsx";
import type { RoomWithEmblem } from "../../client/group_emblems.ts";
import { MemberMenuButton } from "../../people/MemberMenu.tsx";
import type { Student } from "../../people/students.ts";
import { ClockIcon, OfflineIcon, WarningIcon } from "../../ui/icons.tsx";
import { MutedIcon, PollIcon, RetryIcon } from "../../ui/later_icons.tsx";
import type { makeDraggable } from "../../ui/drag.ts";
import type { OpenMenu } from "../../ui/Menu.tsx";
import { currentIndicators } from "../indicator_kinds.ts";
import {
  areSameWorks,
  arrivalShownMs,
  lastWorks,
  type Work,
  type WorkOnGrid,
} from "./last_work.ts";
import type { StudentOnGrid } from "./students_on_grid.ts";
import type { CurrentCheckAnswers } from "./use_current_check_answers.ts";
import { indicatorLabel, tileStateText, timeAgo } from "./tile_words.ts";
import { TileFeed } from "./TileFeed.tsx";

const icons = {
  worrying: WarningIcon,
  stuck: RetryIcon,
  waiting: ClockIcon,
  "off-task": null,
  idle: null,
} as const;

interface StudentTileProps {
  readonly student: StudentOnGrid;
  readonly room: RoomWithEmblem | undefined;
  /** Undefined: the class is over. */
  readonly isOnline: boolean | undefined;
  readonly isCollected: boolean;
  readonly now: number;
  /** The open quiz or poll, and who has answered; null: none. */
  readonly openCheck: ReadonlySignal<CurrentCheckAnswers | null>;
  readonly work: WorkOnGrid;
  /** The student's connection is lost. False while this page has none. */
  readonly isOffline: boolean;
  readonly isOpen: boolean;
  /** Absent in illustrations of a class. */
  onView?: () => void;
  onMenu?: (opened: OpenMenu<Student>) => void;
  readonly drag?: ReturnType<typeof makeDraggable> | false;
  /** Why the student waits, with buttons, instead of the words. */
  readonly wait?: ComponentChild;
}

export function StudentTile(props: StudentTileProps) {
  const { student, room, isOnline, isOffline, onMenu } = props;
  const { id, name, activity, hand } = student;
  const isLive = isOnline !== undefined;
  const indicators = currentIndicators(student, isLive, props.now)
    .sort((a, b) => rank(a.kind) - rank(b.kind));
  // Idleness is not marked on tiles: half of a class may be idle.
  const shownIndicators = indicators.filter(({ kind }) => kind !== "idle");
  const [first] = shownIndicators;
  const works = useWorks(props);
  const described = `tile-${id}`;
  const now = isLive ? props.now : null, newest = works.at(-1);
  // The same element while nothing in it has changed, so that its lines are not measured again.
  const feed = useMemo(() => (
    <TileFeed
      works={works}
      session={props.work.session}
      student={id}
      now={now}
      newestId={`${described}-newest`}
    />
  ), [works, props.work.session, id, now]);
  return (
    <li
      class="board-tile"
      data-id={id}
      data-signal={first?.kind}
      data-offline={isOffline}
      data-menu={onMenu !== undefined}
      data-lit={props.wait ? true : undefined}
      {...props.drag}
    >
      <button
        type="button"
        class="board-tile-view"
        title={[
          hand ? hands.raised({ name }) : name,
          ...now !== null && newest ? [timeAgo(newest.at, now)] : [],
        ].join(" · ")}
        aria-label={activity?.conversation && props.isCollected
          ? review.board.viewOf({ name })
          : t.show({ name })}
        aria-describedby={`${described} ${described}-newest ${described}-state`}
        aria-current={props.isOpen ? "true" : undefined}
        onClick={props.onView}
      />
      <p class="board-tile-name">
        {isLive && (
          <PresenceIcon isOnline={isOnline} isUp={hand !== undefined} />
        )}
        <strong {...untranslatedAttribute}>{name}</strong>
        <AnsweredIcon {...props} />
        {room && <GroupEmblem room={room} />}
      </p>
      <span id={described} class="visually-hidden">
        {hand && hands.raised({ name })} {room?.name}
      </span>
      {feed}
      <TileState
        {...props}
        shownIndicators={shownIndicators}
        isIdle={works.length === 0}
      />
      {props.wait}
      {onMenu && <MemberMenuButton student={student} onMenu={onMenu} />}
    </li>
  );
}

/** The sign of an answer while a quiz or poll is open; a tick would say that it is right. */
function AnsweredIcon({ student, openCheck }: StudentTileProps) {
  const { id } = student;
  // A computed value, so that an answer renders only its student's tile.
  const hasAnswered = useMemo(
    () => computed(() => openCheck.value?.has(id) ?? false),
    [openCheck, id],
  ).value;
  const check = openCheck.value;
  if (!check || !(hasAnswered || check.isFor(student.room))) return null;
  const answerText = (hasAnswered ? t.hasAnswered : t.notAnswered)({
    title: check.title,
  });
  return (
    <span
      class="board-tile-answered"
      title={hasAnswered ? answerText : undefined}
    >
      {hasAnswered && <PollIcon />}
      <span class="visually-hidden">{answerText}</span>
    </span>
  );
}

function TileState(
  { student, shownIndicators, isIdle, isOnline, isOffline, work, now }:
    & StudentTileProps
    & {
      shownIndicators: ReturnType<typeof currentIndicators>;
      /** The tile shows nothing of the student's. */
      isIdle: boolean;
    },
) {
  const { id } = student;
  const { lateArrivals } = work;
  const arrivals = useMemo(
    () => computed(() => lateArrivals.value.get(id)?.join() ?? ""),
    [lateArrivals, id],
  ).value;
  const [first] = shownIndicators;
  const Icon = first ? icons[first.kind] : isOffline ? OfflineIcon : null;
  return (
    <p id={`tile-${id}-state`} class="board-tile-state">
      {student.muted && (
        <span title={people.muted}>
          <MutedIcon />
          <span class="visually-hidden">{people.muted}</span>
        </span>
      )}
      {Icon && <Icon />}
      <span
        title={[
          ...isOffline ? [frame.offline] : [],
          ...shownIndicators.map(indicatorLabel),
        ].join(" · ")}
      >
        {tileStateText(student, now, {
          isLive: isOnline !== undefined,
          isOffline,
          shownIndicators,
          isIdle,
          arrived: arrivals.split(",").filter((timeMs) =>
            timeMs !== "" && now - Number(timeMs) < arrivalShownMs
          ).length,
        })}
      </span>
    </p>
  );
}

const none: readonly never[] = [];

/** The student's last works: the same list while they are unchanged, so that other tiles are not rendered again. */
function useWorks(
  { student: { id, activity }, isCollected, work }: StudentTileProps,
): readonly Work[] {
  const question = isCollected ? activity?.asked : undefined;
  const lastPromptMs = activity?.lastAt ?? 0;
  return useMemo(() => {
    let previousWorks: readonly Work[] = none;
    return computed(() => {
      const feed = work.feeds.value.get(id) ?? none;
      const running = isCollected ? work.running.value.get(id) : undefined;
      const works = lastWorks({
        // Before the feed has loaded, and in classes of older versions, only the question is known.
        feed: feed.length > 0 || question === undefined ? feed : [{
          kind: "question",
          id,
          text: question,
          at: lastPromptMs,
          conversation: "",
        }],
        votes: work.votes.value.get(id),
        written: work.written.value.get(id),
        running,
      });
      return previousWorks = areSameWorks(previousWorks, works)
        ? previousWorks
        : works;
    });
  }, [work, id, isCollected, question, lastPromptMs]).value;
}

/** The rank of a kind of signal: 0 is the most urgent. */
function rank(kind: keyof typeof icons): number {
  return Object.keys(icons).indexOf(kind);
}
