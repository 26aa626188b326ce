/** `POST /api/sessions/:s/members/remove`: puts out all students who joined since a moment (J-4), with what they wrote where that is asked for. */
import { theApp } from "../../../../../../classroom/app.ts";
import { removeSinceBody } from "../../../../../../classroom/people/bulk_removal.ts";
import { readBody } from "../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, removeSinceBody);
    return Response.json(await theApp().membership.removeSince(who, ask));
  },
});
