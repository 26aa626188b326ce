/** `/api/files`: uploads by tus; `GET /api/files/:id`: a file, to those who may read where it was posted. */
import { theApp } from "../../../classroom/app.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { asOf } from "../../_as.ts";
import { fileAnswer } from "../../_file_answer.ts";
import { answerUpload, isUpload, nobody, peopleIn } from "../../_uploads.ts";
import { handler } from "./$[...path].ts";

export const handlers = handler(async ({ req, url, state }) => {
  const id = url.pathname.slice("/api/files".length).replace(/^\/|\/$/g, "") ||
    undefined;
  const asking = { req, cookies: state.cookies, as: asOf(state.as) };
  if (isUpload(req)) return await answerUpload(asking, id);
  if (req.method !== "GET" && req.method !== "HEAD") {
    throw new Refusal("malformed", "Uploads are made by tus.");
  }
  const { files } = theApp();
  const session = id && await files.session(id);
  const people = session ? await peopleIn(session, asking) : [];
  if (!id || people.length === 0) throw await nobody(state.cookies);
  const entry = await files.read(people, id);
  const bytes = await files.bytes();
  try {
    const read = (from: number, to: number) => bytes.read(id, from, to);
    return await fileAnswer(req, id, entry, read);
  } catch (error) {
    // Known, but not here: such as after a restore without the bucket.
    if (error instanceof Deno.errors.NotFound) throw new Refusal("not-found");
    throw error;
  }
});
