import { getApp } from "../../classroom/app.ts";
import { accountRequests } from "../(http)/_account_requests.ts";
import { setSignInCookies } from "../(http)/_cookies.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import {
  answerInLine,
  mailSource,
  signInSource,
} from "../(http)/_fair_queue.ts";
import { handler } from "./$teachers.ts";

export const handlers = handler({
  POST: answerRequest(
    accountRequests.signUp,
    async ({ state, body, reply }) => {
      const ask = await body();
      return await answerInLine(state, "sign-in", async () => {
        const signIn = await getApp().accounts.signUp(ask, signInSource(state));
        const headers = new Headers();
        setSignInCookies(headers, state.origin, signIn);
        const { teacher } = signIn;
        await getApp().mails?.sendConfirmation(teacher, mailSource(state));
        return reply(201, { teacher }, headers);
      });
    },
  ),
});
