import { makeExamplesHandler } from "../../../(http)/_library.ts";
import { quizRequests } from "../../../(http)/_library_requests.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: makeExamplesHandler("quiz", quizRequests),
});
