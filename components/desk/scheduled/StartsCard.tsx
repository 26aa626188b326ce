/** What all of the staff see of a class that has not begun (S-7): when it starts, how long that is, who waits already. */
import type { ComponentChildren } from "preact";
import type { Waiting } from "../../../classroom/model/members.ts";
import { offsetOf } from "../../../classroom/model/times.ts";
import { scheduled as t } from "texts/sessions_schedule.ts";
import { form as more } from "texts/sessions_class_form.ts";
import { sessions } from "texts/sessions_portal.ts";
import type { LiveInfo } from "../../client/live.ts";
import { isZone, writeTime } from "../../ui/time.ts";
import { EarlyStudents, type Refused } from "./EarlyStudents.tsx";
import { writeUntil } from "./until.ts";
import "./scheduled.css";

/** The card. `waits`: it is not the time that it waits for. */
export function StartsCard(props: {
  info: LiveInfo;
  now: number;
  zone: string;
  requests: Readonly<Record<string, Waiting>>;
  waits: boolean;
  /** Of a teacher, as in {@link EarlyStudents}. */
  onRefuse?: (whom: Refused) => Promise<boolean>;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const { info, now, zone, requests, waits } = props;
  const { startsAt, endsAt } = info;
  // Those who chose the time thought of it by these clocks.
  const there = info.zone && isZone(info.zone) &&
      offsetOf(startsAt, info.zone) !== offsetOf(startsAt, zone)
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
            {t.starts({ day: writeTime(startsAt, "day", zone) })}
          </h2>
          <p class="quiet">
            {t.until({ time: writeTime(endsAt, "hour", zone) })} ·{" "}
            {zone.replaceAll("_", " ")}
          </p>
          {there && (
            <p class="quiet">
              {more.inZone({
                zone: there.replaceAll("_", " "),
                day: writeTime(startsAt, "day", there),
              })}
            </p>
          )}
        </div>
        {!waits && (
          <p class="scheduled-left figures" role="timer">
            {writeUntil(startsAt - now)}
          </p>
        )}
      </div>
      {props.actions}
      <EarlyStudents requests={requests} onRefuse={props.onRefuse} />
      {props.children}
    </section>
  );
}
