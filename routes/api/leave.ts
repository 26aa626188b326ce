import { getApp } from "../../classroom/app.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { deleteJoinCookies, requestSource } from "../(http)/_join_cookies.ts";
import { joiningRequests } from "../(http)/_joining_requests.ts";
import { handler } from "./$leave.ts";

export const handlers = handler({
  POST: answerRequest(joiningRequests.leave, async ({ state, body, reply }) => {
    const { session, undo } = await body();
    const { leaving } = getApp();
    const from = requestSource(state);
    const left = undo
      ? await leaving.undoJoin(session, from)
      : await leaving.leave(session, from);
    const headers = new Headers();
    deleteJoinCookies(headers, state, left);
    return reply(204, null, headers);
  }),
});
