import { z } from "zod";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import { recordFormats, recordParts } from "../../exports/record_formats.ts";
import { spreadsheetType } from "../../exports/spreadsheet.ts";
import { sessionViewSchema } from "../../classroom/model/views.ts";
import { sessionResult } from "./_session_json.ts";
import { bytes, defineRequest } from "./_define_request.ts";

const part = z.enum(recordParts).default("chat");

export const sessionRequests = {
  list: defineRequest("GET /api/sessions", "signed-in", {
    200: z.object({ sessions: z.array(sessionViewSchema) }),
  }),
  create: defineRequest("POST /api/sessions", "signed-in", {
    201: sessionResult,
  }, {
    body: createSessionBody,
  }),
  history: defineRequest("GET /api/sessions/:s/history", "teacher", {
    200: {
      "application/json": z.looseObject({}),
      "text/markdown": bytes,
      "text/html": bytes,
      "text/csv": bytes,
      [spreadsheetType]: bytes,
    },
  }, {
    query: z.object({ format: z.enum(recordFormats).default("json"), part }),
  }),
  export: defineRequest("GET /api/sessions/:s/export", "teacher", {
    200: { "application/zip": bytes },
  }),
  recordSchema: defineRequest("GET /api/schema/history", "anybody", {
    200: { "application/schema+json": z.looseObject({}) },
  }, {
    query: z.object({ part }),
  }),
} as const;
