/** Classes as an iCalendar file (S-7), with times in UTC. */
import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { SessionView } from "../classroom/model/views.ts";
import { calendar as t } from "texts/sessions_calendar.ts";

type Dated = Pick<
  SessionView,
  | "id"
  | "name"
  | "code"
  | "link"
  | "startsAt"
  | "endsAt"
  | "hours"
  | "cancelled"
  | "revision"
>;

/**
 * An event has the same id in every file, and a higher number after a change, so that calendars move it. If all classes
 * are cancelled, the file is their cancellation. `link` is a full URL.
 */
export function writeCalendar(classes: readonly Dated[], now: number): string {
  const file = ical({
    prodId: { company: "Homeroom", product: "Homeroom" },
    method: classes.every(({ cancelled }) => cancelled)
      ? ICalCalendarMethod.CANCEL
      : ICalCalendarMethod.PUBLISH,
  });
  for (const session of classes) {
    const { id, name, code, link, cancelled, revision = 0, ...times } = session;
    const start = new Date(times.startsAt);
    // `endsAt` of a cancelled class is before its start.
    const end = cancelled
      ? new Date(start.getTime() + times.hours * 3_600_000)
      : new Date(times.endsAt);
    file.createEvent({
      id: `${id}@homeroom`,
      sequence: revision,
      start,
      end,
      stamp: new Date(now),
      summary: name,
      description: t.description({ code: spaced(code), link }),
      url: link,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  // Every line ends with CRLF, also the last.
  return `${file.toString().trimEnd()}\r\n`;
}

function spaced(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
