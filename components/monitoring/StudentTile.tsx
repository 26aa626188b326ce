/**
 * What the board shows of one student under their name (M-1, M-4): signals, the last line as it is written, when
 * they asked. Their conversation is open only while the tile is on screen.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type {
  StudentActivity,
  StudentSignal,
} from "../../classroom/schema/monitoring.ts";
import type { CallKey } from "../../classroom/schema/calls.ts";
import { waitsFor } from "texts/monitoring_waits.ts";
import { lately as recent } from "texts/monitoring_live.ts";
import { review as t } from "texts/review.ts";
import { TemplateName } from "../assistant/ConversationTitle.tsx";
import { isAnswering, lastLine } from "../assistant/exchanges.ts";
import type { Transcript } from "../assistant/transcript.ts";
import { useTranscript } from "./use_transcript.ts";
import type { ClassSession } from "../session/class_session.ts";
import { Button } from "../ui/Button.tsx";
import { AssistantIcon, ViewIcon, WarningIcon } from "../ui/icons.tsx";
import { Taker } from "./taking/Taker.tsx";
import { Plot } from "./Plot.tsx";
import { lately, wholly } from "./plot.ts";
import { shownSignals } from "./signal_kinds.ts";

/** What a tile shows, and does. */
export interface TileProps {
  readonly session: ClassSession | null;
  readonly name: string;
  readonly activity: StudentActivity | undefined;
  /** The prompt template that their conversation was begun from. */
  readonly template: string | undefined;
  readonly collect: boolean;
  readonly startsAt: number;
  readonly now: number;
  /** They are in a class that runs: only then is of interest how they are doing now. */
  readonly here: boolean;
  /** What of theirs calls a teacher (S-9). */
  readonly calls: readonly CallKey[];
  onView(): void;
  /** Left out: who looks cannot. */
  onSettle?: () => void;
}

/** So long a tile may be off the screen before its conversation is let go of (ms). */
const patience = 5_000;

/** The tile. */
export function StudentTile(props: TileProps) {
  const { session, name, activity, collect, startsAt, now, here } = props;
  const tile = useRef<HTMLDivElement>(null);
  const visible = useSignal(false);
  const conversation = collect ? activity?.conversation : undefined;

  useEffect(() => {
    let leave: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver((entries) => {
      clearTimeout(leave);
      if (entries.at(-1)?.isIntersecting) visible.value = true;
      else leave = setTimeout(() => visible.value = false, patience);
    });
    observer.observe(tile.current!);
    return () => {
      clearTimeout(leave);
      observer.disconnect();
    };
  }, []);
  const shown = useTranscript(
    session,
    visible.value ? conversation : undefined,
  );

  const signals = shownSignals(activity, here);
  const counts = (here ? lately : wholly)(activity ?? {}, startsAt, now);
  const label = here
    ? recent.of({ name, lately: counts.reduce((sum, n) => sum + n, 0) })
    : t.board.plot({ name, count: activity?.turns ?? 0 });
  return (
    <div class="student-tile" ref={tile}>
      {signals.length > 0 && (
        <ul class="student-tile-signals">
          {signals.map((it) => (
            <li
              key={`${it.kind} ${it.for}`}
              class="badge"
              data-signal={it.kind}
              data-for={it.for}
            >
              {it.kind === "worrying" && <WarningIcon />}
              {wordsOf(it)}
            </li>
          ))}
        </ul>
      )}
      {conversation && props.template && <TemplateName name={props.template} />}
      {conversation && <LastLine transcript={shown} />}
      <p class="student-tile-figures quiet small">
        {asked(props)}
      </p>
      {activity && activity.turns > 0 && <Plot counts={counts} label={label} />}
      <div class="student-tile-actions">
        {conversation && (
          <Button
            look="small"
            aria-label={t.board.viewOf({ name })}
            onClick={props.onView}
          >
            <ViewIcon />
            {t.board.view}
          </Button>
        )}
        {props.onSettle && signals.some(({ kind }) => kind === "worrying") && (
          <Button
            look="small"
            aria-label={t.board.settleOf({ name })}
            onClick={props.onSettle}
          >
            {t.board.settle}
          </Button>
        )}
        {here &&
          props.calls.map((call) => (
            <Taker key={call} session={session} call={call} about={name} />
          ))}
      </div>
    </div>
  );
}

/** What a signal says. */
function wordsOf({ kind, for: what }: StudentSignal): string {
  return kind === "waiting"
    ? waitsFor[what ?? "answer"]
    : t.board.signals[kind];
}

/** The end of the conversation; what was there last stays while it is not open. */
function LastLine({ transcript }: { transcript: Transcript | null }) {
  const before = useRef("");
  const all = transcript?.exchanges.value ?? [];
  const writing = isAnswering(all);
  const line = before.current = lastLine(all) || before.current;
  return (
    <p class="student-tile-line small" data-writing={writing}>
      <span class="visually-hidden">
        {writing ? t.board.writing : t.board.last}
      </span>
      <AssistantIcon />
      <span class="brief">{line}</span>
    </p>
  );
}

/** How much they asked, and while the class runs when last. */
function asked({ activity, now, here }: TileProps): string {
  if (!activity?.turns) return here ? t.board.noQuestions : t.board.noneAsked;
  const count = activity.turns;
  return here
    ? t.board.questionsAgo({ count, ago: ago(activity.lastAt, now) })
    : t.board.questions({ count });
}

/** How long ago something was, in words. */
function ago(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return t.board.agoNow;
  return minutes < 60
    ? t.board.ago({ minutes })
    : t.board.hoursAgo({ hours: Math.floor(minutes / 60) });
}
