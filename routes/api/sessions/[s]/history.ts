/** `GET /api/sessions/:s/history`: the record as JSON; `part` says of what: the chat, or who was in which group when. */
import { z } from "zod";
import { theApp } from "../../../../classroom/app.ts";
import {
  groupHistory,
  history,
  type Said,
} from "../../../../classroom/history.ts";
import { check } from "../../../_body.ts";
import { ownerOf } from "../../../_staff.ts";
import { handler } from "./$history.ts";

const query = z.object({
  format: z.literal("json").default("json"),
  part: z.enum(["chat", "groups"]).default("chat"),
});

export const handlers = handler({
  async GET({ params, state, url }) {
    const { who } = await ownerOf(state, params.s);
    const { part } = check(Object.fromEntries(url.searchParams), query);
    const { sync } = theApp();
    if (part === "groups") {
      const { rooms, stays, openings } = await groupHistory(sync, who);
      return Response.json({
        rooms: rooms.map(roomAnswer),
        stays: stays.map(between),
        openings: openings.map(between),
      });
    }
    const rooms = await history(sync, who);
    return Response.json({
      rooms: rooms.map(roomAnswer),
      messages: rooms.flatMap(({ id, messages }) =>
        messages.map((said) => ({ room: id, ...withTimes(said) }))
      ),
    });
  },
});

function roomAnswer(
  { id, name, archivedAt }: {
    id: string;
    name: string | null;
    archivedAt: number | null;
  },
) {
  return { id, name, ...(archivedAt && { archivedAt: time(archivedAt) }) };
}

function between<T extends { from: number; until: number | null }>(it: T) {
  const until = it.until === null ? null : time(it.until);
  return { ...it, from: time(it.from), until };
}

function withTimes({ at, editedAt, ...said }: Said) {
  return {
    ...said,
    at: time(at),
    ...(editedAt && { editedAt: time(editedAt) }),
  };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
