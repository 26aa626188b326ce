/** `DELETE /api/sessions/:s/members/:m/messages`: deletes all that a student has said, in every room. */
import { theApp } from "../../../../../../../classroom/app.ts";
import { ownerOf } from "../../../../../../(http)/_staff.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  async DELETE({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    const deleted = await theApp().bulkDeletion.delete(who, params.m);
    return Response.json({ deleted });
  },
});
