/** `POST /api/templates/examples/:n`: an example becomes one of the teacher's own prompt templates. */
import { exampleTaken } from "../../../(http)/_library.ts";
import { handler } from "./$[n].ts";

export const handlers = handler({ POST: exampleTaken("template") });
