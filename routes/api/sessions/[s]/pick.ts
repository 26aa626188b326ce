/** `POST`, `PATCH /api/sessions/:s/pick`: picks a student or a group; puts the name on Present. */
import {
  pickBody,
  showPickBody,
} from "../../../../classroom/resources/picks.ts";
import { forTeacherWith } from "../../../(http)/_owner.ts";
import { handler } from "./$pick.ts";

export const handlers = handler({
  POST: forTeacherWith(pickBody, async ({ app, who, body }) => ({
    picked: await app.picks.next(who, body),
  })),
  PATCH: forTeacherWith(
    showPickBody,
    ({ app, who, body }) => app.picks.show(who, body),
  ),
});
