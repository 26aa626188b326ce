import { changedQuizBody } from "../../../../classroom/library/resource_bodies.ts";
import { itemHandlers } from "../../../(http)/_library.ts";
import { handler } from "./$index.ts";

const { GET, PUT, DELETE } = itemHandlers(
  "quiz",
  ({ q }: { q: string }) => q,
  changedQuizBody,
);

export const handlers = handler({
  GET,
  PUT,
  DELETE,
});
