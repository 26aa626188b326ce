import { newTemplateBody } from "../../../classroom/library/resource_bodies.ts";
import { makeListHandlers } from "../../(http)/_library.ts";
import { handler } from "./$index.ts";

const { GET, POST } = makeListHandlers(
  "template",
  "templates",
  newTemplateBody,
);

export const handlers = handler({
  GET,
  POST,
});
