import type { ComponentChildren } from "preact";
import { bounds } from "../../../classroom/model/bounds.ts";
import { untranslatedAttribute } from "../../ui/untranslated.ts";
import type { WaitingEntry } from "../../../classroom/model/members.ts";
import { zoneOffsetMs } from "../../../formats/times.ts";
import { scheduled as t } from "texts/sessions_schedule.ts";
import { form as more } from "texts/sessions_class_form.ts";
import { sessions } from "texts/sessions_portal.ts";
import type { LiveClassInfo } from "../../client/live_class.ts";
import { formatTime, isTimeZone } from "../../../formats/format_time.ts";
import { formatTimeUntil } from "./time_until.ts";
import "./scheduled.css";
import { useEffect, useRef } from "preact/hooks";
import { earlyStudents as early } from "texts/sessions_early.ts";
import { session as words } from "texts/sessions_live.ts";
import { Button } from "../../ui/Button.tsx";

/**
 * When a scheduled class starts, and its waiting students, for all staff (S-7).
 *
 * @param isWaiting the class waits for something other than the time
 */
export function ScheduledStartCard(props: {
  info: LiveClassInfo;
  now: number;
  zone: string;
  requests: Readonly<Record<string, WaitingEntry>>;
  isWaiting: boolean;
  /** Resolves to false if refused; absent for observers. */
  onRefuse?: (refusedRequests: RefusedRequests) => Promise<boolean>;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const { info, now, zone, requests, isWaiting } = props;
  const { startsAt, endsAt } = info;
  // The time zone in which the start was chosen, if its clock differs.
  const startZone = info.zone && isTimeZone(info.zone) &&
      zoneOffsetMs(startsAt, info.zone) !== zoneOffsetMs(startsAt, zone)
    ? info.zone
    : null;
  return (
    <section class="card stack" aria-labelledby="starts-heading">
      <div class="scheduled-head spread">
        <div>
          <p>
            <span class="badge">{sessions.scheduled}</span>
          </p>
          <h2 id="starts-heading">
            {t.starts({ day: formatTime(startsAt, "day", zone) })}
          </h2>
          <p class="quiet">
            {t.until({ time: formatTime(endsAt, "hour", zone) })} ·{" "}
            {zone.replaceAll("_", " ")}
          </p>
          {startZone && (
            <p class="quiet">
              {more.inZone({
                zone: startZone.replaceAll("_", " "),
                day: formatTime(startsAt, "day", startZone),
              })}
            </p>
          )}
        </div>
        {!isWaiting && (
          <p
            class="scheduled-left figures"
            role="timer"
            {...untranslatedAttribute}
          >
            {formatTimeUntil(startsAt - now)}
          </p>
        )}
      </div>
      {props.actions}
      <EarlyStudents requests={requests} onRefuse={props.onRefuse} />
      {props.children}
    </section>
  );
}

/** The requests to refuse: the one with this id, or those of unknown students (`strangers`), or all. */
export type RefusedRequests = { id: string } | {
  strangers?: true;
  count: number;
};

function EarlyStudents({ requests, onRefuse }: {
  requests: Readonly<Record<string, WaitingEntry>>;
  onRefuse?: (refusedRequests: RefusedRequests) => Promise<boolean>;
}) {
  const waiting = Object.entries(requests)
    .filter(([, { kind }]) => kind === "start")
    .sort(([, a], [, b]) => a.at - b.at);
  const count = waiting.length;
  const strangers = waiting.filter(([, { known }]) => !known).length;
  const box = useRef<HTMLDivElement>(null);
  /** The index of the focused button; -1: none. If it disappears, its neighbour takes the focus. */
  const focused = useRef(-1);
  useEffect(() => {
    const index = focused.current;
    focused.current = -1;
    if (index < 0 || box.current?.contains(document.activeElement)) return;
    const buttons = box.current?.querySelectorAll<HTMLElement>("button") ?? [];
    (buttons[Math.min(index, buttons.length - 1)] ?? box.current)?.focus();
  }, [count]);

  const refuse = async (refusedRequests: RefusedRequests) => {
    const buttons = [...box.current?.querySelectorAll("button") ?? []];
    const index = buttons.findIndex((it) => it === document.activeElement);
    focused.current = index;
    if (!await onRefuse?.(refusedRequests)) focused.current = -1;
  };
  return (
    <div class="early-students stack tight" ref={box} tabIndex={-1}>
      <div class="spread">
        <p role="status" class={count === 0 ? "quiet" : undefined}>
          {count === 0 ? t.nobodyEarly : t.early({ count })}
        </p>
        {onRefuse && count > 1 && (
          <div class="actions">
            {strangers > 1 && strangers < count && (
              <Button
                look="small"
                aria-describedby="early-new"
                onClick={() => refuse({ strangers: true, count: strangers })}
              >
                {early.refuseNew}
              </Button>
            )}
            <Button look="small" onClick={() => refuse({ count })}>
              {words.refuseAll}
            </Button>
          </div>
        )}
      </div>
      {count > 0 && (
        <ul>
          {waiting.map(([id, { name }]) => (
            <li key={id}>
              <span>{name}</span>
              {onRefuse && (
                <Button
                  look="small bare"
                  aria-label={words.answerTo({ answer: words.refuse, name })}
                  onClick={() => refuse({ id })}
                >
                  {words.refuse}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {onRefuse && count > 0 && (
        <p class="small quiet">
          {early.hint({ minutes: bounds.refusedMinutes })}
          {strangers > 1 && strangers < count && (
            <>
              {" "}
              <span id="early-new">{early.refuseNewHint}</span>
            </>
          )}
        </p>
      )}
    </div>
  );
}
