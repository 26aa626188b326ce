import { makeAddExampleHandler } from "../../../(http)/_library.ts";
import { templateRequests } from "../../../(http)/_library_requests.ts";
import { handler } from "./$[n].ts";

export const handlers = handler({
  POST: makeAddExampleHandler("template", templateRequests),
});
