/** Ends this browser's sign-in, or with `everywhere` all of the teacher's; their sockets close. */
import { getApp } from "../../classroom/app.ts";
import { accountRequests } from "../(http)/_account_requests.ts";
import { cookieNames, deleteCookie } from "../(http)/_cookies.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { handler } from "./$logout.ts";

export const handlers = handler({
  POST: answerRequest(
    accountRequests.signOut,
    async ({ state, body, reply }) => {
      const { accounts } = getApp();
      const { everywhere } = await body();
      if (everywhere && state.teacher) {
        await accounts.signOutEverywhere(state.teacher);
      } else await accounts.signOut(state.cookies.get(cookieNames.teacher));
      const headers = new Headers();
      deleteCookie(headers, state.origin, cookieNames.teacher);
      return reply(204, null, headers);
    },
  ),
});
