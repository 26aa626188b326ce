import { z } from "zod";
import {
  myConversationSchema,
  myWorkSchema,
  unlockBody,
} from "../../classroom/my/my_work.ts";
import { drawnShapeSchema } from "../../classroom/drawings/own_boards.ts";
import { defineRequest } from "./_define_request.ts";

export const myWorkRequests = {
  list: defineRequest("GET /api/my", "browser", { 200: myWorkSchema }),
  conversation: defineRequest("GET /api/my/conversations/:c", "browser", {
    200: z.object({ conversation: myConversationSchema }),
  }),
  drawing: defineRequest("GET /api/my/drawings/:d", "browser", {
    200: z.object({ marks: z.array(drawnShapeSchema) }),
  }),
  unlock: defineRequest("POST /api/my/unlock", "browser", { 204: null }, {
    body: unlockBody,
  }),
} as const;
