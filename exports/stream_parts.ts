import { joinBytes } from "../formats/bytes.ts";
import { TimeSlices } from "../classroom/limits/time_slices.ts";
import { language, runInLanguage } from "../locales/current.ts";

type Parts = AsyncIterable<string | Uint8Array>;

/** The same parts, generated in the current language, even if another one is current when they are read. */
export function bindCurrentLanguage<T>(
  parts: AsyncIterable<T>,
): Required<AsyncIterator<T, undefined>> & AsyncIterable<T> {
  const spoken = language();
  const iterator = parts[Symbol.asyncIterator]();
  const over = { done: true, value: undefined } as const;
  return {
    next: () => runInLanguage(spoken, () => iterator.next()),
    return: () =>
      runInLanguage(spoken, async () => await iterator.return?.() ?? over),
    throw: (error) =>
      runInLanguage(spoken, async () => await iterator.throw?.(error) ?? over),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const enoughBytes = 32 * 1024;

/**
 * The parts as one stream, generated on demand. An error ends the response, because half a record must not look
 * complete; `failed` is then called. A stream within another needs no `failed`.
 */
export function streamParts(
  parts: Parts,
  failed: (error: unknown) => void = () => {},
): ReadableStream<Uint8Array> {
  const iterator = bindCurrentLanguage(parts);
  const encoder = new TextEncoder();
  const slices = new TimeSlices();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const pieces: Uint8Array[] = [];
      let size = 0;
      try {
        while (size < enoughBytes) {
          await slices.pauseIfLong();
          const { value, done } = await iterator.next();
          if (done) {
            if (size > 0) controller.enqueue(joinBytes(pieces));
            return controller.close();
          }
          const bytes = typeof value === "string"
            ? encoder.encode(value)
            : value;
          pieces.push(bytes);
          size += bytes.length;
        }
        controller.enqueue(joinBytes(pieces));
      } catch (error) {
        failed(error);
        controller.error(error);
      }
    },
    async cancel() {
      await iterator.return();
    },
  }, { highWaterMark: 0 });
}
