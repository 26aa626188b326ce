/**
 * A fetch whose streams cost little. The platform reads each piece of a body into a new 64 KiB: a class's answers, word
 * by word, would make a hundred megabytes of garbage a second, and its collection stops everything for tens of
 * milliseconds. It also reads each word by itself, where nobody stores more than ten times a second.
 */

/** How much of a stream of events is read at once, in bytes. */
const atOnce = 4096;
/** How long words gather between two reads, in ms, unless there are more than that. */
const gathers = 40;

/** As `fetch`, but reads streams of events into one small piece of memory, over and over. */
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
      // The read took the memory, and gives it back.
      memory = value.buffer;
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
