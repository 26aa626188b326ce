import type { QuizBody } from "../../classroom/library/resource_bodies.ts";
import type { QuizExportFormat } from "../../exports/library/export_formats.ts";
import {
  libraryFileHeaders,
  writeQuizzes,
} from "../../exports/library/library_files.ts";

export function quizFileResponse(
  quizzes: readonly QuizBody[],
  name: string,
  format: QuizExportFormat,
): Response {
  const body = writeQuizzes(quizzes, format);
  return new Response(body, { headers: libraryFileHeaders(name, format) });
}
