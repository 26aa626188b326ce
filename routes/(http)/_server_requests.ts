import { z } from "zod";
import { defineRequest } from "./_define_request.ts";

const version = z.object({ version: z.string() });

export const serverRequests = {
  health: defineRequest("GET /api/health", "anybody", { 200: version }),
  ready: defineRequest("GET /api/ready", "anybody", { 200: version }),
  description: defineRequest("GET /api/openapi.json", "anybody", {
    200: z.looseObject({}),
  }),
} as const;
