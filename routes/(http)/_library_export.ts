import type { QuizBody } from "../../classroom/library/resource_bodies.ts";
import type { QuizExportFormat } from "../../exports/library/export_formats.ts";
import {
  libraryFileHeaders,
  writeQuizzes,
} from "../../exports/library/library_files.ts";
import { streamParts } from "../../exports/stream_parts.ts";
import { logExportFailure } from "./_log.ts";

export function quizFileResponse(
  read: () => AsyncIterable<QuizBody> | Iterable<QuizBody>,
  name: string,
  format: QuizExportFormat,
): Response {
  const body = streamParts(writeQuizzes(read, format), logExportFailure);
  return new Response(body, { headers: libraryFileHeaders(name, format) });
}
