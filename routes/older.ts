/** **Open the page anyway**: from now on an older browser gets the pages, which may not work there. */
import { setChoiceCookie } from "./(http)/_cookies.ts";
import { refererPath } from "./(http)/_referer.ts";
import { handler } from "./$older.ts";

export const handlers = handler({
  POST(ctx) {
    const response = ctx.redirect(refererPath(ctx.req), 303);
    setChoiceCookie(response.headers, "older", "open");
    return response;
  },
});
