import { getApp } from "../../classroom/app.ts";
import { accountRequests } from "../(http)/_account_requests.ts";
import { setSignInCookies } from "../(http)/_cookies.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { answerInLine, signInSource } from "../(http)/_fair_queue.ts";
import { handler } from "./$login.ts";

export const handlers = handler({
  POST: answerRequest(
    accountRequests.signIn,
    async ({ state, body, reply }) => {
      const ask = await body();
      return await answerInLine(state, "sign-in", async () => {
        const signIn = await getApp().accounts.signIn(ask, signInSource(state));
        const headers = new Headers();
        setSignInCookies(headers, state.origin, signIn);
        return reply(200, { teacher: signIn.teacher }, headers);
      });
    },
  ),
});
