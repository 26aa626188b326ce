/** `PATCH`, `DELETE /api/sessions/:s/members/:m`: rename or mute a member; remove one. */
import { theApp } from "../../../../../../classroom/app.ts";
import { changeMemberBody } from "../../../../../../classroom/people/member_changes.ts";
import { readBody } from "../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async PATCH({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, changeMemberBody);
    const member = await theApp().membership.change(who, params.m, ask);
    return Response.json({ member });
  },
  async DELETE({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    await theApp().membership.remove(who, params.m);
    return new Response(null, { status: 204 });
  },
});
