/**
 * Pauses between reconnects (SYNC-15), which grow and are random, so that a restart with a thousand clients causes no
 * storm; and the status shown meanwhile.
 */

/**
 * The status of a connection. `closed` is final (except 4401), with the refusal's name as `reason`. `isBlocked`: the
 * server answers requests, but the network lets no connection through.
 */
export type ConnectionStatus =
  | { readonly state: "connecting" | "online" }
  | { readonly state: "offline"; readonly isBlocked?: boolean }
  | {
    readonly state: "closed";
    readonly code: number;
    readonly reason: string;
  };

export const maxDelayMs = 12_000;

/**
 * The pause before the next try, in ms.
 * @param failures failed tries in a row, including the one just lost
 * @param code the close code, if there was one
 * @param random between 0 and 1
 */
export function reconnectDelay(
  failures: number,
  code: number | undefined,
  random: number,
  isDeviceOnline = true,
): number {
  // The server asked to slow down, so this is far beyond the usual pauses.
  if (code === 4429) return 20_000 + 20_000 * random;
  // Without network, the device's `online` event ends the pause early. Chromium delays sockets by seconds after 16
  // failed tries in six minutes.
  if (!isDeviceOnline) return 25_000 + 5_000 * random;
  // The server restarts and has lost all clients at once: they come back spread over two seconds.
  if (code === 1012 && failures === 1) return 300 + 2_200 * random;
  const maxMs = Math.min(maxDelayMs, 500 * 2 ** Math.max(0, failures - 1));
  return maxMs * (0.3 + 0.7 * random);
}

export function shouldReconnect(code: number): boolean {
  return code === 4429 || code < 4400 || code >= 4500;
}

/**
 * The status after a failure. The first loss is only `connecting`, since most are over immediately; the next one, or a
 * device without network, is `offline`.
 */
export function statusAfterLoss(
  failures: number,
  isDeviceOnline: boolean,
): ConnectionStatus {
  return { state: isDeviceOnline && failures <= 1 ? "connecting" : "offline" };
}
