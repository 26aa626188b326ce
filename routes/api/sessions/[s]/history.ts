/** `GET /api/sessions/:s/history`: the record. As yet the chat, as JSON. */
import { z } from "zod";
import { theApp } from "../../../../classroom/app.ts";
import { history, type Said } from "../../../../classroom/history.ts";
import { check } from "../../../_body.ts";
import { ownerOf } from "../../../_staff.ts";
import { handler } from "./$history.ts";

const query = z.object({
  format: z.literal("json").default("json"),
  part: z.literal("chat").default("chat"),
});

export const handlers = handler({
  async GET({ params, state, url }) {
    const { who } = await ownerOf(state, params.s);
    check(Object.fromEntries(url.searchParams), query);
    const rooms = await history(theApp().sync, who);
    return Response.json({
      rooms: rooms.map(({ id, name }) => ({ id, name })),
      messages: rooms.flatMap(({ id, messages }) =>
        messages.map((said) => ({ room: id, ...withTimes(said) }))
      ),
    });
  },
});

function withTimes({ at, editedAt, ...said }: Said) {
  return {
    ...said,
    at: new Date(at).toISOString(),
    ...(editedAt && { editedAt: new Date(editedAt).toISOString() }),
  };
}
