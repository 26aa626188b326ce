/** `PATCH /api/sessions/:s/submissions/:id`: mark and comment for what was handed in. */
import { theApp } from "../../../../../classroom/app.ts";
import {
  grade,
  gradeBody,
} from "../../../../../classroom/monitoring/marking.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  async PATCH({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    const ask = await readBody(req, gradeBody);
    const submission = await grade(theApp().sync, who, params.id, ask);
    return Response.json({ submission });
  },
});
