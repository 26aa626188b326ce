import type { QuizBody } from "../../classroom/library/resource_bodies.ts";
import type { Fault } from "../../classroom/model/faults.ts";
import { Refusal } from "../../sync/refusal.ts";
import {
  libraryFileHeaders,
  type QuizExportFormat,
  quizExportFormats,
  writeQuizzes,
} from "../../exports/library/library_files.ts";

/** The format in the query; the first one by default. */
export function readFormat<F extends string>(
  req: Request,
  formats: readonly F[],
): F {
  const asked = new URL(req.url).searchParams.get("format") ?? formats[0];
  const format = formats.find((it) => it === asked);
  if (!format) {
    const errors: Fault[] = [{
      path: "format",
      reason: "not-one-of",
      values: { values: formats.join(", ") },
    }];
    throw new Refusal("malformed", { more: { errors } });
  }
  return format;
}

export function quizFileResponse(
  req: Request,
  quizzes: readonly QuizBody[],
  name: string,
): Response {
  const format: QuizExportFormat = readFormat(req, quizExportFormats);
  const body = writeQuizzes(quizzes, format);
  return new Response(body, { headers: libraryFileHeaders(name, format) });
}
