/** Compresses answers as they are made; the build compresses static files. */

/** Smaller answers are not worth it (bytes). */
const worthIt = 1024;
const compressible = /^(text\/html|application\/(problem\+)?json)/;

/** Compresses pages and JSON where the client takes that; what is small or encoded already stays as it is. */
export async function compressed(
  req: Request,
  response: Response,
): Promise<Response> {
  const { headers, status, body } = response;
  if (!body || !compressible.test(headers.get("content-type") ?? "")) {
    return response;
  }
  headers.append("vary", "accept-encoding");
  if (headers.has("content-encoding") || !takesGzip(req)) return response;
  const chunks = body.values();
  const first: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; size < worthIt;) {
    const { value, done } = await chunks.next();
    if (done) {
      return new Response(await new Blob(first).bytes(), { status, headers });
    }
    first.push(value);
    size += value.byteLength;
  }
  headers.delete("content-length");
  headers.set("content-encoding", "gzip");
  const etag = headers.get("etag");
  if (etag && !etag.startsWith("W/")) headers.set("etag", `W/${etag}`);
  const all = ReadableStream.from(async function* () {
    yield* first;
    yield* chunks;
  }());
  return new Response(all.pipeThrough(new CompressionStream("gzip")), {
    status,
    headers,
  });
}

function takesGzip(req: Request): boolean {
  return (req.headers.get("accept-encoding") ?? "").split(",").some((one) => {
    const [name, ...parameters] = one.trim().split(";");
    const refused = parameters.some((it) => /^\s*q=0(\.0*)?\s*$/.test(it));
    return name.trim() === "gzip" && !refused;
  });
}
