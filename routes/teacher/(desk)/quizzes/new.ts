/** A new quiz: its page, which has its id from the start, so that nothing of it is lost before it is saved. */
import { newId } from "../../../../classroom/model/ids.ts";
import { localPath } from "../../../../locales/local_path.ts";
import { handler } from "./$new.ts";

export const handlers = handler({
  GET(ctx) {
    const path = localPath(`/teacher/quizzes/${newId()}?new`);
    return ctx.redirect(path, 303);
  },
});
