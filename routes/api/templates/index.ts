import { makeListHandlers } from "../../(http)/_library.ts";
import { templateRequests } from "../../(http)/_library_requests.ts";
import { handler } from "./$index.ts";

const { GET, POST } = makeListHandlers(
  "template",
  "templates",
  templateRequests,
);

export const handlers = handler({
  GET,
  POST,
});
