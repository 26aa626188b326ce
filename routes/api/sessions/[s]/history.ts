/** `GET /api/sessions/:s/history`: the record, part by part. As yet as JSON. */
import { z } from "zod";
import { theApp } from "../../../../classroom/app.ts";
import {
  groupHistory,
  history,
  type Said,
} from "../../../../classroom/history.ts";
import type { Who } from "../../../../classroom/identity.ts";
import { submissions, transcripts } from "../../../../classroom/transcripts.ts";
import { check } from "../../../_body.ts";
import { ownerOf } from "../../../_staff.ts";
import { handler } from "./$history.ts";

const query = z.object({
  format: z.literal("json").default("json"),
  part: z.enum(["chat", "groups", "conversations", "submissions"])
    .default("chat"),
});

export const handlers = handler({
  async GET({ params, state, url }) {
    const { who } = await ownerOf(state, params.s);
    const { part } = check(Object.fromEntries(url.searchParams), query);
    return Response.json(await parts[part](who));
  },
});

const parts = {
  async chat(who: Who) {
    const rooms = await history(theApp().sync, who);
    return {
      rooms: rooms.map(roomAnswer),
      messages: rooms.flatMap(({ id, messages }) =>
        messages.map((said) => ({ room: id, ...withTimes(said) }))
      ),
    };
  },
  async groups(who: Who) {
    const { rooms, stays, openings } = await groupHistory(theApp().sync, who);
    return {
      rooms: rooms.map(roomAnswer),
      stays: stays.map(between),
      openings: openings.map(between),
    };
  },
  async conversations(who: Who) {
    const all = await Array.fromAsync(transcripts(theApp().sync, who));
    return { conversations: all };
  },
  async submissions(who: Who) {
    return { submissions: await submissions(theApp().sync, who) };
  },
};

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
