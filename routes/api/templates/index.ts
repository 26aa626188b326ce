import { newTemplateBody } from "../../../classroom/library/resource_bodies.ts";
import { listHandlers } from "../../(http)/_library.ts";
import { handler } from "./$index.ts";

const { GET, POST } = listHandlers("template", "templates", newTemplateBody);

export const handlers = handler({
  GET,
  POST,
});
