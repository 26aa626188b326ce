/** Whether this process is alive, and which version it is. */
import { version } from "../../classroom/version.ts";
import { handler } from "./$health.ts";

export const handlers = handler({
  GET() {
    return Response.json({ version });
  },
});
