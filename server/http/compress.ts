/** Compression of what is made for one answer; static files are compressed by the build. */

/** Smaller answers are not worth it (bytes). */
const worthIt = 1024;
const compressible = /^(text\/html|application\/(problem\+)?json)/;

/**
 * Pages and JSON go out compressed where the client takes it. Small ones, streams (no length is known of
 * either until it is read) and what is encoded already stay as they are.
 */
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
  const { start, rest, whole } = await firstBytes(body, worthIt);
  if (whole) return new Response(start, { status, headers });
  headers.delete("content-length");
  headers.set("content-encoding", "gzip");
  const etag = headers.get("etag");
  if (etag && !etag.startsWith("W/")) headers.set("etag", `W/${etag}`);
  return new Response(rest.pipeThrough(new CompressionStream("gzip")), {
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

/** Reads up to `least` bytes; `whole` says that there are no more, else `rest` is everything. */
async function firstBytes(
  body: ReadableStream<Uint8Array>,
  least: number,
): Promise<
  {
    start: Uint8Array<ArrayBuffer>;
    rest: ReadableStream<BufferSource>;
    whole: boolean;
  }
> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let whole = false;
  while (size < least && !whole) {
    const { value, done } = await reader.read();
    whole = done;
    if (!value) continue;
    chunks.push(value);
    size += value.byteLength;
  }
  const start = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    start.set(chunk, at);
    at += chunk.byteLength;
  }
  const rest = new ReadableStream<BufferSource>({
    start: (controller) => controller.enqueue(start),
    async pull(controller) {
      const { value, done } = await reader.read();
      if (value) controller.enqueue(new Uint8Array(value));
      if (done) controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { start, rest, whole };
}
