/** The body of an upload, which passes on no more bytes than there is room for: room is asked for as they come. */

/** How often it is asked whether a body is still wanted that comes slowly, or not at all (ms). */
const askedEvery = 60_000;
/** So much of what is refused is still taken, and dropped (bytes): a client that is cut off hears no reason. */
const heardOut = 8 * 1024 * 1024;

/** A body on its way, and how far it has got. */
export interface GrantedBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** How many bytes of the file have come, those of earlier requests included; null: none by this one. */
  arrived(): number | null;
  /** Nothing more is asked about it: it was answered, whether or not anybody has read it. */
  answered(): void;
}

/** Decides on a body; an error ends it. */
export interface Grantor {
  /** Up to which byte the file may go on that has got to `arrived`. */
  grant(arrived: number): Promise<number>;
  /** Throws where the file is not wanted any more. */
  requireWanted(): Promise<unknown>;
}

/**
 * Passes on a body that begins at byte `from` of its file. One that nobody wants any more ends, also while it brings
 * nothing: else bytes that are deleted would take their place on the disk as long as somebody holds the line. One that
 * breaks off ends as a whole one does: a bucket would keep nothing of a piece that ends in an error.
 */
export function grantedBody(
  body: ReadableStream<Uint8Array>,
  from: number,
  grantor: Grantor,
  every = askedEvery,
): GrantedBody {
  let arrived = from, granted = from, dropped = 0;
  let refused: { why: unknown } | null = null;
  let asking: ReturnType<typeof setInterval> | undefined;
  const ended = () => clearInterval(asking);
  const stream = withoutBreak(body).pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        asking = setInterval(() => {
          grantor.requireWanted().catch((why) => {
            ended();
            controller.error(why);
          });
        }, every);
      },
      cancel: ended,
      async transform(bytes, controller) {
        if (!refused && arrived + bytes.length > granted) {
          try {
            granted = await grantor.grant(arrived + bytes.length);
          } catch (why) {
            refused = { why };
          }
        }
        if (refused) {
          dropped += bytes.length;
          if (dropped > heardOut) {
            ended();
            throw refused.why;
          }
          return;
        }
        arrived += bytes.length;
        controller.enqueue(bytes);
      },
      flush() {
        ended();
        if (refused) throw refused.why;
      },
    }),
  );
  return {
    stream,
    arrived: () => arrived > from ? arrived : null,
    answered: ended,
  };
}

/** A body up to where it breaks off, if it does. */
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
        // Whoever sent it is gone, and asks how far it has got when they are back.
        controller.close();
      }
    },
    cancel: (why) => reader.cancel(why),
  }, { highWaterMark: 0 });
}
