/** **Open the page anyway**: from now on an older browser gets the pages, which may not work there. */
import { setChoice } from "./(http)/_cookies.ts";
import { whence } from "./(http)/_whence.ts";
import { handler } from "./$older.ts";

export const handlers = handler({
  POST(ctx) {
    const response = ctx.redirect(whence(ctx.req), 303);
    setChoice(response.headers, "older", "open");
    return response;
  },
});
