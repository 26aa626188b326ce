import { makeUndoHandler } from "../../../(http)/_library.ts";
import { templateRequests } from "../../../(http)/_library_requests.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: makeUndoHandler(
    "template",
    ({ t }: { t: string }) => t,
    templateRequests,
  ),
});
