/**
 * One student next to the grid: signals, counts and conversations, live. ← and
 * → open the neighbours in the grid's order.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Member, personOf } from "../../../classroom/model/members.ts";
import { hands } from "texts/groups_hands.ts";
import { board as t } from "texts/monitoring_board.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { session as words } from "texts/sessions_live.ts";
import { Aside } from "../../desk/Aside.tsx";
import { joinHand } from "../../groups/desk/join_hand.ts";
import { GroupMark } from "../../groups/GroupMark.tsx";
import { selvesOf } from "../../people/students.ts";
import { askSession } from "../../client/session_api.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Seat } from "../../client/seat.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import {
  ArrowLeftIcon,
  ArrowRightIcon,
  HandIcon,
  MutedIcon,
  WarningIcon,
} from "../../ui/icons.tsx";
import { alongRow } from "../../ui/keys.ts";
import { writeTime } from "../../ui/time.ts";
import { lately, wholly } from "../plot.ts";
import { Plot } from "../Plot.tsx";
import { signalsNow } from "../signal_kinds.ts";
import { Taker } from "../taking/Taker.tsx";
import { ClassSignalClaims } from "../taking/taking.ts";
import type { BoardView } from "./board_view.ts";
import { Conversations } from "./Conversations.tsx";
import type { Pupil } from "./pupils.ts";
import { askedFigureWords, inWords } from "./tile_words.ts";
import { usePupils } from "./use_pupils.ts";
import "../monitoring.css";

export interface ConversationAsideProps {
  readonly seat: Seat;
  readonly view: BoardView;
  readonly members: Record<string, Member>;
  readonly online: ReadonlySet<string>;
  readonly lastKnown: string | null;
  readonly zone: string;
  readonly collect: boolean;
  readonly startsAt: number;
  readonly now: number;
  readonly live: boolean;
}

export function ConversationAside(props: ConversationAsideProps) {
  const { seat, view, members, live, now, collect } = props;
  const { session, watching, present, removed } = usePupils(seat, members);
  const said = useSignal("");
  const asked = view.viewed.value;
  const id = asked === null
    ? null
    : personOf((member) => members[member], asked);
  const pupil = [...present, ...removed].find((one) => one.id === id);
  const here = live && !pupil?.removed;
  const acts = live && seat.role === "teacher";
  // Opening a conversation claims its signals for this teacher (S-9).
  useEffect(() => {
    if (acts && pupil) {
      session?.part(ClassSignalClaims).take(...pupil.attention);
    }
  }, [id, session]);
  if (!pupil || !session || !watching) return null;

  const { name, hand } = pupil;
  const go = (step: number) => {
    const next = view.besides(step);
    if (next === undefined) return;
    view.viewed.value = next;
    said.value = members[next]?.name ?? "";
  };
  const signals = signalsNow(pupil, here, now);
  return (
    <Aside
      title={name}
      about="conversation"
      fills
      tools={
        <>
          {acts && hand && (
            <Button
              look="small main"
              aria-label={hands.answerOf({ name })}
              title={hands.raised({ name })}
              onClick={() => joinHand(session, hand)}
            >
              <HandIcon />
              {hands.answer}
            </Button>
          )}
          <Arrows view={view} go={go} />
        </>
      }
      onClose={() => view.viewed.value = null}
      onKey={(event) => {
        const target = event.target as Element;
        const step = alongRow(event);
        if (!step || event.altKey || target.closest("input, textarea")) return;
        event.preventDefault();
        go(step);
      }}
    >
      <p class="visually-hidden" role="status">{said.value}</p>
      <About {...{ props, pupil, session, here, acts, signals }} />
      {collect
        ? (
          <Conversations
            key={pupil.id}
            watching={watching}
            student={selvesOf(members, pupil.id)}
            name={name}
            live={live}
            worrying={signals.some(({ kind }) => kind === "worrying")}
          />
        )
        : (
          <p class="quiet small conversation-none">
            {review.board.notCollectedShort}
          </p>
        )}
    </Aside>
  );
}

function Arrows({ view, go }: { view: BoardView; go: (step: number) => void }) {
  const arrow = (label: string, step: number, Icon: typeof ArrowLeftIcon) => (
    <IconButton
      label={label}
      Icon={Icon}
      look="small"
      aria-disabled={view.besides(step) === undefined}
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

/** What is known of the student, above the conversations. */
function About({ props, pupil, session, here, acts, signals }: {
  props: ConversationAsideProps;
  pupil: Pupil;
  session: ClassSession;
  here: boolean;
  acts: boolean;
  signals: ReturnType<typeof signalsNow>;
}) {
  const { seat, live, now } = props;
  const { name, activity } = pupil;
  const room = pupil.room === null
    ? undefined
    : session.facts.rooms.value[pupil.room];
  const counts = (here ? lately : wholly)(activity ?? {}, props.startsAt, now);
  const settle = () =>
    askSession(seat.session, "DELETE /members/:m/signals", { m: pupil.id });
  const isOnline = props.online.has(pupil.id), time = props.lastKnown;
  return (
    <div class="conversation-about">
      <p class="quiet small row wraps">
        {live && (
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
            <GroupMark room={room} />
            {room.name}
          </span>
        )}
        <span>
          {words.joinedAt({
            time: writeTime(pupil.joinedAt, "hour", props.zone),
          })}
        </span>
        <span>{askedFigureWords(pupil, now, here)}</span>
        {pupil.muted && (
          <span class="row">
            <MutedIcon />
            {people.muted}
          </span>
        )}
      </p>
      {signals.length > 0 && (
        <ul class="conversation-signals">
          {signals.map((it) => (
            <li
              key={`${it.kind} ${it.for}`}
              class="badge"
              data-signal={it.kind}
            >
              {it.kind === "worrying" && <WarningIcon />}
              {inWords(it)}
            </li>
          ))}
        </ul>
      )}
      {acts && pupil.attention.length > 0 && (
        <div class="actions">
          <Button
            look="small"
            aria-label={review.board.settleOf({ name })}
            onClick={settle}
          >
            {review.board.settle}
          </Button>
          {pupil.attention.map((call) => (
            <Taker key={call} session={session} call={call} about={name} />
          ))}
        </div>
      )}
      {activity && activity.turns > 0 && (
        <Plot
          counts={counts}
          label={review.board.plot({ name, count: activity.turns })}
        />
      )}
    </div>
  );
}
