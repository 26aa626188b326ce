/** `POST /api/sessions/:s/members/remove/undo`: takes the last removal of many back. */
import { z } from "zod";
import { theApp } from "../../../../../../classroom/app.ts";
import { readBody } from "../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    return Response.json(await theApp().membership.undoRemove(who));
  },
});
