import { signUpBody } from "../../classroom/accounts/account_bodies.ts";
import { getApp } from "../../classroom/app.ts";
import { readBody } from "../(http)/_body.ts";
import { setSignInCookies } from "../(http)/_cookies.ts";
import {
  answerInLine,
  mailSource,
  signInSource,
} from "../(http)/_fair_queue.ts";
import { handler } from "./$teachers.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, signUpBody);
    return await answerInLine(state, "sign-in", async () => {
      const signIn = await getApp().accounts.signUp(ask, signInSource(state));
      const headers = new Headers();
      setSignInCookies(headers, state.origin, signIn);
      const { teacher } = signIn;
      await getApp().mails?.sendConfirmation(teacher, mailSource(state));
      return Response.json({ teacher }, { status: 201, headers });
    });
  },
});
