import { z } from "zod";
import { trialBody } from "../../classroom/assistant/trials.ts";
import {
  changedQuizBody,
  changedTemplateBody,
  newQuizBody,
  newTemplateBody,
} from "../../classroom/library/resource_bodies.ts";
import {
  quizExportFormats,
  templateExportFormats,
} from "../../exports/library/export_formats.ts";
import { defineRequest } from "./_define_request.ts";

const listQuery = z.object({ part: z.enum(["all", "names"]).default("all") });

const quizFileQuery = z.object({
  format: z.enum(quizExportFormats).default(quizExportFormats[0]),
});

export const quizRequests = {
  list: defineRequest("GET /api/quizzes", "signed-in", { query: listQuery }),
  add: defineRequest("POST /api/quizzes", "signed-in", { body: newQuizBody }),
  view: defineRequest("GET /api/quizzes/:q", "signed-in"),
  replace: defineRequest("PUT /api/quizzes/:q", "signed-in", {
    body: changedQuizBody,
  }),
  remove: defineRequest("DELETE /api/quizzes/:q", "signed-in"),
  restore: defineRequest("POST /api/quizzes/:q/undo", "signed-in"),
  examples: defineRequest("GET /api/quizzes/examples", "signed-in"),
  addExample: defineRequest("POST /api/quizzes/examples/:n", "signed-in"),
  exportAll: defineRequest("GET /api/quizzes/export", "signed-in", {
    query: quizFileQuery,
  }),
  exportOne: defineRequest("GET /api/quizzes/:q/export", "signed-in", {
    query: quizFileQuery,
  }),
  import: defineRequest("POST /api/quizzes/import", "signed-in"),
} as const;

export const templateRequests = {
  list: defineRequest("GET /api/templates", "signed-in", { query: listQuery }),
  add: defineRequest("POST /api/templates", "signed-in", {
    body: newTemplateBody,
  }),
  view: defineRequest("GET /api/templates/:t", "signed-in"),
  replace: defineRequest("PUT /api/templates/:t", "signed-in", {
    body: changedTemplateBody,
  }),
  remove: defineRequest("DELETE /api/templates/:t", "signed-in"),
  restore: defineRequest("POST /api/templates/:t/undo", "signed-in"),
  try: defineRequest("POST /api/templates/try", "signed-in", {
    body: trialBody,
  }),
  examples: defineRequest("GET /api/templates/examples", "signed-in"),
  addExample: defineRequest("POST /api/templates/examples/:n", "signed-in"),
  exportAll: defineRequest("GET /api/templates/export", "signed-in", {
    query: z.object({
      format: z.enum(templateExportFormats).default(templateExportFormats[0]),
    }),
  }),
  import: defineRequest("POST /api/templates/import", "signed-in"),
} as const;
