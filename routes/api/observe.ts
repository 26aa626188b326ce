/** A teacher observes a colleague's class, or asks to (S-8). */
import { getApp } from "../../classroom/app.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { requestSource } from "../(http)/_join_cookies.ts";
import { joinRequestResponse } from "../(http)/_join_request.ts";
import { joiningRequests } from "../(http)/_joining_requests.ts";
import { handler } from "./$observe.ts";

export const handlers = handler({
  POST: answerRequest(
    joiningRequests.observe,
    async ({ teacher, state, body }) => {
      const ask = await body();
      const source = requestSource(state);
      const status = await getApp().joinRequests.requestJoin(
        teacher,
        ask,
        source,
      );
      return await joinRequestResponse(status, teacher, state);
    },
  ),
});
