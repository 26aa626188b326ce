import { z } from "zod";
import { recordSchemas } from "../../../classroom/record/record_schema.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { sessionRequests } from "../../(http)/_session_requests.ts";
import { handler } from "./$history.ts";

export const handlers = handler({
  GET: answerRequest(
    sessionRequests.recordSchema,
    ({ query: { part } }) =>
      new Response(JSON.stringify(z.toJSONSchema(recordSchemas[part])), {
        headers: {
          "content-type": "application/schema+json",
          "x-content-type-options": "nosniff",
          "access-control-allow-origin": "*",
        },
      }),
  ),
});
