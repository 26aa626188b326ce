/** `GET /api/sessions/:s/members`: everybody who is or was in it. */
import { theApp } from "../../../../../classroom/app.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    return Response.json({ members: await theApp().membership.members(who) });
  },
});
