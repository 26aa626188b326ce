import { signUpBody } from "../../classroom/accounts/account_bodies.ts";
import { theApp } from "../../classroom/app.ts";
import { readBody } from "../(http)/_body.ts";
import { setSignIn } from "../(http)/_cookies.ts";
import { answerInLine, mailSource, signInSource } from "../(http)/_line.ts";
import { handler } from "./$teachers.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, signUpBody);
    return await answerInLine(state, "sign-in", async () => {
      const signIn = await theApp().accounts.signUp(ask, signInSource(state));
      const headers = new Headers();
      setSignIn(headers, state.origin, signIn);
      const { teacher } = signIn;
      await theApp().mails?.confirm(teacher, mailSource(state));
      return Response.json({ teacher }, { status: 201, headers });
    });
  },
});
