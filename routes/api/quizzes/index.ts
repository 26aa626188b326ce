import { newQuizBody } from "../../../classroom/library/resource_bodies.ts";
import { listHandlers } from "../../(http)/_library.ts";
import { handler } from "./$index.ts";

const { GET, POST } = listHandlers("quiz", "quizzes", newQuizBody);

export const handlers = handler({
  GET,
  POST,
});
