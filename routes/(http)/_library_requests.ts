import { z } from "zod";
import { trialBody } from "../../classroom/assistant/trials.ts";
import {
  changedQuizBody,
  changedTemplateBody,
  newQuizBody,
  newTemplateBody,
} from "../../classroom/library/resource_bodies.ts";
import { trialPieceSchema } from "../../classroom/model/resources/views.ts";
import {
  quizExportFormats,
  templateExportFormats,
} from "../../exports/library/export_formats.ts";
import { spreadsheetType } from "../../exports/spreadsheet.ts";
import { bytes, defineRequest } from "./_define_request.ts";
import * as result from "./_library_results.ts";

const listQuery = z.object({ part: z.enum(["all", "names"]).default("all") });

const quizFileQuery = z.object({
  format: z.enum(quizExportFormats).default(quizExportFormats[0]),
});

const quizFile = {
  200: {
    "application/json": z.looseObject({}),
    "text/csv": bytes,
    [spreadsheetType]: bytes,
    "text/plain": bytes,
  },
} as const;

export const quizRequests = {
  list: defineRequest(
    "GET /api/quizzes",
    "signed-in",
    { 200: result.quizList },
    { query: listQuery },
  ),
  add: defineRequest("POST /api/quizzes", "signed-in", { 201: result.quiz }, {
    body: newQuizBody,
  }),
  view: defineRequest("GET /api/quizzes/:q", "signed-in", { 200: result.quiz }),
  replace: defineRequest("PUT /api/quizzes/:q", "signed-in", {
    200: result.quiz,
  }, {
    body: changedQuizBody,
  }),
  remove: defineRequest("DELETE /api/quizzes/:q", "signed-in", { 204: null }),
  restore: defineRequest("POST /api/quizzes/:q/undo", "signed-in", {
    200: result.quiz,
  }),
  examples: defineRequest("GET /api/quizzes/examples", "signed-in", {
    200: result.quizExamples,
  }),
  addExample: defineRequest("POST /api/quizzes/examples/:n", "signed-in", {
    201: result.quiz,
  }),
  exportAll: defineRequest("GET /api/quizzes/export", "signed-in", quizFile, {
    query: quizFileQuery,
  }),
  exportOne: defineRequest(
    "GET /api/quizzes/:q/export",
    "signed-in",
    quizFile,
    {
      query: quizFileQuery,
    },
  ),
  import: defineRequest("POST /api/quizzes/import", "signed-in", {
    200: result.importedQuizzes,
    201: result.importedQuizzes,
  }),
} as const;

export const templateRequests = {
  list: defineRequest("GET /api/templates", "signed-in", {
    200: result.templateList,
  }, { query: listQuery }),
  add: defineRequest("POST /api/templates", "signed-in", {
    201: result.template,
  }, {
    body: newTemplateBody,
  }),
  view: defineRequest("GET /api/templates/:t", "signed-in", {
    200: result.template,
  }),
  replace: defineRequest("PUT /api/templates/:t", "signed-in", {
    200: result.template,
  }, {
    body: changedTemplateBody,
  }),
  remove: defineRequest("DELETE /api/templates/:t", "signed-in", { 204: null }),
  restore: defineRequest("POST /api/templates/:t/undo", "signed-in", {
    200: result.template,
  }),
  try: defineRequest("POST /api/templates/try", "signed-in", {
    200: { "application/x-ndjson": { lines: trialPieceSchema } },
  }, {
    body: trialBody,
  }),
  examples: defineRequest("GET /api/templates/examples", "signed-in", {
    200: result.templateExamples,
  }),
  addExample: defineRequest("POST /api/templates/examples/:n", "signed-in", {
    201: result.template,
  }),
  exportAll: defineRequest("GET /api/templates/export", "signed-in", {
    200: { "application/json": z.looseObject({}), "text/csv": bytes },
  }, {
    query: z.object({
      format: z.enum(templateExportFormats).default(templateExportFormats[0]),
    }),
  }),
  import: defineRequest("POST /api/templates/import", "signed-in", {
    200: result.importedTemplates,
    201: result.importedTemplates,
  }),
} as const;
