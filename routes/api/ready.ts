/** `GET /api/ready`: whether requests should be sent here; not while it goes down or the KV keeps silent. */
import { theApp } from "../../classroom/app.ts";
import { kvAnswers } from "../../classroom/storage/storage.ts";
import { version } from "../../classroom/version.ts";
import { Refusal } from "../../sync/refusal.ts";
import { handler } from "./$ready.ts";

/** How long the KV may take to answer, in ms. */
const kvWithinMs = 1000;

export const handlers = handler({
  async GET() {
    const { kv, stopping } = theApp();
    if (stopping || !await kvAnswers(kv, kvWithinMs)) {
      throw new Refusal("storage-unavailable");
    }
    return Response.json({ version });
  },
});
