/**
 * Messages of two pages through the server, to get connected. A peer's messages are read here: what is not exactly of
 * this shape, nothing forged and nothing of later versions, gets any further.
 */

export interface Candidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
  readonly usernameFragment: string | null;
}

export type MeshContent =
  /** The answer has the offer's number. An offer may come twice: its answer was lost then. */
  | { readonly kind: "offer"; readonly n: number; readonly sdp: string }
  | { readonly kind: "answer"; readonly n: number; readonly sdp: string }
  | {
    readonly kind: "candidates";
    readonly candidates: readonly Candidate[];
  }
  /** Asks for the first offer. */
  | { readonly kind: "ask" }
  /** The sender's pictures are held back, since the link is too bad. */
  | { readonly kind: "pictures"; readonly paused: boolean };

export type MeshMessage = MeshContent & {
  readonly v: 1;
  /** The sender's link: one that starts anew has a new id. */
  readonly me: string;
  readonly you: string | null;
};

/** About three times what browsers write; the server takes 32 KiB. */
const longestFields = { sdp: 24_000, candidate: 512, id: 32 };

/** A description has three lines. More would cost each who answers as much again. */
const mostLines = 3;

/** Most candidates of a message; a browser has a dozen. */
export const mostCandidates = 20;

/** Most candidates in a description, and again after it. */
export const mostNamed = 40;

/**
 * Addresses that a peer may have this machine talk to, and the names that browsers make up in their place. Other names
 * would be looked up, and over TCP any service could be reached.
 */
const address =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}:[\da-f:.]{1,45}|[\da-f-]{36}\.local)$/i;

/** Splits before matching: no text that a peer makes up takes long. */
function isReachable(candidate: string): boolean {
  const [start, component, transport, priority, host, port, kind] = candidate
    .split(" ", 7);
  return /^candidate:\S+$/i.test(start) && /^udp$/i.test(transport) &&
    address.test(host) && kind === "typ" &&
    [component, priority, port].every((it) => /^\d+$/.test(it));
}

function isConnected(line: string): boolean {
  const [network, kind, host, ...more] = line.split(" ", 4);
  return network === "c=IN" && /^IP[46]$/.test(kind) && address.test(host) &&
    more.length === 0;
}

/** Reads a peer's message; null: it is none. */
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
      if (!Array.isArray(candidates) || candidates.length > mostCandidates) {
        return null;
      }
      const read = candidates.map(readCandidate).filter((it) => it !== null);
      if (read.length < candidates.length) return null;
      // The empty one marks the end.
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
 * Drops candidates that may not be named, which honest pages have, too, and the numbers of streams: Chromium would silence
 * the named stream and play another one that really comes.
 */
function readDescription<T extends { readonly sdp: string }>(it: T): T | null {
  const lines = it.sdp.split(/\r\n|\r|\n/);
  const isMore = lines.filter((line) => /^m=/.test(line)).length > mostLines;
  const isElsewhere = lines.some((line) =>
    line.startsWith("c=") && !isConnected(line)
  );
  if (isMore || isElsewhere) return null;
  let left = mostNamed;
  const kept = lines.filter((line) => {
    if (/^a=ssrc/i.test(line)) return false;
    if (!/^a=(?:remote-)?candidate/i.test(line)) return true;
    return isReachable(line.slice(2)) && left-- > 0;
  });
  return { ...it, sdp: kept.join("\r\n") };
}

function readCandidate(it: unknown): Candidate | null {
  if (!isObject(it)) return null;
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = it;
  if (!isText(candidate, longestFields.candidate)) return null;
  if (sdpMid !== null && !isText(sdpMid, longestFields.id)) return null;
  if (sdpMLineIndex !== null && !isLine(sdpMLineIndex)) return null;
  // RFC 8839: up to 256 characters.
  if (usernameFragment !== null && !isText(usernameFragment, 256)) return null;
  // The browser throws where no line is named.
  if (sdpMid === null && sdpMLineIndex === null) return null;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

const isObject = (it: unknown): it is Record<string, unknown> =>
  typeof it === "object" && it !== null && !Array.isArray(it);

const isText = (it: unknown, most: number): it is string =>
  typeof it === "string" && it.length <= most;

const isLine = (it: unknown): it is number =>
  Number.isInteger(it) && (it as number) >= 0 && (it as number) < 16;
