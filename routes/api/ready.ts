/** `GET /api/ready`: whether requests should be sent here; not while it goes down. */
import { theApp } from "../../classroom/app.ts";
import { Refusal } from "../../sync/refusal.ts";
import { version } from "../../classroom/version.ts";
import { handler } from "./$ready.ts";

export const handlers = handler({
  async GET() {
    const app = theApp();
    if (app.stopping) throw new Refusal("storage-unavailable");
    await app.kv.get(["account", "none"]);
    return Response.json({ version });
  },
});
