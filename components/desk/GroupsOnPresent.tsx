import { untranslatedAttribute } from "../ui/untranslated.ts";
import { broadcastsOnPresent } from "../../classroom/model/class_page_header.ts";
import type { StoredBroadcast } from "../../classroom/model/groups.ts";
import { groups as t } from "texts/groups.ts";
import {
  type CountdownView,
  nameOfCountdown,
  roomsEndSoonMs,
} from "../groups/countdown.ts";
import { BroadcastIcon } from "../page/desk_icons.tsx";
import { Markdown } from "../markdown/Markdown.tsx";
import { formatClock } from "../ui/time.ts";
import "./desk.css";

export function GroupsTimer(
  { countdown }: { countdown: CountdownView },
) {
  const { left, stops } = countdown;
  return (
    <p
      class="wall-timer figures"
      role="timer"
      data-soon={stops || left <= roomsEndSoonMs}
    >
      <span>{nameOfCountdown(countdown)}</span>
      <strong
        data-long={formatClock(left).length > 5}
        {...untranslatedAttribute}
      >
        {formatClock(left)}
      </strong>
    </p>
  );
}

export function GroupBroadcasts({ broadcasts, now }: {
  broadcasts: readonly StoredBroadcast[];
  /** The server's time (ms). */
  now: number;
}) {
  const shown = broadcastsOnPresent(broadcasts, now);
  return (
    <div
      role="status"
      class={shown.length > 0 ? "wall-said" : undefined}
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
