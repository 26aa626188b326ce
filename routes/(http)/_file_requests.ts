import { z } from "zod";
import {
  namedIdSchema,
  nameSchema,
} from "../../classroom/model/result_schemas.ts";
import { bytes, defineRequest } from "./_define_request.ts";

const imageSchema = nameSchema(
  "Image",
  z.object({
    id: namedIdSchema,
    type: z.string(),
    size: z.int().describe("in bytes"),
    /** Absent: its bytes do not say how large it is. */
    width: z.int().optional(),
    height: z.int().optional(),
  }),
);

export const addImageRequest = defineRequest("POST /api/images", "signed-in", {
  201: z.object({ image: imageSchema }),
});

/** Defined by tus, and answered by its server, except `GET`, and `HEAD` without `Tus-Resumable`. */
export const fileRequests = [
  defineRequest("POST /api/files", "browser", { 201: null }),
  defineRequest("GET /api/files/:id", "browser", {
    200: { "*/*": bytes },
    206: { "*/*": bytes },
    304: null,
    416: null,
  }),
  defineRequest("HEAD /api/files/:id", "browser", {
    200: null,
    206: null,
    304: null,
    416: null,
  }),
  defineRequest("PATCH /api/files/:id", "browser", { 204: null }),
  defineRequest("DELETE /api/files/:id", "browser", { 204: null }),
] as const;
