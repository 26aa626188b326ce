/**
 * Searches stored data and output of a server for call signaling (K-4). The KV is uncompressed, so its text is
 * searchable.
 */
import { findTracesInKv, findTracesOnDisk } from "./traces.ts";

/** Texts in session descriptions and ICE candidates, also as JSON. */
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

/** Metrics contain thousands of numbers, and some equal a port. */
const figures =
  /"(?:asInt|asDouble|sum|min|max|count|bucketCounts)":\s*(?:"[^"]*"|\[[^\]]*\]|[-+.\de]+)/gi;

/** Words that identify a call's signaling. */
export class SignalingWords {
  readonly #words = new Set(always);
  readonly #ports = new Set<string>();
  read = { descriptions: 0, candidates: 0 };

  /** A `ufrag` has only four characters, so the search includes its name. */
  addFromSignal(text: string): void {
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
      // TCP candidates have no port.
      if (port !== "9") this.#ports.add(port);
    }
  }

  add(...words: string[]): void {
    for (const word of words) this.#words.add(word);
  }

  findIn(text: string): string[] {
    const all = text.toLowerCase();
    const words = [...this.#words].filter((it) =>
      all.includes(it.toLowerCase())
    );
    const rest = text.replaceAll(figures, "");
    // Skips matches inside a longer number, such as a time.
    const ports = [...this.#ports].filter((it) =>
      new RegExp(`(?<![\\w.])${it}(?![\\w.])`).test(rest)
    );
    return [...words, ...ports];
  }

  async findInStore(dataDir: string): Promise<string[]> {
    const words = [...this.#words];
    const kv = await findTracesInKv(dataDir, words);
    const disk = await findTracesOnDisk(dataDir, words);
    return [...kv, ...disk].map(({ word, where }) => `${word} in ${where}`);
  }
}
