import { signInBody } from "../../classroom/accounts/account_bodies.ts";
import { theApp } from "../../classroom/app.ts";
import { readBody } from "../(http)/_body.ts";
import { setSignIn } from "../(http)/_cookies.ts";
import { answerInLine, signInSource } from "../(http)/_line.ts";
import { handler } from "./$login.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, signInBody);
    return await answerInLine(state, "sign-in", async () => {
      const signIn = await theApp().accounts.signIn(ask, signInSource(state));
      const headers = new Headers();
      setSignIn(headers, state.origin, signIn);
      return Response.json({ teacher: signIn.teacher }, { headers });
    });
  },
});
