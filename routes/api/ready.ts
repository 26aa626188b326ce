/** Whether requests should be sent here; refused while the process stops, or the KV does not answer or takes no writes. */
import { getApp } from "../../classroom/app.ts";
import { isKvAnswering } from "../../classroom/storage/storage.ts";
import { version } from "../../classroom/version.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { serverRequests } from "../(http)/_server_requests.ts";
import { handler } from "./$ready.ts";

const kvWithinMs = 1000;

export const handlers = handler({
  GET: answerRequest(serverRequests.ready, async ({ reply }) => {
    const { kv, storageHealth, stopping } = getApp();
    const answers = await Promise.all([
      isKvAnswering(kv, kvWithinMs),
      storageHealth.isWritable(kvWithinMs),
    ]);
    if (stopping || answers.includes(false)) {
      throw refusal("storage-unavailable");
    }
    return reply(200, { version });
  }),
});
