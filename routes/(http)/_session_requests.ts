import { z } from "zod";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import { recordFormats, recordParts } from "../../exports/record_formats.ts";
import { defineRequest } from "./_define_request.ts";

const part = z.enum(recordParts).default("chat");

export const sessionRequests = {
  list: defineRequest("GET /api/sessions", "signed-in"),
  create: defineRequest("POST /api/sessions", "signed-in", {
    body: createSessionBody,
  }),
  history: defineRequest("GET /api/sessions/:s/history", "teacher", {
    query: z.object({ format: z.enum(recordFormats).default("json"), part }),
  }),
  export: defineRequest("GET /api/sessions/:s/export", "teacher"),
  recordSchema: defineRequest("GET /api/schema/history", "anybody", {
    query: z.object({ part }),
  }),
} as const;
