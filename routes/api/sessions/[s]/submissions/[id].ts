/** `PATCH /api/sessions/:s/submissions/:id`: mark and comment for what was handed in. */
import {
  grade,
  gradeBody,
} from "../../../../../classroom/monitoring/marking.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  PATCH: forTeacherWith(gradeBody, async ({ app, who, params, body }) => ({
    submission: await grade(app.sync, who, params.id, body),
  })),
});
