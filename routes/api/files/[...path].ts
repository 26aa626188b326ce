/**
 * `/api/files`: uploads by tus; `GET /api/files/:id` for those who may read where the file was posted, and for its
 * owner.
 */
import { sharedResourceRoom } from "../../../classroom/files/picture_copies.ts";
import { isNoSuchBlob } from "../../../classroom/files/blob_store.ts";
import { MethodNotAllowedError } from "fresh/errors";
import { getApp } from "../../../classroom/app.ts";
import {
  type FileEntry,
  inlineImageTypes,
} from "../../../classroom/model/files.ts";
import { displayedSize } from "../../../classroom/model/inline_picture.ts";
import {
  answerUpload,
  findUploaders,
  refuseUnknownUploader,
} from "./_uploads.ts";
import { handler } from "./$[...path].ts";
import { heldBody } from "../../(http)/_bytes.ts";
import { parseRole } from "../../(http)/_staff.ts";
import { contentDisposition } from "../../../classroom/files/file_names.ts";
import { isId } from "../../../classroom/model/ids.ts";
import { refusal } from "../../../classroom/model/refuse.ts";

const methods = {
  all: ["POST", "OPTIONS"],
  one: ["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"],
};

export const handlers = handler(async ({ req, url, state }) => {
  const address = readFileAddress(url);
  const asking = {
    ...heldBody({ req, state }),
    cookies: state.cookies,
    requestedRole: parseRole(state.requestedRole),
  };
  if (address === null) throw await refuseUnknownUploader(state.cookies);
  const { file } = address;
  const allowed = file === null ? methods.all : methods.one;
  if (!allowed.includes(req.method)) throw new MethodNotAllowedError(allowed);
  if (file === null || !isReading(req)) return await answerUpload(asking, file);

  const { files, images } = getApp();
  const session = await files.sessionOf(file);
  const { teacher } = state;
  // The file may be a picture for a teacher's questions that no class uses yet.
  if (session === null && teacher) {
    const image = await images.get(teacher.id, file);
    const name = `image.${image.type.split("/")[1]}`;
    return await answer(req, file, { ...image, name });
  }
  const people = session === null ? [] : await findUploaders(session, asking);
  if (people.length === 0) throw await refuseUnknownUploader(state.cookies);
  const entry = await files.read(people, file);
  if (isShown(file, entry)) return await answer(req, file, entry);
  if (wantsPicture(req)) throw refusal("not-found");
  const isImage = inlineImageTypes.includes(entry.type);
  return await answer(req, file, {
    ...entry,
    ...isImage && { type: download },
  });
});

function wantsPicture({ headers }: Request): boolean {
  return headers.get("sec-fetch-dest") === "image";
}

/**
 * Whether pages show the file as a picture: it is not too large, or belongs to a resource, which was checked when
 * shared.
 */
function isShown(id: string, entry: FileEntry): boolean {
  return entry.rooms.includes(sharedResourceRoom) ||
    displayedSize({ ...entry, id }) !== null;
}

async function answer(
  req: Request,
  file: string,
  entry: Pick<FileEntry, "name" | "type" | "size">,
): Promise<Response> {
  const bytes = await getApp().files.bytes();
  try {
    const read = (from: number, to: number) => bytes.read(file, from, to);
    return await fileAnswer(req, file, entry, read);
  } catch (error) {
    // The bytes are missing, for example after a restore without the bucket.
    if (isNoSuchBlob(error)) throw refusal("file-lost");
    throw error;
  }
}

const download = "application/octet-stream";

/** Whether a request reads the file, which our code serves; tus uses HEAD for the offset of an upload. */
function isReading({ method, headers }: Request): boolean {
  return method === "GET" || method === "HEAD" && !headers.has("tus-resumable");
}

/** Types that downloads keep. Of the others only inline pictures do, so that no page loads one as script or style. */
const plain = /^((audio|video)\/[^/]+|application\/pdf|text\/(plain|csv))$/;

/** Answers a GET or HEAD for a file. `read` returns the bytes from `from` up to `to`, without `to`. */
async function fileAnswer(
  req: Request,
  id: string,
  entry: Pick<FileEntry, "name" | "type" | "size">,
  read: (from: number, to: number) => Promise<ReadableStream>,
): Promise<Response> {
  const etag = `"${id}"`;
  const inline = inlineImageTypes.includes(entry.type);
  const headers = new Headers({
    "content-type": inline || plain.test(entry.type) ? entry.type : download,
    "content-disposition": contentDisposition(
      inline ? "inline" : "attachment",
      entry.name,
    ),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-cache",
    "accept-ranges": "bytes",
    etag,
  });
  if (matches(req.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  const ifRange = req.headers.get("if-range");
  const range = ifRange === null || ifRange === etag
    ? readRange(req.headers.get("range"), entry.size)
    : null;
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${entry.size}`);
    return new Response(null, { status: 416, headers });
  }
  const [from, to] = range ?? [0, entry.size];
  if (range) {
    headers.set("content-range", `bytes ${from}-${to - 1}/${entry.size}`);
  }
  headers.set("content-length", String(to - from));
  // Opened for HEAD too, which answers as GET does if the bytes are missing.
  const body = await read(from, to);
  const status = range ? 206 : 200;
  if (req.method !== "HEAD") return new Response(body, { status, headers });
  await body.cancel();
  return new Response(null, { status, headers });
}

/** The single requested range; null for the whole file: no, several, or an invalid range (RFC 9110, 14.2). */
function readRange(
  header: string | null,
  size: number,
): [from: number, to: number] | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [first, last] = [match[1], match[2]];
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : [size - length, size];
  }
  const from = Number(first);
  const to = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < from) return null;
  return from >= size ? "unsatisfiable" : [from, to];
}

function matches(header: string | null, etag: string): boolean {
  return (header ?? "").split(",").some((candidate) =>
    candidate.trim() === "*" || candidate.trim().replace(/^W\//, "") === etag
  );
}

const root = "/api/files";

/**
 * The file that a URL names; `file` null for `/api/files` itself. Null for other URLs. Throws `malformed` for a query
 * other than one `as`.
 */
function readFileAddress(
  { pathname, searchParams }: URL,
): { file: string | null } | null {
  const names = [...searchParams.keys()];
  if (names.length > 1 || names.some((name) => name !== "as")) {
    throw refusal("file-query");
  }
  if (pathname === root || pathname === `${root}/`) return { file: null };
  const file = pathname.slice(`${root}/`.length);
  return pathname.startsWith(`${root}/`) && isId(file) ? { file } : null;
}
