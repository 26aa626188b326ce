import { makeItemHandlers } from "../../../(http)/_library.ts";
import { templateRequests } from "../../../(http)/_library_requests.ts";
import { handler } from "./$index.ts";

const { GET, PUT, DELETE } = makeItemHandlers(
  "template",
  ({ t }: { t: string }) => t,
  templateRequests,
);

export const handlers = handler({
  GET,
  PUT,
  DELETE,
});
