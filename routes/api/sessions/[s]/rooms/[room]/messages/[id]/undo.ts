/** `POST /api/sessions/:s/rooms/:room/messages/:id/undo`: puts a message back that one has deleted a moment ago. */
import { z } from "zod";
import { theApp } from "../../../../../../../../classroom/app.ts";
import { readBody } from "../../../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../../../(http)/_staff.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    await theApp().moderation.undelete(who, params.room, params.id);
    return new Response(null, { status: 204 });
  },
});
