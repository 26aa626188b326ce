/** How the session stands: live, how long still, how many are online; a countdown in the last five minutes (S-4). */
import { bounds } from "../../../classroom/schema/bounds.ts";
import { crowd } from "texts/people_crowd.ts";
import { sessions } from "texts/sessions_portal.ts";
import { session as t } from "texts/sessions_live.ts";
import { lastMinutes } from "../class_page/last_minutes.ts";
import { writeClock } from "../../ui/time.ts";
import { LockIcon, PauseIcon, PeopleIcon, ViewIcon } from "../../ui/icons.tsx";
import type { LiveInfo } from "../../session/live.ts";
import "./StatusRow.css";

/** The row. */
export function StatusRow(props: {
  info: LiveInfo;
  now: number;
  online: number;
  all: number;
  /** When this was so, where nothing new comes in. */
  lastKnown: string | null;
  /** Who looks on, in words (S-8). */
  observing?: string;
}) {
  const { info, now } = props;
  const left = info.endsAt - now;
  const ceiling = info.mostStudents ?? bounds.students.usual;
  const soon = left <= lastMinutes;
  return (
    <ul class="status-row">
      <li>
        <span class="badge board">
          <span class="dot on" />
          {info.state === "ending" ? sessions.ending : sessions.live}
        </span>
      </li>
      {info.state === "active" && (
        <li>
          <span class={soon ? "badge chalk figures" : "figures"} role="timer">
            {t.left({ text: soon ? writeClock(left) : inWords(left) })}
          </span>
        </li>
      )}
      <li class="figures">
        {props.lastKnown === null
          ? t.count({ online: props.online, all: props.all })
          : t.lastKnown({ time: props.lastKnown })}
      </li>
      {props.observing && (
        <li class="status-mark">
          <ViewIcon />
          {props.observing}
        </li>
      )}
      {props.all >= ceiling && (
        <li class="status-mark">
          <PeopleIcon />
          {crowd.full({ ceiling })}
        </li>
      )}
      {info.joinLocked && (
        <li class="status-mark">
          <LockIcon />
          {t.locked}
        </li>
      )}
      {info.chatPaused && (
        <li class="status-mark">
          <PauseIcon />
          {t.chatIsPaused}
        </li>
      )}
      {info.assistantPaused && (
        <li class="status-mark">
          <PauseIcon />
          {t.assistantIsPaused}
        </li>
      )}
    </ul>
  );
}

function inWords(left: number): string {
  const minutes = Math.ceil(left / 60_000);
  return t.hoursLeft({
    hours: Math.floor(minutes / 60),
    minutes: minutes % 60,
  });
}
