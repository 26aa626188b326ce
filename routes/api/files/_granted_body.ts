/** An upload's body that passes on only as many bytes as there is room for. Room is requested as bytes arrive. */
import { minuteMs } from "../../../formats/times.ts";

/** Interval of the checks of a slow body's file, in ms. */
const recheckEveryMs = minuteMs;
/** Bytes of a refused body that are read and dropped, because a client that is cut off gets no reason. */
const maxUnreadBytes = 8 * 1024 * 1024;

export interface GrantedBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Bytes of the file so far, including earlier requests; null if this request brought none. */
  arrived(): number | null;
  /** Stops the checks, because the request was answered. */
  answered(): void;
}

interface Grantor {
  /** The byte up to which the file may grow, after `arrived` bytes. */
  grant(arrived: number): Promise<number>;
  /** Throws if the file is no longer wanted. */
  requireWanted(): Promise<unknown>;
  /** Aborted if the body has to make room for others. */
  readonly ended?: AbortSignal;
  onEnded?(why: unknown): void;
}

/**
 * Passes on a body that begins at byte `from`. A body that is no longer wanted ends even while it is silent, or deleted
 * bytes would stay on disk. A broken-off body ends like a complete one, because a bucket would drop a piece that ends
 * in an error.
 */
export function makeGrantedBody(
  body: ReadableStream<Uint8Array>,
  from: number,
  grantor: Grantor,
  every = recheckEveryMs,
): GrantedBody {
  let arrived = from, granted = from, dropped = 0;
  let refusal: { error: unknown } | null = null;
  let asking: ReturnType<typeof setInterval> | undefined;
  const ended = () => clearInterval(asking);
  const stream = withoutBreak(body).pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        grantor.ended?.addEventListener("abort", ({ target }) => {
          ended();
          const { reason } = target as AbortSignal;
          grantor.onEnded?.(reason);
          controller.error(reason);
        });
        asking = setInterval(() => {
          grantor.requireWanted().catch((error) => {
            ended();
            controller.error(error);
          });
        }, every);
      },
      cancel: ended,
      async transform(bytes, controller) {
        if (!refusal && arrived + bytes.length > granted) {
          try {
            granted = await grantor.grant(arrived + bytes.length);
          } catch (error) {
            refusal = { error };
          }
        }
        if (refusal) {
          dropped += bytes.length;
          if (dropped > maxUnreadBytes) {
            ended();
            throw refusal.error;
          }
          return;
        }
        arrived += bytes.length;
        controller.enqueue(bytes);
      },
      flush() {
        ended();
        if (refusal) throw refusal.error;
      },
    }),
  );
  return {
    stream,
    arrived: () => arrived > from ? arrived : null,
    answered: ended,
  };
}

function withoutBreak(
  body: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        // The sender is gone, and asks for the offset when it returns.
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
