/** Keeps the choice of colours in a cookie, which pages put on `<html>`, and goes back to where it was made. */
import { handler } from "./$theme.ts";

export const handlers = handler({
  async POST(ctx) {
    const chosen = new URLSearchParams(await ctx.req.text()).get("theme") ?? "";
    const known = chosen === "light" || chosen === "dark";
    const from = URL.parse(ctx.req.headers.get("referer") ?? "");
    const back = from?.host === ctx.req.headers.get("host")
      ? from.pathname + from.search
      : "/";
    const response = ctx.redirect(back, 303);
    const year = 365 * 24 * 60 * 60;
    response.headers.append(
      "set-cookie",
      `theme=${known ? chosen : ""}; Path=/; Max-Age=${
        known ? year : 0
      }; SameSite=Lax; HttpOnly`,
    );
    return response;
  },
});
