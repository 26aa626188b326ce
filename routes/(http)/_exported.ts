import type { QuizBody } from "../../classroom/library/resource_bodies.ts";
import type { Fault } from "../../classroom/model/faults.ts";
import { Refusal } from "../../sync/refusal.ts";
import {
  fileHeaders,
  type QuizFile,
  quizFiles,
  writtenQuizzes,
} from "../../exports/library/saved.ts";

/** The format in the query; the first one by default. */
export function formatIn<F extends string>(
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

export function quizFile(
  req: Request,
  quizzes: readonly QuizBody[],
  name: string,
): Response {
  const format: QuizFile = formatIn(req, quizFiles);
  const body = writtenQuizzes(quizzes, format);
  return new Response(body, { headers: fileHeaders(name, format) });
}
