/** Redirects to a new quiz's page, whose id exists from the start, so that its draft is never lost. */
import { isId, newId } from "../../../../classroom/model/ids.ts";
import { localPath } from "../../../../locales/local_path.ts";
import { handler } from "./$new.ts";

export const handlers = handler({
  GET(ctx) {
    const from = ctx.url.searchParams.get("class") ?? "";
    const query = isId(from) ? `new&class=${from}` : "new";
    return ctx.redirect(localPath(`/teacher/quizzes/${newId()}?${query}`), 303);
  },
});
