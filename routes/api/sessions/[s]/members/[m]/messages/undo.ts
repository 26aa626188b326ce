/** `POST /api/sessions/:s/members/:m/messages/undo`: puts back all that one has deleted of a student a moment ago. */
import { z } from "zod";
import { theApp } from "../../../../../../../classroom/app.ts";
import { readBody } from "../../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../../(http)/_staff.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    const restored = await theApp().bulkDeletion.undelete(who, params.m);
    return Response.json({ restored });
  },
});
