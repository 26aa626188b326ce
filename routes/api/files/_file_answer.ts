/** A file as an answer: headers that let nothing in it run here, and the requested range. */
import { type FileEntry, inlineTypes } from "../../../classroom/model/files.ts";
import { disposition } from "../../../classroom/files/file_names.ts";

/** What goes out under its own type: nothing that a page could load as script, style or document. */
const plain = /^((audio|video)\/[^/]+|application\/pdf|text\/(plain|csv))$/;

/** Answers a GET or HEAD for a file. `read` gives its bytes from one place up to, and without, another. */
export async function fileAnswer(
  req: Request,
  id: string,
  entry: Pick<FileEntry, "name" | "type" | "size">,
  read: (from: number, to: number) => Promise<ReadableStream>,
): Promise<Response> {
  const etag = `"${id}"`;
  const inline = inlineTypes.includes(entry.type);
  const headers = new Headers({
    "content-type": inline || plain.test(entry.type)
      ? entry.type
      : "application/octet-stream",
    "content-disposition": disposition(
      inline ? "inline" : "attachment",
      entry.name,
    ),
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-cache",
    "accept-ranges": "bytes",
    etag,
  });
  // The bytes of a file never change.
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
  const body = req.method === "HEAD" ? null : await read(from, to);
  return new Response(body, { status: range ? 206 : 200, headers });
}

/**
 * The one range that a header asks for; null: all of it, where it asks for none, for several, or for something
 * that is no range (RFC 9110, 14.2).
 */
export function readRange(
  header: string | null,
  size: number,
): [from: number, to: number] | "unsatisfiable" | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return null;
  const [first, last] = [found[1], found[2]];
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
  return (header ?? "").split(",").some((one) =>
    one.trim() === "*" || one.trim().replace(/^W\//, "") === etag
  );
}
