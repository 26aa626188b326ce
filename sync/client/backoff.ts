/**
 * When to come back after a connection was lost, and what to call it meanwhile (S15): pauses grow
 * and are spread at random, so that a restart with a thousand clients is no storm. Pure.
 */

/**
 * What is shown of a connection; `closed` is for good, with the refusal's name as its reason. `isBlocked`: the server
 * answers to requests, and the network lets no connection through.
 */
export type Status =
  | { readonly state: "connecting" | "online" }
  | { readonly state: "offline"; readonly isBlocked?: boolean }
  | {
    readonly state: "closed";
    readonly code: number;
    readonly reason: string;
  };

/** The longest pause between two tries, in ms. */
export const longestDelayMs = 12_000;

/**
 * How long to wait before the next try.
 *
 * @param failures how many tries in a row have failed, the one just lost included (1 or more)
 * @param code the close code, where there was one
 * @param random between 0 and 1
 * @param deviceOnline whether the device says that it has a network
 */
export function reconnectDelay(
  failures: number,
  code: number | undefined,
  random: number,
  deviceOnline = true,
): number {
  // Told to slow down: far beyond the usual pauses, or the server would have to say it again.
  if (code === 4429) return 20_000 + 20_000 * random;
  // It tells when it has one again; seldom it is wrong. Chromium holds up, by seconds, who tried in vain 16 times in six
  // minutes.
  if (!deviceOnline) return 25_000 + 5_000 * random;
  // The server restarts: everybody lost it in the same instant, and it needs a moment.
  if (code === 1012 && failures === 1) return 300 + 2_200 * random;
  const most = Math.min(longestDelayMs, 500 * 2 ** Math.max(0, failures - 1));
  return most * (0.3 + 0.7 * random);
}

/** Whether a close code leaves the client something to come back for. */
export function comesBack(code: number): boolean {
  return code === 4429 || code < 4400 || code >= 4500;
}

/**
 * The status after a connection was lost or a try failed. The first loss is only `connecting`, since
 * most are over at once; it is `offline` when the next try fails too, or the device says so.
 */
export function afterLoss(failures: number, deviceOnline: boolean): Status {
  return { state: deviceOnline && failures <= 1 ? "connecting" : "offline" };
}
