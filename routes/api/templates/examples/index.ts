import { makeExamplesHandler } from "../../../(http)/_library.ts";
import { handler } from "./$index.ts";

export const handlers = handler({ GET: makeExamplesHandler("template") });
