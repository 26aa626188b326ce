/** `POST /api/logout`: ends this browser's sign-in; its sockets close. */
import { theApp } from "../../classroom/app.ts";
import { cookieNames, dropCookie } from "../_cookies.ts";
import { handler } from "./$logout.ts";

export const handlers = handler({
  async POST({ state }) {
    await theApp().accounts.signOut(state.cookies.get(cookieNames.teacher));
    const headers = new Headers();
    dropCookie(headers, state.origin, cookieNames.teacher);
    return new Response(null, { status: 204, headers });
  },
});
