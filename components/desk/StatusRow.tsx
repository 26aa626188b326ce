/**
 * The state of the class: whether it runs, the time left, who is online; in the last five minutes a countdown
 * (S-4).
 */
import { untranslatedAttribute } from "../ui/untranslated.ts";
import type { ComponentType } from "preact";
import { bounds } from "../../classroom/model/bounds.ts";
import { desk } from "texts/desk.ts";
import { crowd } from "texts/people_crowd.ts";
import { sessions } from "texts/sessions_portal.ts";
import { session as t } from "texts/sessions_live.ts";
import { countdownShownMs } from "../sessions/last_minutes.ts";
import { formatClock } from "../../formats/format_time.ts";
import { AlertIcon, LockIcon, PauseIcon, PeopleIcon } from "../ui/icons.tsx";
import { ObserveIcon } from "../ui/later_icons.tsx";
import type { LiveClassInfo } from "../client/live_class.ts";
import "./desk.css";

export function StatusRow(props: {
  info: LiveClassInfo;
  now: { readonly value: number };
  online: number;
  all: number;
  /** While offline: when the data was last up to date; null: online. */
  lastKnown: string | null;
  observing?: string;
}) {
  const { info } = props;
  const left = info.endsAt - props.now.value;
  const ceiling = info.mostStudents ?? bounds.students.default;
  const isSoon = left <= countdownShownMs;
  const timeLeft = isSoon ? formatClock(left) : inWords(left);
  const { online, all } = props;
  return (
    <ul class="row loose status-row">
      <li class="row">
        <span class={props.lastKnown === null ? "dot on" : "dot"} />
        <span class="visually-hidden">
          {info.state === "ending" ? sessions.ending : sessions.live}
        </span>
        {info.state === "active" && (
          <span
            class={isSoon ? "badge highlight figures" : "figures"}
            role="timer"
            {...untranslatedAttribute}
          >
            <span class="visually-hidden">{t.left({ text: timeLeft })}</span>
            <span class="status-rest" aria-hidden="true">{timeLeft}</span>
            <span class="status-left" aria-hidden="true">
              {t.left({ text: timeLeft })}
            </span>
          </span>
        )}
      </li>
      <li class="row figures">
        <PeopleIcon />
        <span class="visually-hidden">{t.count({ online, all })}</span>
        <span aria-hidden="true">{desk.here({ online, all })}</span>
        {props.lastKnown !== null && (
          <span class="quiet">{t.lastKnown({ time: props.lastKnown })}</span>
        )}
      </li>
      {props.observing && (
        <StatusIcon Icon={ObserveIcon} says={props.observing} />
      )}
      {all >= ceiling && (
        <StatusIcon Icon={AlertIcon} says={crowd.full({ ceiling })} />
      )}
      {info.joinLocked && <StatusIcon Icon={LockIcon} says={t.locked} />}
      {info.chatPaused && <StatusIcon Icon={PauseIcon} says={t.chatIsPaused} />}
      {info.assistantPaused && (
        <StatusIcon Icon={PauseIcon} says={t.assistantIsPaused} />
      )}
    </ul>
  );
}

function StatusIcon({ Icon, says }: { Icon: ComponentType; says: string }) {
  return (
    <li class="status-mark" title={says}>
      <Icon />
      <span class="visually-hidden">{says}</span>
    </li>
  );
}

function inWords(left: number): string {
  const minutes = Math.ceil(left / 60_000);
  return t.hoursLeft({
    hours: Math.floor(minutes / 60),
    minutes: minutes % 60,
  });
}
