/** The body of an upload, which passes on no more bytes than there is room for: room is asked for as they come. */

/** So much of what is refused is still taken, and dropped (bytes): a client that is cut off hears no reason. */
const heardOut = 8 * 1024 * 1024;

/** A body on its way, and how far it has got. */
export interface GrantedBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** How many bytes of the file have come, those of earlier requests included; null: none by this one. */
  arrived(): number | null;
}

/**
 * Passes on a body that begins at byte `from` of its file. `grant` is told how far the file has got and answers up to
 * which byte it may go on; what it throws ends the body.
 */
export function grantedBody(
  body: ReadableStream<Uint8Array>,
  from: number,
  grant: (arrived: number) => Promise<number>,
): GrantedBody {
  let arrived = from, granted = from, dropped = 0;
  let refused: { why: unknown } | null = null;
  const stream = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      async transform(bytes, controller) {
        if (!refused && arrived + bytes.length > granted) {
          try {
            granted = await grant(arrived + bytes.length);
          } catch (why) {
            refused = { why };
          }
        }
        if (refused) {
          dropped += bytes.length;
          if (dropped > heardOut) throw refused.why;
          return;
        }
        arrived += bytes.length;
        controller.enqueue(bytes);
      },
      flush() {
        if (refused) throw refused.why;
      },
    }),
  );
  return { stream, arrived: () => arrived > from ? arrived : null };
}
