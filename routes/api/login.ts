/** `POST /api/login`: signs in. */
import { signInAsk } from "../../classroom/accounts.ts";
import { theApp } from "../../classroom/app.ts";
import { readBody } from "../_body.ts";
import { cookieNames, setSignIn } from "../_cookies.ts";
import { handler } from "./$login.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, signInAsk);
    const device = state.cookies.get(cookieNames.device);
    const signIn = await theApp().accounts.signIn(ask, state.address, device);
    const headers = new Headers();
    setSignIn(headers, state.origin, signIn);
    return Response.json({ teacher: signIn.teacher }, { headers });
  },
});
