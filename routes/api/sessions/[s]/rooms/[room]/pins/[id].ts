/** `PUT`, `DELETE /api/sessions/:s/rooms/:room/pins/:id`: pins a message on top of its room; unpins it. */
import { z } from "zod";
import { theApp } from "../../../../../../../classroom/app.ts";
import { iso } from "../../../../../../../classroom/schema/times.ts";
import { readBody } from "../../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../../(http)/_staff.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  async PUT({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    const { moderation } = theApp();
    const { at, ...pin } = await moderation.pin(who, params.room, params.id);
    return Response.json({ pin: { ...pin, at: iso(at) } });
  },
  async DELETE({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    await theApp().moderation.unpin(who, params.room, params.id);
    return new Response(null, { status: 204 });
  },
});
