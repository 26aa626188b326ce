/** What the projector shows of the breakout sessions: how long they still last, and what the teacher said to all groups (B-11, B-13). */
import { untranslated } from "../ui/untranslated.ts";
import type {
  BreakoutsState,
  StoredBroadcast,
} from "../../classroom/model/groups.ts";
import { groups as t } from "texts/groups.ts";
import { countdownAt, roomsEndSoonMs } from "../groups/countdown.ts";
import { BroadcastIcon } from "../page/desk_icons.tsx";
import { Markdown } from "../markdown/Markdown.tsx";
import { writeClock } from "../ui/time.ts";
import "./desk.css";

/** So many broadcasts are on the wall: the latest. */
const mostBroadcasts = 2;
/** From so many characters on they are written smaller. */
const long = 160;

/** The countdown; nothing while there is none. */
export function WallTimer(
  { breakouts, now }: { breakouts: Partial<BreakoutsState>; now: number },
) {
  const countdown = countdownAt(breakouts, now);
  if (!countdown) return null;
  const { left, stops } = countdown;
  return (
    <p
      class="wall-timer figures"
      role="timer"
      data-soon={stops || left <= roomsEndSoonMs}
    >
      <span>{stops ? t.backIn : t.timeLeft}</span>
      <strong {...untranslated}>{writeClock(left)}</strong>
    </p>
  );
}

/** What was said to all groups, the newest on top; nothing while nothing was. */
export function WallBroadcasts(
  { broadcasts }: { broadcasts: readonly StoredBroadcast[] },
) {
  // One that was taken away has no words any more.
  const shown = broadcasts.filter(({ text }) => text !== "")
    .slice(-mostBroadcasts).reverse();
  const length = shown.reduce((sum, { text }) => sum + text.length, 0);
  return (
    <div
      role="status"
      class={shown.length > 0 ? "wall-said" : undefined}
      data-long={length > long}
    >
      {shown.length > 0 && (
        <h2>
          <BroadcastIcon />
          {t.broadcastBadge}
        </h2>
      )}
      {shown.map(({ broadcast, text }, n) => (
        <div key={broadcast} class={n > 0 ? "quiet" : undefined}>
          <Markdown text={text} />
        </div>
      ))}
    </div>
  );
}
