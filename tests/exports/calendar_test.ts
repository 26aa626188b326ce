/** S-7: the calendar file of a class, and of those that are repeated with it. */
import assert from "node:assert/strict";
import { writeCalendar } from "../../exports/calendar.ts";

const biology = {
  id: "abcdefgh12345678",
  name: "Biology; genes, 生物",
  code: "042917",
  link: "https://school.example/join?sessionCode=042917",
  startsAt: "2027-01-11T00:00:00.000Z",
  endsAt: "2027-01-11T02:30:00.000Z",
  hours: 2.5,
};

const lines = (text: string) => text.replaceAll("\r\n ", "").split("\r\n");

Deno.test("an event has UTC times, the link with the code, and the same id in every file (S-7)", () => {
  const text = lines(writeCalendar([biology], Date.UTC(2027, 0, 1)));
  for (
    const line of [
      "UID:abcdefgh12345678@homeroom",
      "DTSTAMP:20270101T000000Z",
      "DTSTART:20270111T000000Z",
      "DTEND:20270111T023000Z",
      "SUMMARY:Biology\\; genes\\, 生物",
      "URL;VALUE=URI:https://school.example/join?sessionCode=042917",
      "STATUS:CONFIRMED",
    ]
  ) assert(text.includes(line), line);
  const description = text.find((it) => it.startsWith("DESCRIPTION:"));
  assert(description?.includes("042 917"));
});

Deno.test("every line of the calendar file ends with CRLF, including the last (F19)", () => {
  const text = writeCalendar([biology], 0);
  assert(text.endsWith("END:VCALENDAR\r\n"));
  assert.equal(/(?<!\r)\n|\r(?!\n)|\r\n\r\n/.test(text), false);
});

Deno.test("a cancelled class is marked as cancelled at its planned time (S-7)", () => {
  const cancelled = { ...biology, cancelled: true as const };
  const early = { ...cancelled, endsAt: "2027-01-02T00:00:00.000Z" };
  const text = lines(writeCalendar([biology, early], 0));
  assert.equal(text.filter((it) => it === "BEGIN:VEVENT").length, 2);
  assert(text.includes("STATUS:CANCELLED"));
  assert.equal(text.filter((it) => it === "DTEND:20270111T023000Z").length, 2);
});
