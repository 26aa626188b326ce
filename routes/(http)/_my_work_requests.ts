import { unlockBody } from "../../classroom/assistant/my_work.ts";
import { defineRequest } from "./_define_request.ts";

export const myWorkRequests = {
  list: defineRequest("GET /api/my", "browser"),
  conversation: defineRequest("GET /api/my/conversations/:c", "browser"),
  drawing: defineRequest("GET /api/my/drawings/:d", "browser"),
  unlock: defineRequest("POST /api/my/unlock", "browser", {
    body: unlockBody,
  }),
} as const;
