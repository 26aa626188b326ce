import { makeAddExampleHandler } from "../../../(http)/_library.ts";
import { handler } from "./$[n].ts";

export const handlers = handler({ POST: makeAddExampleHandler("template") });
