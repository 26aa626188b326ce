import { signInBody } from "../../classroom/accounts/account_bodies.ts";
import { getApp } from "../../classroom/app.ts";
import { readBody } from "../(http)/_body.ts";
import { setSignInCookies } from "../(http)/_cookies.ts";
import { answerInLine, signInSource } from "../(http)/_fair_queue.ts";
import { handler } from "./$login.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, signInBody);
    return await answerInLine(state, "sign-in", async () => {
      const signIn = await getApp().accounts.signIn(ask, signInSource(state));
      const headers = new Headers();
      setSignInCookies(headers, state.origin, signIn);
      return Response.json({ teacher: signIn.teacher }, { headers });
    });
  },
});
