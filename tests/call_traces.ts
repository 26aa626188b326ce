/**
 * Looks for what browsers say to each other of a call, in all that a server keeps and tells (K-4). In the KV nothing is
 * packed: a commit is as Yjs writes it, with each text whole (`sync/store.ts`), so words are found in its values, and in the
 * bytes of the files too.
 */
import { tracesInKv, tracesOnDisk } from "./traces.ts";

/** What stands in every description or candidate, as it is and as JSON has it. */
const always = [
  "a=ice-",
  "ice-ufrag",
  "ice-pwd",
  "a=fingerprint",
  "usernameFragment",
  "candidate:",
  "a=candidate",
  "sdpMid",
  " typ host",
  " typ srflx",
  "m=audio",
  "UDP/TLS/RTP",
  "v=0\r\n",
  "v=0\\r\\n",
];

/** The figures of metrics: among the thousands of a test some have the number of a port by chance. */
const figures =
  /"(?:asInt|asDouble|sum|min|max|count|bucketCounts)":\s*(?:"[^"]*"|\[[^\]]*\]|[-+.\de]+)/gi;

/** Words by which a call's descriptions and candidates would be found; which of them are in some text. */
export class CallWords {
  readonly #words = new Set(always);
  readonly #ports = new Set<string>();
  /** How many descriptions and candidates were read. */
  read = { descriptions: 0, candidates: 0 };

  /**
   * Reads what a page has said, or found. The four characters of a `ufrag` alone would be found in any thousand ids:
   * it is looked for with its name.
   */
  takeFrom(text: string): void {
    for (const [, word] of text.matchAll(/(?:ice-pwd|sha-256)[: ](\S+)/g)) {
      this.#words.add(word).add(word.replaceAll(":", ""));
    }
    if (text.startsWith("v=0")) this.read.descriptions++;
    const candidates = text.matchAll(
      /candidate:\S+ \d+ \w+ \d+ (\S+) (\d+)/g,
    );
    for (const [, address, port] of candidates) {
      this.read.candidates++;
      this.#words.add(`${address} ${port}`).add(`${address}:${port}`);
      if (/[.-].*[a-z]/.test(address)) this.#words.add(address);
      // TCP ones have none of their own.
      if (port !== "9") this.#ports.add(port);
    }
  }

  /** Besides these. */
  add(...words: string[]): void {
    for (const word of words) this.#words.add(word);
  }

  in(text: string): string[] {
    const all = text.toLowerCase();
    const words = [...this.#words].filter((it) =>
      all.includes(it.toLowerCase())
    );
    const rest = text.replaceAll(figures, "");
    // Not as a part of a longer number, such as a time.
    const ports = [...this.#ports].filter((it) =>
      new RegExp(`(?<![\\w.])${it}(?![\\w.])`).test(rest)
    );
    return [...words, ...ports];
  }

  /** What a server has stored of them: in its KV's values, and in the bytes of its files. */
  async storedAt(dataDir: string): Promise<string[]> {
    const words = [...this.#words];
    const kv = await tracesInKv(dataDir, words);
    const disk = await tracesOnDisk(dataDir, words);
    return [...kv, ...disk].map(({ word, where }) => `${word} in ${where}`);
  }
}
