/** `POST /api/quizzes/examples/:n`: an example becomes one of the teacher's own quizzes. */
import { exampleTaken } from "../../../(http)/_library.ts";
import { handler } from "./$[n].ts";

export const handlers = handler({ POST: exampleTaken("quiz") });
