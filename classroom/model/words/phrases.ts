/**
 * Finds phrases in text, in time proportional to its length. A phrase is a line of words: `(a|b c|)` are
 * alternatives, `_` is up to {@link maxGap} words between, `{name}` a list of alternatives, and a line that begins
 * with `!` an exception: what overlaps it does not count. A Han character is a word of its own.
 */

import { readLookalikes } from "./lookalikes.ts";
import { plainText } from "./plain_text.ts";

/** A position in patterns. Alternatives share the nodes after them. */
interface Node {
  readonly next: Map<string, Node[]>;
  /** Places after a gap. */
  readonly gaps: Node[];
  /** The phrase that ends here. */
  phrase?: string;
}

interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly phrase: string;
}

const maxGap = 4;
/** Maximum characters of a text that are read. */
const maxTextLength = 100_000;

const wordPattern = /\p{Script=Han}|[\p{L}\p{N}]+(?:[@$!.*_-][\p{L}\p{N}]+)*/gu;
const han = /\p{Script=Han}/u;
/** Simplified characters of the lists, each before its traditional one. */
const simplified = pairs(
  "杀殺伤傷残殘跃躍药藥结結东東烧燒遗遺书書脱脫难難过過没沒爱愛恶惡讨討厌厭亲親妈媽爷爺弃棄离離强強暴暴骚騷扰擾亵褻" +
    "网網给給拍拍传傳张張图圖穿穿裤褲怀懷学學枪槍炸炸弹彈带帶赔賠师師凌凌负負挤擠孤孤绝絕减減泻瀉饿餓瘦瘦" +
    "让讓们們这這个個说說讲講话話骂罵丑醜脏髒恐恐吓嚇会會还還从從楼樓后後门門关關锁鎖赶趕样樣与與为為声聲胁脅",
);

export class Phrases {
  readonly #root = makeNode();
  readonly #exceptions = makeNode();
  /** All words of phrases, to choose between readings of a disguised word. */
  readonly #known = new Set<string>();

