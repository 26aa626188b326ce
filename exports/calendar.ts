/** Classes for a calendar (S-7), as an iCalendar file: their times in UTC, and how one gets in. */
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
 * The file; an event is the same one in every file, and a newer one has a higher number, so that a class that was moved
 * moves in calendars. Where all were cancelled, the file is their cancellation. `link` is a full address.
 */
export function calendarOf(classes: readonly Dated[], now: number): string {
  const file = ical({
    prodId: { company: "Homeroom", product: "Homeroom" },
    method: classes.every(({ cancelled }) => cancelled)
      ? ICalCalendarMethod.CANCEL
      : ICalCalendarMethod.PUBLISH,
  });
  for (const one of classes) {
    const { id, name, code, link, cancelled, revision = 0, ...times } = one;
    const start = new Date(times.startsAt);
    // One that was cancelled ended before it was to begin.
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
  // Every line ends so, the last one too.
  return `${file.toString().trimEnd()}\r\n`;
}

function spaced(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
