/** Ends this browser's sign-in, or with `everywhere` all of the teacher's; their sockets close. */
import { signOutBody } from "../../classroom/accounts/account_bodies.ts";
import { getApp } from "../../classroom/app.ts";
import { readBody } from "../(http)/_body.ts";
import { cookieNames, deleteCookie } from "../(http)/_cookies.ts";
import { handler } from "./$logout.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { accounts } = getApp();
    const { everywhere } = await readBody(req, signOutBody);
    if (everywhere && state.teacher) {
      await accounts.signOutEverywhere(state.teacher);
    } else await accounts.signOut(state.cookies.get(cookieNames.teacher));
    const headers = new Headers();
    deleteCookie(headers, state.origin, cookieNames.teacher);
    return new Response(null, { status: 204, headers });
  },
});
