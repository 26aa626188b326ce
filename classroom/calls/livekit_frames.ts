/**
 * Which fields are in a protobuf message between a page and LiveKit (`SignalRequest`, `SignalResponse`), and so whether it
 * may pass. With a token a browser could come back past Homeroom (K-2), and LiveKit allows more than a call needs.
 */

/** `refresh_token`; and `room_moved`, with a token for the other room. */
const bearing: readonly number[] = [16, 24];

/**
 * What a page in a call says: `offer`, `answer`, `trickle`, `add_track`, `mute`, `subscription`, `track_setting`, `leave`,
 * `sync_state`, `ping`, `ping_req`, `update_audio_track`. Not `simulate`, which ends rooms, nor names and data of its own.
 */
const saidByPages: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 12, 14, 16, 17];

const addTrack = 4;

/** `mute` and `update_audio_track`: everybody in the room is told of each. */
const told: readonly number[] = [5, 17];

/** `offer`, `answer`, `sync_state`. All else is short: LiveKit would tell the whole room a track's name of any length. */
const long: readonly number[] = [1, 2, 12];

/** Most bytes of all other messages: an honest `add_track` has less than 500. */
const mostOfShort = 2048;

/** Whether a message of LiveKit bears a token; one that cannot be read counts as bearing one. */
export function mayBearToken(message: Uint8Array): boolean {
  return fieldsOf(message)?.some((it) => bearing.includes(it)) ?? true;
}

/** A track that a page will send, a change that everybody is `told`, what else a call needs, or what may not pass. */
export function kindOfRequest(
  message: Uint8Array,
): "track" | "told" | "other" | "foreign" {
  const fields = fieldsOf(message);
  const may = message.length > mostOfShort ? long : saidByPages;
  if (!fields?.every((it) => may.includes(it))) return "foreign";
  if (fields.includes(addTrack)) return "track";
  return fields.some((it) => told.includes(it)) ? "told" : "other";
}

function fieldsOf(message: Uint8Array): number[] | null {
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
    // More than fits into a number: its value does not matter here.
    while (message[at] >= 128) at++;
    return message[at++] === undefined ? null : Infinity;
  };
  const fields: number[] = [];
  while (at < message.length) {
    const tag = number();
    if (tag === null || tag === Infinity) return null;
    fields.push(Math.floor(tag / 8));
    const kind = tag % 8;
    if (kind === 0) {
      if (number() === null) return null;
    } else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = number();
      if (length === null) return null;
      at += length;
    } else return null;
  }
  return at === message.length ? fields : null;
}
