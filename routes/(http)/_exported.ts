/** What a teacher keeps, as a file that is saved. */
import type { App } from "../../classroom/app.ts";
import type { QuizBody } from "../../classroom/library/resource_bodies.ts";
import type { Fault } from "../../classroom/model/faults.ts";
import { Refusal } from "../../sync/refusal.ts";
import {
  fileHeaders,
  type QuizFile,
  quizFiles,
  writtenQuizzes,
} from "../../exports/library/saved.ts";

/** The format that is asked for in the address, among some. */
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

/** Quizzes of a teacher in the format that is asked for. */
export function quizFile(
  req: Request,
  app: Pick<App, "images" | "files">,
  teacher: string,
  quizzes: readonly QuizBody[],
  name: string,
): Response {
  const format: QuizFile = formatIn(req, quizFiles);
  const body = writtenQuizzes(quizzes, format, async (id) => {
    const picture = await app.images.get(teacher, id).catch(() => null);
    if (!picture) return null;
    const bytes = await app.files.bytes();
    const stream = await bytes.read(id, 0, picture.size);
    return { bytes: await new Response(stream).bytes(), type: picture.type };
  });
  return new Response(body, { headers: fileHeaders(name, format) });
}
