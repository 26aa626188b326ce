import { changedTemplateBody } from "../../../../classroom/library/resource_bodies.ts";
import { itemHandlers } from "../../../(http)/_library.ts";
import { handler } from "./$index.ts";

const { GET, PUT, DELETE } = itemHandlers(
  "template",
  ({ t }: { t: string }) => t,
  changedTemplateBody,
);

export const handlers = handler({
  GET,
  PUT,
  DELETE,
});
