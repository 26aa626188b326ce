import { makeListHandlers } from "../../(http)/_library.ts";
import { quizRequests } from "../../(http)/_library_requests.ts";
import { handler } from "./$index.ts";

const { GET, POST } = makeListHandlers("quiz", "quizzes", quizRequests);

export const handlers = handler({
  GET,
  POST,
});
