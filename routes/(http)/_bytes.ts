/** Reads request bodies within limits of size and time, and within the memory of all that arrive (SYNC-12). */
import { getApp } from "../../classroom/app.ts";
import type {
  Arriving,
  ArrivingBytes,
} from "../../classroom/limits/arriving_bytes.ts";
import { tooOftenRefusal } from "../../classroom/limits/rate_limiter.ts";
import type { Identity } from "../../classroom/model/members.ts";
import { minuteMs } from "../../formats/times.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { limits } from "../../sync/limits.ts";
import { isRefusal } from "../../sync/refusal.ts";

/** Limit for the arrival of a body; without it, a slow body would hold its connection forever. */
const bodyWithinMs = minuteMs;
/** When a body that had to make room may be sent again (ms). */
const againAfterMs = 2_000;

/** A body, and whose it is for limits: a person's who has shown a valid cookie, else an address's. */
export interface HeldBody {
  readonly req: Request;
  readonly holder: string;
}

export interface BodyLimits {
  /** Time limit in ms. */
  readonly within?: number;
  /** Called with each size of the buffer (bytes); if it throws, reading ends. */
  readonly holds?: (bytes: number) => void;
  /** Called when the body has to make room for others. */
  readonly onEnded?: () => void;
  readonly signal?: AbortSignal;
  /** Absent: those of the app. */
  readonly arriving?: ArrivingBytes;
}

/** The holder of a request's body, before more than the teacher's cookie is known. */
export function heldBody(
  { req, state: { teacher, address } }: {
    req: Request;
    state: { teacher: { id: string } | null; address: string };
  },
): HeldBody {
  return { req, holder: teacher?.id ?? address };
}

/** The holder of what a person's browser sends to a session: of an unconfirmed device itself (ACCESS-6). */
export function holderOf(
  { session, member, by = member }: Pick<
    Identity,
    "session" | "member" | "by"
  >,
): string {
  return `${session} ${by}`;
}

/** At most `maxBytes` of a body, in their own memory. */
export async function readBytes(
  { req: { body, headers }, holder }: HeldBody,
  maxBytes: number,
  { within = bodyWithinMs, holds, onEnded, signal, arriving }: BodyLimits = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  // One buffer, because gathering and joining would need three times the memory until it is collected.
  const declaredLength = Number(headers.get("content-length")) || 0;
  let buffer = new Uint8Array(Math.min(maxBytes, Math.max(0, declaredLength))),
    size = 0;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), within);
  const place = holdPlace(holder, arriving, onEnded);
  const stop = AbortSignal.any(
    [timeout.signal, place.ended, ...signal ? [signal] : []],
  );
  const hold = (bytes: number) => {
    holds?.(bytes);
    place.hold(bytes);
  };
  try {
    hold(buffer.length);
    const whole = body.pipeThrough(new TransformStream(), { signal: stop });
    for await (
      const bytes of whole as ReadableStream<Uint8Array<ArrayBuffer>>
    ) {
      const end = Math.min(maxBytes, size + bytes.byteLength);
      if (end > buffer.length) {
        const longer = Math.min(maxBytes, Math.max(end, 2 * buffer.length));
        hold(longer);
        buffer = resized(buffer, longer);
      }
      buffer.set(bytes.subarray(0, end - size), size);
      size = end;
      if (size >= maxBytes) break;
    }
  } catch (error) {
    // Frees the memory immediately, because repeated aborts would pile up until it is collected.
    resized(buffer, 0);
    if (isRefusal(error)) throw error;
    // The body came too late, or the client has aborted it.
    throw refusal("body-too-slow");
  } finally {
    clearTimeout(timer);
    place.leave();
  }
  return resized(buffer, size);
}

/** A place among all that arrive; it counts some bytes from the beginning, because an empty request takes memory too. */
export function holdPlace(
  holder: string,
  arriving = getApp().arriving,
  onEnded = () => {},
) {
  const ended = new AbortController();
  const body: Arriving = {
    holder,
    end() {
      ended.abort(tooOftenRefusal(againAfterMs));
      onEnded();
    },
  };
  return {
    /** Aborted with a refusal when the body has to make room for others. */
    ended: ended.signal,
    hold(bytes: number): void {
      if (ended.signal.aborted) return;
      arriving.set(body, Math.max(bytes, limits.unfinishedCounts));
    },
    leave: () => arriving.set(body, 0),
  };
}

/** The same bytes in a buffer of this size; the old one is freed. */
function resized(
  { buffer }: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.transfer(size));
}
