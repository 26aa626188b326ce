/** `POST /api/sessions/:s/members/:m/merge`: this member and another one are one child (J-7). */
import { theApp } from "../../../../../../../classroom/app.ts";
import { mergeBody } from "../../../../../../../classroom/people/merging.ts";
import { readBody } from "../../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, mergeBody);
    const member = await theApp().membership.merge(who, params.m, ask);
    return Response.json({ member });
  },
});
