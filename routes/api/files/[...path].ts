/** `/api/files`: uploads by tus; `GET /api/files/:id`: a file, to those who may read where it was posted, or whose it is. */
import { MethodNotAllowedError } from "fresh/errors";
import { theApp } from "../../../classroom/app.ts";
import type { FileEntry } from "../../../classroom/model/files.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { fileAnswer } from "./_file_answer.ts";
import { readFileAddress } from "./_file_address.ts";
import { answerUpload, nobody, uploadersIn } from "./_uploads.ts";
import { handler } from "./$[...path].ts";
import { asOf } from "../../(http)/_staff.ts";

const methods = {
  /** Of `/api/files` itself. */
  all: ["POST", "OPTIONS"],
  one: ["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"],
};

export const handlers = handler(async ({ req, url, state }) => {
  const address = readFileAddress(url);
  const asking = { req, cookies: state.cookies, as: asOf(state.as) };
  if (address === null) throw await nobody(state.cookies);
  const { file } = address;
  const allowed = file === null ? methods.all : methods.one;
  if (!allowed.includes(req.method)) throw new MethodNotAllowedError(allowed);
  if (file === null || !isReading(req)) return await answerUpload(asking, file);

  const { files, images } = theApp();
  const session = await files.session(file);
  const { teacher } = state;
  // A picture of a teacher's questions, which nobody else has yet.
  if (session === null && teacher) {
    const image = await images.get(teacher.id, file);
    const name = `image.${image.type.split("/")[1]}`;
    return await answer(req, file, { ...image, name });
  }
  const people = session === null ? [] : await uploadersIn(session, asking);
  if (people.length === 0) throw await nobody(state.cookies);
  const entry = await files.read(people, file);
  return await answer(req, file, entry);
});

async function answer(
  req: Request,
  file: string,
  entry: Pick<FileEntry, "name" | "type" | "size">,
): Promise<Response> {
  const bytes = await theApp().files.bytes();
  try {
    const read = (from: number, to: number) => bytes.read(file, from, to);
    return await fileAnswer(req, file, entry, read);
  } catch (error) {
    // Known, but not here: such as after a restore without the bucket.
    if (error instanceof Deno.errors.NotFound) throw new Refusal("not-found");
    throw error;
  }
}

/** Bytes are never the upload protocol's to give; what it asks by HEAD is how far an upload has got. */
function isReading({ method, headers }: Request): boolean {
  return method === "GET" || method === "HEAD" && !headers.has("tus-resumable");
}
