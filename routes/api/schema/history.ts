import { z } from "zod";
import { recordSchemas } from "../../../classroom/record/record_schema.ts";
import { validate } from "../../(http)/_body.ts";
import { recordParts } from "../../../exports/record.ts";
import { handler } from "./$history.ts";

const query = z.object({ part: z.enum(recordParts).default("chat") });

export const handlers = handler({
  GET({ url }) {
    const { part } = validate(Object.fromEntries(url.searchParams), query);
    return new Response(JSON.stringify(z.toJSONSchema(recordSchemas[part])), {
      headers: {
        "content-type": "application/schema+json",
        "x-content-type-options": "nosniff",
        "access-control-allow-origin": "*",
      },
    });
  },
});
