/** Classes for a calendar (S-7), as an iCalendar file: their times in UTC, and how one gets in. */
import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { SessionView } from "../classroom/schema/views.ts";
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
>;

/** The file; an event is the same one in every file, so that a moved class moves. `link` is a full address. */
export function calendarOf(classes: readonly Dated[], now: number): string {
  const file = ical({
    prodId: { company: "Homeroom", product: "Homeroom" },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const { id, name, code, link, cancelled, ...times } of classes) {
    const start = new Date(times.startsAt);
    // One that was cancelled ended before it was to begin.
    const end = cancelled
      ? new Date(start.getTime() + times.hours * 3_600_000)
      : new Date(times.endsAt);
    file.createEvent({
      id: `${id}@homeroom`,
      start,
      end,
      stamp: new Date(now),
      summary: name,
      description: t.description({ code: spaced(code), link }),
      url: link,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return file.toString();
}

function spaced(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
