import { undoOf } from "../../../(http)/_library.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({ POST: undoOf("template", ({ t }) => t) });
