import { makeUndoHandler } from "../../../(http)/_library.ts";
import { quizRequests } from "../../../(http)/_library_requests.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: makeUndoHandler(
    "quiz",
    ({ q }: { q: string }) => q,
    quizRequests,
  ),
});
