/**
 * One student on the grid: name, last message or question, state. The whole
 * tile is one button.
 */
import { untranslatedAttribute } from "../../ui/untranslated.ts";
import { computed, type ReadonlySignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { hands } from "texts/groups_hands.ts";
import { board as t } from "texts/monitoring_board.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { GroupMark } from "../../client/GroupMark.tsx";
import { HandMark } from "../../groups/HandMark.tsx";
import type { MarkedRoom } from "../../client/group_marks.ts";
import { MemberMenuButton } from "../../people/MemberMenu.tsx";
import type { Student } from "../../people/students.ts";
import {
  AssistantIcon,
  ChatIcon,
  CheckIcon,
  ClockIcon,
  MutedIcon,
  RetryIcon,
  WarningIcon,
} from "../../ui/icons.tsx";
import type { makeDraggable } from "../../ui/drag.ts";
import type { OpenMenu } from "../../ui/Menu.tsx";
import { currentSignals } from "../signal_kinds.ts";
import type { LastMessage } from "./last_messages.ts";
import type { StudentOnGrid } from "./students_on_grid.ts";
import type { CurrentCheckAnswers } from "./use_current_check_answers.ts";
import {
  questionCountText,
  shortSignalLabel,
  signalLabel,
} from "./tile_words.ts";

const icons = {
  worrying: WarningIcon,
  stuck: RetryIcon,
  waiting: ClockIcon,
  "off-task": null,
  idle: null,
} as const;

interface StudentTileProps {
  readonly pupil: StudentOnGrid;
  readonly room: MarkedRoom | undefined;
  /** Undefined after the end of the class. */
  readonly online: boolean | undefined;
  readonly collect: boolean;
  readonly now: number;
  /** The poll or question that the class is answering. */
  readonly asks: ReadonlySignal<CurrentCheckAnswers | null>;
  readonly messages: ReadonlySignal<ReadonlyMap<string, LastMessage>>;
  readonly open: boolean;
  onView(): void;
  onMenu?: (opened: OpenMenu<Student>) => void;
  /** Attributes that make the tile draggable. */
  readonly drag?: ReturnType<typeof makeDraggable> | false;
}

export function StudentTile(
  { pupil, room, online, onMenu, ...props }: StudentTileProps,
) {
  const { id, name, activity, hand } = pupil;
  const { asks, messages } = props;
  // Renders only the tile whose student has answered.
  const hasAnswered = useMemo(
    () => computed(() => asks.value?.has(id) ?? false),
    [asks, id],
  ).value;
  const asked = asks.value?.isFor(pupil.room) || hasAnswered
    ? asks.value
    : null;
  const answer = asked &&
    (hasAnswered ? t.hasAnswered : t.notAnswered)({ title: asked.title });
  const live = online !== undefined;
  const signals = currentSignals(pupil, live, props.now)
    .sort((a, b) => rank(a.kind) - rank(b.kind));
  // `idle` is said in words only: half of a class may be idle.
  const marked = signals.filter(({ kind }) => kind !== "idle");
  const [first] = marked;
  const Icon = first && icons[first.kind];
  return (
    <li
      class="board-tile"
      data-id={id}
      data-signal={first?.kind}
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
        <LastWords pupil={pupil} collect={props.collect} messages={messages} />
        <p class="board-tile-state">
          {pupil.muted && (
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
          <span title={signals.map(signalLabel).join(" · ")}>
            {first
              ? marked.map(shortSignalLabel).join(" · ")
              : hasAnswered
              ? t.answered
              : signals.length > 0
              ? signals.map(shortSignalLabel).join()
              : live && pupil.ahead !== undefined
              ? t.queued({ ahead: pupil.ahead })
              : live && activity?.askedAt !== undefined
              ? t.answering
              : questionCountText(pupil, props.now, live)}
          </span>
        </p>
      </div>
      {onMenu && <MemberMenuButton student={pupil} onMenu={onMenu} />}
    </li>
  );
}

/** The newer of the student's last message and last question. */
function LastWords(
  { pupil: { id, activity }, collect, messages }: Pick<
    StudentTileProps,
    "pupil" | "collect" | "messages"
  >,
) {
  const question = collect ? activity?.asked : undefined;
  // Renders only the tile whose student has written.
  const message = useMemo(
    () => computed(() => messages.value.get(id)),
    [messages, id],
  ).value;
  const showsMessage = message !== undefined &&
    (question === undefined || message.at > (activity?.lastAt ?? 0));
  return (
    <p class="board-tile-words">
      {showsMessage
        ? (
          <>
            <ChatIcon />
            <span class="visually-hidden">{t.inChat}</span>
            <span>{message.text}</span>
          </>
        )
        : question !== undefined && (
          <>
            <AssistantIcon />
            <span class="visually-hidden">{t.toAssistant}</span>
            <span>{question}</span>
          </>
        )}
    </p>
  );
}

/** The most urgent kind first. */
function rank(kind: keyof typeof icons): number {
  return Object.keys(icons).indexOf(kind);
}
