import { makeUndoHandler } from "../../../(http)/_library.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: makeUndoHandler("quiz", ({ q }) => q),
});
