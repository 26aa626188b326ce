/** Whether this process is alive, and its version; refused while it stops. */
import { getApp } from "../../classroom/app.ts";
import { version } from "../../classroom/version.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { serverRequests } from "../(http)/_server_requests.ts";
import { handler } from "./$health.ts";

export const handlers = handler({
  GET: answerRequest(serverRequests.health, ({ reply }) => {
    if (getApp().stopping) throw refusal("storage-unavailable");
    return reply(200, { version });
  }),
});
