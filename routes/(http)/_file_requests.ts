import { defineRequest } from "./_define_request.ts";

export const addImageRequest = defineRequest("POST /api/images", "signed-in");

/** Defined by tus, and answered by its server, except `GET`, and `HEAD` without `Tus-Resumable`. */
export const fileRequests = [
  defineRequest("POST /api/files", "browser"),
  defineRequest("GET /api/files/:id", "browser"),
  defineRequest("HEAD /api/files/:id", "browser"),
  defineRequest("PATCH /api/files/:id", "browser"),
  defineRequest("DELETE /api/files/:id", "browser"),
] as const;
