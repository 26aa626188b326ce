import { newQuizBody } from "../../../classroom/library/resource_bodies.ts";
import { makeListHandlers } from "../../(http)/_library.ts";
import { handler } from "./$index.ts";

const { GET, POST } = makeListHandlers("quiz", "quizzes", newQuizBody);

export const handlers = handler({
  GET,
  POST,
});
