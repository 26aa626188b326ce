/** The parts `groups` (B-16) and `attendance` (M-3) of the record: who was where and when, and who took part. */
import { groupHistory } from "../classroom/groups/group_history.ts";
import { attendance as attend } from "../classroom/record/session_record.ts";
import { iso } from "../classroom/model/times.ts";
import { groupName } from "../locales/group_names.ts";
import { record as t } from "texts/record.ts";
import { type Cell, csvTime } from "./csv_format.ts";
import { nameOf, roomAnswer } from "./chat.ts";
import { day, mapped, type Part, type Reader, table } from "./part.ts";

/** Makes the part `groups`. */
export async function groups({ app, who, zone }: Reader): Promise<Part> {
  const { rooms, stays, openings } = await groupHistory(
    app.sync,
    who,
    Date.now(),
  );
  const shown = new Map(rooms.map((room) => [room.id, nameOf(room)]));
  const until = (at: number | null) =>
    at === null ? t.stillThere : csvTime(at, zone);
  const columns = [
    t.columns.room,
    t.columns.name,
    t.columns.from({ zone }),
    t.columns.until({ zone }),
  ];
  const rows = () =>
    mapped(stays, (it): Cell[] => [
      shown.get(it.room) ?? groupName({ name: it.roomName }),
      it.name,
      csvTime(it.from, zone),
      until(it.until),
    ]);
  return {
    head: { rooms: rooms.map(roomAnswer), openings: openings.map(between) },
    list: "stays",
    items: () => mapped(stays, between),
    columns,
    rows,
    async *pieces() {
      if (stays.length === 0) yield { kind: "remark", text: t.nothing };
      else yield* table(columns, rows());
      for (const { from, until } of openings) {
        const text = t.span({
          from: day(from, zone),
          until: until === null ? t.stillThere : day(until, zone),
        });
        yield { kind: "labelled", label: t.open, text };
      }
    },
  };
}

/** Makes the part `attendance`. Missing times are not invented. */
export async function attendance({ app, who, zone }: Reader): Promise<Part> {
  const all = await attend(app.sync, who, Date.now());
  const columns = [
    t.columns.name,
    t.columns.role,
    t.columns.joined({ zone }),
    t.columns.left({ zone }),
    t.columns.minutes,
    t.columns.lastWrote({ zone }),
    t.columns.messages,
    t.columns.questions,
    t.columns.handedIn,
    t.columns.checks,
    t.columns.removed,
  ];
  const rows = () =>
    mapped(all, (it): Cell[] => [
      it.name,
      t.roles[it.role],
      csvTime(it.in, zone),
      it.out !== null
        ? csvTime(it.out, zone)
        : it.minutes !== null
        ? t.stillThere
        : t.notRecorded,
      it.minutes ?? "",
      csvTime(it.lastWrote, zone),
      it.messages,
      it.questions,
      it.answers,
      it.checks,
      it.removed ? t.yes : "",
    ]);
  return {
    head: {},
    list: "attendance",
    items: () => mapped(all, (it) => it),
    columns,
    rows,
    async *pieces() {
      yield { kind: "remark", text: t.howAttendance };
      yield* table(columns, rows());
    },
  };
}

function between<T extends { from: number; until: number | null }>(it: T) {
  const until = it.until === null ? null : iso(it.until);
  return { ...it, from: iso(it.from), until };
}
