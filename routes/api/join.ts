import { getApp } from "../../classroom/app.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { answerInLine } from "../(http)/_fair_queue.ts";
import { joinResponse, requestSource } from "../(http)/_join_cookies.ts";
import { joiningRequests } from "../(http)/_joining_requests.ts";
import { handler } from "./$join.ts";

export const handlers = handler({
  POST: answerRequest(joiningRequests.join, async ({ state, body }) => {
    const ask = await body();
    return await answerInLine(state, "join", async () => {
      const entry = await getApp().roster.join(ask, requestSource(state));
      return joinResponse(entry, state.origin);
    });
  }),
});
