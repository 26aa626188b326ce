/** Stores the chosen theme, which pages set on `<html>`, and returns to the page. */
import { z } from "zod";
import { readForm } from "./(http)/_body.ts";
import { setChoiceCookie } from "./(http)/_cookies.ts";
import { refererPath } from "./(http)/_referer.ts";
import { handler } from "./$theme.ts";

const posted = z.object({ theme: z.string().max(100).default("") });

export const handlers = handler({
  async POST(ctx) {
    const { theme } = await readForm(ctx, posted);
    const isTheme = theme === "light" || theme === "dark";
    const response = ctx.redirect(refererPath(ctx.req), 303);
    setChoiceCookie(response.headers, "theme", isTheme ? theme : "");
    return response;
  },
});
