import { handler } from "./$index.ts";
import { localPath } from "../../../locales/local_path.ts";

export const handlers = handler({
  GET(ctx) {
    return ctx.redirect(localPath("/teacher/sessions"), 303);
  },
});