  /** @param lists texts for `{name}` */
  constructor(
    lines: Iterable<string>,
    lists: Readonly<Record<string, string>> = {},
  ) {
    for (const line of lines) {
      const isException = line.startsWith("!");
      const phrase = line.replace(/^!\s*/, "");
      const pattern = fillLists(phrase, lists);
      const root = isException ? this.#exceptions : this.#root;
      merge(root, this.#compile(pattern, makeNode(phrase)));
    }
  }

  /** The phrases of a text, each once, without those that overlap an exception. */
  find(text: string): string[] {
    return this.findIn(tokensOf(text));
  }

  /** As {@link find}, for a text whose tokens several lists read. */
  findIn(tokens: readonly string[]): string[] {
    const words = joinSpelled(
      wordsIn(tokens, (it) => this.#read(it)),
      this.#known,
    );
    const spans: Span[] = [];
    for (let start = 0; start < words.length; start++) {
      const span = longestSpan(this.#root, words, start);
      if (span) spans.push(span);
    }
    if (spans.length === 0) return [];
    const isHarmless = new Uint8Array(words.length);
    for (let start = 0; start < words.length; start++) {
      const span = longestSpan(this.#exceptions, words, start);
      if (span) isHarmless.fill(1, span.from, span.to);
    }
    const countedSpans = spans.filter(({ from, to }) =>
      !isHarmless.subarray(from, to).includes(1)
    );
    return [...new Set(countedSpans.map(({ phrase }) => phrase))];
  }

  /** Compiles a pattern from its end; returns its first node. */
  #compile(pattern: string, end: Node): Node {
    return splitPattern(pattern).reduceRight((nextNode, part) => {
      const node = makeNode();
      if (part === "_") {
        node.gaps.push(nextNode);
        node.phrase = nextNode.phrase;
      } else if (part.startsWith("(")) {
        for (const alternative of splitAlternatives(part.slice(1, -1))) {
          merge(node, this.#compile(alternative, nextNode));
        }
      } else {
        this.#known.add(part);
        node.next.set(part, [nextNode]);
      }
      return node;
    }, end);
  }

  /** Undoes a disguise ("k1ll", "dieee") if that makes a word of the phrases. */
  #read(token: string): string[] {
    const isKnown = (it: string) => this.#known.has(it);
    if (isKnown(token)) return [token];
    const plain = readLookalikes(token);
    const reading = [
      plain,
      plain.replace(/[.*_-]/g, ""),
      plain.replace(/(.)\1{2,}/gu, "$1$1"),
      plain.replace(/(.)\1{2,}/gu, "$1"),
    ].find(isKnown);
    return reading ? [reading] : partsOf(token);
  }
}

/** Words of a text, of which a disguised one is not read yet. */
export function tokensOf(text: string): readonly string[] {
  return plainText(text.slice(0, maxTextLength)).replace(/[’‘'`´]/gu, "")
    .match(wordPattern) ?? [];
}

function partsOf(token: string): string[] {
  return token.split(/[^\p{L}\p{N}]+/u);
}

function wordsIn(
  tokens: readonly string[],
  read: (token: string) => string[],
): string[] {
  return tokens.flatMap((token) =>
    han.test(token)
      ? [simplified.get(token) ?? token]
      : token.length === 1
      ? [token]
      : read(token)
  );
}

/** Joins three or more single letters, as in "k i l l", if together they are a known word. */
function joinSpelled(
  words: readonly string[],
  knownWords: ReadonlySet<string>,
): string[] {
  const joined: string[] = [];
  let letters: string[] = [];
  const end = () => {
    const spelled = letters.join("");
    if (letters.length >= 3 && knownWords.has(spelled)) joined.push(spelled);
    else joined.push(...letters);
    letters = [];
  };
  for (const word of words) {
    if (word.length === 1 && !han.test(word)) letters.push(word);
    else {
      end();
      joined.push(word);
    }
  }
  end();
  return joined;
}

function longestSpan(
  root: Node,
  words: readonly string[],
  from: number,
): Span | undefined {
  let longest: Span | undefined;
  const walk = (node: Node, index: number) => {
    if (node.phrase !== undefined && index > (longest?.to ?? from)) {
      longest = { from, to: index, phrase: node.phrase };
    }
    for (const next of node.next.get(words[index]) ?? []) walk(next, index + 1);
    for (const gapEnd of node.gaps) {
      for (let skipped = 0; skipped <= maxGap; skipped++) {
        for (const next of gapEnd.next.get(words[index + skipped]) ?? []) {
          walk(next, index + skipped + 1);
        }
      }
    }
  };
  walk(root, from);
  return longest;
}

function makeNode(phrase?: string): Node {
  const node: Node = { next: new Map(), gaps: [] };
  return phrase === undefined ? node : { ...node, phrase };
}

/** Adds to `node` what may follow `source`. */
function merge(node: Node, source: Node): void {
  for (const [word, nodes] of source.next) {
    const existingNodes = node.next.get(word);
    if (existingNodes) existingNodes.push(...nodes);
    else node.next.set(word, [...nodes]);
  }
  node.gaps.push(...source.gaps);
  node.phrase ??= source.phrase;
}

function fillLists(
  line: string,
  lists: Readonly<Record<string, string>>,
): string {
  return line.replace(
    /\{([^}]+)\}/g,
    (_, name) => `(${fillLists(lists[name], lists)})`,
  );
}

/** Words, `_` and groups with their parentheses. */
function splitPattern(pattern: string): string[] {
  const parts: string[] = [];
  let depth = 0, text = "";
  const end = () => {
    parts.push(
      ...text.split(/(_)/).flatMap((piece) =>
        piece === "_" ? [piece] : wordsIn(tokensOf(piece), partsOf)
      ),
    );
    text = "";
  };
  for (const letter of pattern) {
    if (letter === "(" && depth++ === 0) end();
    text += letter;
    if (letter !== ")" || --depth > 0) continue;
    parts.push(text);
    text = "";
  }
  end();
  return parts;
}

function splitAlternatives(inside: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of inside) {
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (letter === "|" && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

function pairs(text: string): ReadonlyMap<string, string> {
  const letters = [...text];
  return new Map(
    letters.flatMap((it, at) => at % 2 ? [] : [[it, letters[at + 1]]]),
  );
}
