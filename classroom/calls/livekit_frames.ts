/**
 * Of what a LiveKit server says on its signalling socket, messages of `SignalResponse` in protobuf, this knows one thing:
 * which of them have a token in them. A browser that had one could come back past Homeroom (K-2).
 */

/** `refresh_token`; and `room_moved`, with a token for the other room. */
const bearing: readonly number[] = [16, 24];

/** Whether a message has a token in it, or cannot be read, which is taken for one. */
export function mayBearToken(message: Uint8Array): boolean {
  let at = 0;
  /** The next number; null where the message ends within it. */
  const number = () => {
    let value = 0;
    for (let factor = 1; factor < 2 ** 53; factor *= 128) {
      const byte = message[at++];
      if (byte === undefined) return null;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    // More than fits: a number of its own, whose bits do not matter here.
    while (message[at] >= 128) at++;
    return message[at++] === undefined ? null : Infinity;
  };
  while (at < message.length) {
    const tag = number();
    if (tag === null || tag === Infinity) return true;
    if (bearing.includes(Math.floor(tag / 8))) return true;
    const kind = tag % 8;
    if (kind === 0) {
      if (number() === null) return true;
    } else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = number();
      if (length === null) return true;
      at += length;
    } else return true;
  }
  return at !== message.length;
}
