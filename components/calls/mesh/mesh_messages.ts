/**
 * Messages between two pages, through the server, to connect. Messages of peers are untrusted: unknown ones are
 * dropped.
 */

export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
  readonly usernameFragment: string | null;
}

export type MeshContent =
  /** `n`: the number of the offer, which its answer repeats. An offer whose answer was lost is sent again. */
  | { readonly kind: "offer"; readonly n: number; readonly sdp: string }
  | { readonly kind: "answer"; readonly n: number; readonly sdp: string }
  | {
    readonly kind: "candidates";
    readonly candidates: readonly IceCandidate[];
  }
  | { readonly kind: "ask" }
  /** Whether the sender has paused its pictures because its link is too bad. */
  | { readonly kind: "pictures"; readonly paused: boolean };

export type MeshMessage = MeshContent & {
  readonly v: 1;
  /** `me`: id of the sender's link, new for each link. `you`: id of the receiver's; null: unknown yet. */
  readonly me: string;
  readonly you: string | null;
};

/** Maximum lengths: about three times what browsers write. The server accepts messages up to 32 KiB. */
const longestFields = { sdp: 24_000, candidate: 512, id: 32 };

/** Maximum number of media sections in a description: the answering page writes as much for each of them. */
const maxMediaSections = 3;

/** Maximum candidates in one message; browsers send about a dozen. */
export const maxCandidatesPerMessage = 20;

/** Maximum candidates in a description, and again in the messages after it. */
export const maxCandidatesPerDescription = 40;

/**
 * Addresses that candidates may have: IP addresses, and the `.local` names that hide them. Other names would be
 * looked up in DNS.
 */
const address =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}:[\da-f:.]{1,45}|[\da-f-]{36}\.local)$/i;

/** Splits into at most seven words first, so that matching a hostile text stays fast. */
function isReachable(candidate: string): boolean {
  const [start, component, transport, priority, host, port, kind] = candidate
    .split(" ", 7);
  return /^candidate:\S+$/i.test(start) && /^udp$/i.test(transport) &&
    address.test(host) && kind === "typ" &&
    [component, priority, port].every((it) => /^\d+$/.test(it));
}

function isConnected(line: string): boolean {
  const [network, kind, host, ...moreWords] = line.split(" ", 4);
  return network === "c=IN" && /^IP[46]$/.test(kind) && address.test(host) &&
    moreWords.length === 0;
}

export function readMeshMessage(body: unknown): MeshMessage | null {
  if (!isObject(body) || body.v !== 1) return null;
  const { me, you } = body;
  if (!isText(me, longestFields.id) || me === "") return null;
  if (you !== null && !isText(you, longestFields.id)) return null;
  const content = readContent(body);
  return content && { v: 1, me, you, ...content };
}

function readContent(body: Record<string, unknown>): MeshContent | null {
  const { kind, n, sdp, candidates, paused } = body;
  switch (kind) {
    case "offer":
    case "answer":
      if (!Number.isSafeInteger(n) || !isText(sdp, longestFields.sdp)) {
        return null;
      }
      return readDescription({ kind, n: n as number, sdp });
    case "candidates": {
      if (
        !Array.isArray(candidates) ||
        candidates.length > maxCandidatesPerMessage
      ) {
        return null;
      }
      const read = candidates.map(readCandidate).filter((it) => it !== null);
      if (read.length < candidates.length) return null;
      // The empty candidate marks the end.
      const named = read.filter(({ candidate }) =>
        candidate === "" || isReachable(candidate)
      );
      return { kind, candidates: named };
    }
    case "ask":
      return { kind };
    case "pictures":
      return typeof paused === "boolean" ? { kind, paused } : null;
    default:
      return null;
  }
}

/**
 * Drops unreachable candidates, and ids of streams (SSRC): with a forged id Chromium silences the stream that has it.
 * Null: too many media sections, or a `c=` line with another address.
 */
function readDescription<T extends { readonly sdp: string }>(
  description: T,
): T | null {
  const lines = description.sdp.split(/\r\n|\r|\n/);
  const isMore =
    lines.filter((line) => /^m=/.test(line)).length > maxMediaSections;
  const isElsewhere = lines.some((line) =>
    line.startsWith("c=") && !isConnected(line)
  );
  if (isMore || isElsewhere) return null;
  let left = maxCandidatesPerDescription;
  const keptLines = lines.filter((line) => {
    if (/^a=ssrc/i.test(line)) return false;
    if (!/^a=(?:remote-)?candidate/i.test(line)) return true;
    return isReachable(line.slice(2)) && left-- > 0;
  });
  return { ...description, sdp: keptLines.join("\r\n") };
}

function readCandidate(value: unknown): IceCandidate | null {
  if (!isObject(value)) return null;
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = value;
  if (!isText(candidate, longestFields.candidate)) return null;
  if (sdpMid !== null && !isText(sdpMid, longestFields.id)) return null;
  if (sdpMLineIndex !== null && !isLine(sdpMLineIndex)) return null;
  // RFC 8839: at most 256 characters.
  if (usernameFragment !== null && !isText(usernameFragment, 256)) return null;
  // The browser throws if no line is named.
  if (sdpMid === null && sdpMLineIndex === null) return null;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown, maxLength: number): value is string =>
  typeof value === "string" && value.length <= maxLength;

const isLine = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 16;
