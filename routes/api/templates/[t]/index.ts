import { changedTemplateBody } from "../../../../classroom/library/resource_bodies.ts";
import { makeItemHandlers } from "../../../(http)/_library.ts";
import { handler } from "./$index.ts";

const { GET, PUT, DELETE } = makeItemHandlers(
  "template",
  ({ t }: { t: string }) => t,
  changedTemplateBody,
);

export const handlers = handler({
  GET,
  PUT,
  DELETE,
});
