/** A class with default settings (S-1), started from the first page or with a new account (N-3). */
import { minuteMs } from "../../formats/times.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { getApp } from "../../classroom/app.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { newId } from "../../classroom/model/ids.ts";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import { formatTime } from "../../formats/format_time.ts";
import { localPath, splitPath } from "../../locales/local_path.ts";
import { sessions as t } from "texts/sessions_portal.ts";
import { catchRefusal } from "../(http)/_problem.ts";

/** The `next` of a sign-up by **Start a class**: the sign-up then starts the class. */
export const startNowPath = "/teacher/sessions/new?start";

export function isStartNowPath(next: string): boolean {
  return splitPath(next).path === startNowPath;
}

/** The default name, short enough for the head of a phone's page. */
export function defaultClassName(zone: string, timeMs = Date.now()): string {
  return t.usualName({ day: formatTime(timeMs, "short", zone) });
}

/** Minutes that a form may have been open before its class began. */
const maxFormMinutes = 60;

/** Whether a class has the default name for the time its form was opened; a restarted one then gets a new name. */
export function hasDefaultName(
  { name, startsAt }: Pick<SessionView, "name" | "startsAt">,
  zone: string,
): boolean {
  const began = Date.parse(startsAt);
  return Array.from({ length: maxFormMinutes }, (_, n) => began - n * minuteMs)
    .some((at) => defaultClassName(zone, at) === name);
}

/** Hidden fields, as the unchanged form for a new class sends them. */
export function StartNowForm({ zone }: { zone: string }) {
  const fields = {
    form: newId(),
    name: defaultClassName(zone),
    rejoin: "on",
    collect: "on",
    hours: bounds.hours.default,
  };
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** Starts a class with default settings; returns the path of its page, or null if it was refused. */
export async function startDefaultClass(
  teacher: Teacher,
  zone: string,
): Promise<string | null> {
  const result = await catchRefusal(() =>
    getApp().sessions.create(
      teacher,
      createSessionBody.parse({ name: defaultClassName(zone), form: newId() }),
    )
  );
  return "done" in result
    ? localPath(`/teacher/sessions/${result.done.id}`)
    : null;
}
