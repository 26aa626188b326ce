/** A new quiz: its page, which has its id from the start, so that nothing of it is lost before it is saved. */
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
