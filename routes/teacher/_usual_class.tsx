/** A class as it is where nothing is chosen (S-1): begun from the first page, or with the account that was made for it (N-3). */
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { theApp } from "../../classroom/app.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import { newId } from "../../classroom/model/ids.ts";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import { writeTime } from "../../components/ui/time.ts";
import { localPath, splitPath } from "../../locales/local_path.ts";
import { sessions as t } from "texts/sessions_portal.ts";
import { orRefused } from "../(http)/_problem.ts";

/** Where somebody wants to go who makes an account in order to start a class. */
export const startsNow = "/teacher/sessions/new?start";

/** Whether they do. */
export function isStart(next: string): boolean {
  return splitPath(next).rest === startsNow;
}

/** The name that a class has unless another is typed: short enough for the head of a phone’s page. */
export function usualName(zone: string, at = Date.now()): string {
  return t.usualName({ day: writeTime(at, "short", zone) });
}

/** For how long a form may have stood open before its class began (minutes). */
const longestOpen = 60;

/** Whether a class has the name that the form gave it: held again, it is another day's. */
export function hasUsualName(
  { name, startsAt }: Pick<SessionView, "name" | "startsAt">,
  zone: string,
): boolean {
  const began = Date.parse(startsAt);
  return Array.from({ length: longestOpen }, (_, n) => began - n * 60_000)
    .some((at) => usualName(zone, at) === name);
}

/** What the form of a new class sends where nothing is changed in it. */
export function UsualClass({ zone }: { zone: string }) {
  const fields = {
    form: newId(),
    name: usualName(zone),
    rejoin: "on",
    collect: "on",
    hours: bounds.hours.usual,
  };
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** Starts it; gives the address of its page, or null where it cannot be. */
export async function startUsual(
  teacher: Teacher,
  zone: string,
): Promise<string | null> {
  const made = await orRefused(() =>
    theApp().sessions.create(
      teacher,
      createSessionBody.parse({ name: usualName(zone), form: newId() }),
    )
  );
  return "done" in made ? localPath(`/teacher/sessions/${made.done.id}`) : null;
}
