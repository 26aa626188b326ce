/** `DELETE /api/sessions/:s/help/:m`: lowers a help flag. */
import { theApp } from "../../../../../classroom/app.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$[m].ts";

export const handlers = handler({
  async DELETE({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    await theApp().breakouts.lowerHelp(who, params.m);
    return new Response(null, { status: 204 });
  },
});
