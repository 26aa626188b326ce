/** Keeps the choice of colours in a cookie, which pages put on `<html>`, and goes back to where it was made. */
import { z } from "zod";
import { readForm } from "./(http)/_body.ts";
import { handler } from "./$theme.ts";

const posted = z.object({ theme: z.string().default("") });

export const handlers = handler({
  async POST(ctx) {
    const { theme } = await readForm(ctx.req, posted);
    const known = theme === "light" || theme === "dark";
    const response = ctx.redirect(whence(ctx.req), 303);
    const year = 365 * 24 * 60 * 60;
    response.headers.append(
      "set-cookie",
      `theme=${known ? theme : ""}; Path=/; Max-Age=${
        known ? year : 0
      }; SameSite=Lax; HttpOnly`,
    );
    return response;
  },
});

/** The page of ours that asked. A path that begins with two slashes would lead to another site. */
function whence(req: Request): string {
  const from = URL.parse(req.headers.get("referer") ?? "");
  if (from?.host !== req.headers.get("host")) return "/";
  return from.pathname.replace(/^\/+/, "/") + from.search;
}
