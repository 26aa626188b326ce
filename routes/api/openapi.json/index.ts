/** The API as an OpenAPI document: without data, so for anybody, and for pages of other sites too. */
import { answerRequest } from "../../(http)/_define_request.ts";
import { serverRequests } from "../../(http)/_server_requests.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: answerRequest(serverRequests.description, async () => {
    const { apiDocumentText } = await import("../../(openapi)/_document.ts");
    return new Response(apiDocumentText, {
      headers: {
        "content-type": "application/json",
        "content-security-policy": "default-src 'none'",
        "x-content-type-options": "nosniff",
        "access-control-allow-origin": "*",
        "cache-control": "public, max-age=300",
      },
    });
  }),
});
