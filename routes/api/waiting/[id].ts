/** The status of a person who waits; `POST` joins as new instead. */
import { getApp } from "../../../classroom/app.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { joinResponse, requestSource } from "../../(http)/_join_cookies.ts";
import { joinRequestResponse } from "../../(http)/_join_request.ts";
import { joiningRequests } from "../../(http)/_joining_requests.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  GET: answerRequest(joiningRequests.waitStatus, async ({ params, state }) => {
    const { joinRequests } = getApp();
    const knock = await joinRequests.status(state.teacher, params.id);
    if (knock && state.teacher) {
      return joinRequestResponse(knock, state.teacher, state);
    }
    const entry = await getApp().roster.waitStatus(
      params.id,
      requestSource(state),
    );
    return joinResponse(entry, state.origin);
  }),
  POST: answerRequest(
    joiningRequests.joinAsNew,
    async ({ params, state, body }) => {
      await body();
      const entry = await getApp().roster.joinAsNew(
        params.id,
        requestSource(state),
      );
      return joinResponse(entry, state.origin);
    },
  ),
});
