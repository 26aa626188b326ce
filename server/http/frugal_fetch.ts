/**
 * A fetch whose streams cost little: the platform reads every piece of a body into 64 KiB of its own, and a class's
 * answers, word by word, would have a hundred megabytes a second collected again, which stops everything for tens
 * of milliseconds. And it reads each word by itself, where nobody stores more than ten times a second.
 */

/** As large as what is read at once of a stream of events, in bytes. */
const atOnce = 4096;
/** So long what comes gathers between two looks, in ms, unless there is more than that. */
const gathers = 40;

/** As `fetch`; streams of events are read into one small piece of memory, over and over. */
export async function frugalFetch(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const response = await fetch(input, init);
  const { body, status, statusText, headers } = response;
  const isStream = headers.get("content-type")?.includes("event-stream");
  if (!body || !isStream) return response;
  return new Response(frugally(body), { status, statusText, headers });
}

/** The same bytes. */
function frugally(body: ReadableStream<Uint8Array>): ReadableStream {
  const reader = body.getReader({ mode: "byob" });
  let memory = new ArrayBuffer(atOnce);
  let next = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const wait = next - performance.now();
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      const { value, done } = await reader.read(new Uint8Array(memory));
      if (done) return controller.close();
      next = value.length < atOnce ? performance.now() + gathers : 0;
      controller.enqueue(value.slice());
      // It went into the reading, and comes back with what was read.
      memory = value.buffer;
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
