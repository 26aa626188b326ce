import { defineRequest } from "./_define_request.ts";

export const serverRequests = {
  health: defineRequest("GET /api/health", "anybody"),
  ready: defineRequest("GET /api/ready", "anybody"),
  description: defineRequest("GET /api/openapi.json", "anybody"),
} as const;
