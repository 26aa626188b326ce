/** Whether requests should be sent here; refused while the process stops or the KV does not answer. */
import { getApp } from "../../classroom/app.ts";
import { isKvAnswering } from "../../classroom/storage/storage.ts";
import { version } from "../../classroom/version.ts";
import { Refusal } from "../../sync/refusal.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { serverRequests } from "../(http)/_server_requests.ts";
import { handler } from "./$ready.ts";

const kvWithinMs = 1000;

export const handlers = handler({
  GET: answerRequest(serverRequests.ready, async () => {
    const { kv, stopping } = getApp();
    if (stopping || !await isKvAnswering(kv, kvWithinMs)) {
      throw new Refusal("storage-unavailable");
    }
    return Response.json({ version });
  }),
});
