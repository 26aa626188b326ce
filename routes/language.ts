/** Stores the chosen language and returns to the same page in it. */
import { z } from "zod";
import { languages } from "texts/languages.ts";
import { localPath, splitPath } from "../locales/local_path.ts";
import { readForm } from "./(http)/_body.ts";
import { setChoiceCookie } from "./(http)/_cookies.ts";
import { refererPath } from "./(http)/_referer.ts";
import { handler } from "./$language.ts";

const posted = z.object({ language: z.string().max(100).default("") });

export const handlers = handler({
  async POST(ctx) {
    const { language } = await readForm(ctx, posted);
    const choice = languages.find(({ tag }) => tag === language);
    const from = new URL(refererPath(ctx.req), ctx.url);
    // The rest of `/zh//elsewhere` must not lead to another site.
    const path = splitPath(from.pathname).path.replace(/^\/+/, "/");
    if (!choice) return ctx.redirect(localPath(path + from.search), 303);
    const response = ctx.redirect(choice.path + path + from.search, 303);
    setChoiceCookie(response.headers, "language", choice.tag);
    return response;
  },
});
