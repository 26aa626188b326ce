/**
 * A fetch whose streams cost little. The platform reads each piece of a body into a new 64 KiB: a class's answers, word
 * by word, would make a hundred megabytes of garbage a second, and its collection stops everything for tens of
 * milliseconds. It also reads each word by itself, where nobody stores more than ten times a second.
 */
import { joinBytes } from "../../classroom/model/tables/bytes.ts";

/** How much of a stream of events is read at once, in bytes. */
const atOnce = 4096;
/** How long words gather between two reads, in ms, unless there are more than that. */
const gatherMs = 40;

type Read = ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;

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

/** The same bytes. What has come while words gathered is read to its end: a read gives no more than one frame of it. */
function frugally(body: ReadableStream<Uint8Array>): ReadableStream {
  const reader = body.getReader({ mode: "byob" });
  let memory = new ArrayBuffer(atOnce);
  let reading: Promise<Read> | undefined;
  let next = 0;
  const read = (): Promise<Read> =>
    reading ??= reader.read(new Uint8Array(memory));
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const wait = next - performance.now();
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      const pieces: Uint8Array[] = [];
      let length = 0, ended = false;
      try {
        for (
          let one: Read | null = await read();
          one !== null;
          one = length < atOnce ? await soon(read()) : null
        ) {
          reading = undefined;
          if (one.value === undefined || one.done) {
            ended = true;
            break;
          }
          pieces.push(one.value.slice());
          length += one.value.length;
          // The read took the memory, and gives it back.
          memory = one.value.buffer;
        }
        next = length < atOnce ? performance.now() + gatherMs : 0;
      } finally {
        // Where the line breaks, what came before is there to be read.
        if (length > 0) controller.enqueue(joinBytes(pieces));
      }
      if (ended) controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** What a read gives that need not wait for the network; null: it must, and goes on. */
async function soon<T>(read: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = new Promise<null>((go) => timer = setTimeout(go, 0, null));
  const first = await Promise.race([read, turn]);
  clearTimeout(timer);
  return first;
}
