import { changedQuizBody } from "../../../../classroom/library/resource_bodies.ts";
import { makeItemHandlers } from "../../../(http)/_library.ts";
import { handler } from "./$index.ts";

const { GET, PUT, DELETE } = makeItemHandlers(
  "quiz",
  ({ q }: { q: string }) => q,
  changedQuizBody,
);

export const handlers = handler({
  GET,
  PUT,
  DELETE,
});
