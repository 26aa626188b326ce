import { makeItemHandlers } from "../../../(http)/_library.ts";
import { quizRequests } from "../../../(http)/_library_requests.ts";
import { handler } from "./$index.ts";

const { GET, PUT, DELETE } = makeItemHandlers(
  "quiz",
  ({ q }: { q: string }) => q,
  quizRequests,
);

export const handlers = handler({
  GET,
  PUT,
  DELETE,
});
