/** `DELETE /api/sessions/:s/rooms/:room/messages/:id`: deletes a message, whoever wrote it. */
import { theApp } from "../../../../../../../../classroom/app.ts";
import { ownerOf } from "../../../../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async DELETE({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    await theApp().moderation.delete(who, params.room, params.id);
    return new Response(null, { status: 204 });
  },
});
