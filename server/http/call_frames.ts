/** Filters messages between a page and LiveKit. A message is one field of `SignalRequest` or `SignalResponse`. */

/**
 * Messages that a page may send: `offer` to `leave`, `sync_state`, `ping`, `ping_req`, `update_audio_track`; not
 * `simulate`, names or data.
 */
const pageMessages: readonly number[] = [
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  12,
  14,
  16,
  17,
];
/**
 * Messages that may be long: `offer`, `answer`, `sync_state`. In others, a long track name would go to the whole room.
 */
const longMessages: readonly number[] = [1, 2, 12];
/** `add_track`, `mute`, `update_audio_track`: LiveKit announces each to the whole room. */
const broadcastMessages: readonly number[] = [4, 5, 17];
/** Maximum number of bytes of messages other than {@link longMessages}. A real `add_track` has less than 500. */
const maxShortBytes = 2048;
/** Extra cost of an announced message. */
const broadcastCost = 5;

/** Returns what a page's message costs besides its size; null: it may not pass. */
export function costOfFrame(message: Uint8Array): number | null {
  const field = onlyField(message);
  const may = message.length > maxShortBytes ? longMessages : pageMessages;
  if (field === null || !may.includes(field)) return null;
  return broadcastMessages.includes(field) ? broadcastCost : 0;
}

/** Whether a message contains a token (fields 16 and 24), by which a page could join LiveKit directly. */
export function hasToken([tag, nextByte]: Uint8Array): boolean {
  return nextByte === 1 && (tag === 0x82 || tag === 0xc2);
}

/** Returns the number of a message's only field, or null. Protobuf would take the last of several. */
function onlyField(message: Uint8Array): number | null {
  let index = 0;
  const number = () => {
    let value = 0;
    for (let factor = 1; factor < 2 ** 53; factor *= 128) {
      const byte = message[index++];
      if (byte === undefined) return NaN;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    return NaN;
  };
  const tag = number(), size = number();
  const end = tag % 8 === 2 ? index + size : tag % 8 === 0 ? index : NaN;
  return end === message.length ? Math.floor(tag / 8) : null;
}
