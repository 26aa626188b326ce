/**
 * Counts steps instead of time, so that every machine gets the same result: executed JavaScript blocks (V8 coverage),
 * characters scanned, and backtracks of patterns. The backtrack limit needs a V8 flag, so {@link countedTest} runs a
 * file's tests in a separate process.
 */
import { Session } from "node:inspector/promises";

/** Set in the counting process. */
const COUNTS = "COUNTS_WORK";
const mark = "counted: ";

interface Result {
  name: string;
  error?: string;
}

const results = new Map<string, Promise<Map<string, Result>>>();

/** Defines a test that may call {@link countSteps}. `file` is its `import.meta.url`. */
export function countedTest(
  file: string,
  name: string,
  test: () => void | Promise<void>,
): void {
  if (Deno.env.get(COUNTS)) {
    queue = queue.then(async () => {
      let error: string | undefined;
      try {
        await test();
      } catch (thrown) {
        error = thrown instanceof Error
          ? thrown.stack ?? thrown.message
          : String(thrown);
      }
      console.log(mark + JSON.stringify({ name, error }));
    });
    return;
  }
  Deno.test(name, async () => {
    let all = results.get(file);
    if (!all) results.set(file, all = resultsOf(file));
    const result = (await all).get(name);
    if (!result) throw new Error("the process that counts did not run this");
    if (result.error) throw new Error(result.error);
  });
}

let queue = Promise.resolve();

/** Runs the counted tests of a file. `deno run` skips its other tests. */
async function resultsOf(file: string): Promise<Map<string, Result>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", "--v8-flags=--allow-natives-syntax"],
      `--preload=${import.meta.filename}`,
      file,
    ],
    env: { [COUNTS]: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  const found = new Map<string, Result>();
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    if (!line.startsWith(mark)) continue;
    const result: Result = JSON.parse(line.slice(mark.length));
    found.set(result.name, result);
  }
  return found;
}

/** V8 counts only functions compiled after this, so this module is preloaded. */
const session = Deno.env.get(COUNTS) ? await startCounting() : null;

async function startCounting(): Promise<Session> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", {
    callCount: true,
    detailed: true,
  });
  return session;
}

async function takeBlocks(): Promise<number> {
  if (!session) throw new Error("only a counted test can count steps");
  const { result } = await session.post("Profiler.takePreciseCoverage") as {
    result: { url: string; functions: { ranges: { count: number }[] }[] }[];
  };
  let sum = 0;
  for (const { url, functions } of result) {
    // Excludes the blocks of this module.
    if (url === import.meta.url) continue;
    for (const { ranges } of functions) {
      for (const { count } of ranges) sum += count;
    }
  }
  return sum;
}

/** Characters scanned in the time of one block. */
const charactersPerStep = 16;
let looked = 0;
/** Counting a pattern itself uses patterns and strings. */
let isCounting = false;

export async function countSteps(work: () => unknown): Promise<number> {
  const [count] = await stepsOfEach([null], work);
  return count;
}

/** Counts the blocks of the longest stretch of work between two turns of the event loop. */
export async function countLongestTurn(
  work: () => Promise<unknown>,
): Promise<number> {
  let longest = 0, isOver = false;
  await takeBlocks();
  const watch = (async () => {
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve));
      longest = Math.max(longest, await takeBlocks());
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await watch;
  }
  return longest;
}

async function stepsOfEach<T>(
  things: Iterable<T>,
  work: (thing: T) => unknown,
): Promise<number[]> {
  const counts: number[] = [];
  // Once for all: to replace a method makes V8 compile anew what calls it.
  const restore = countBuiltins();
  try {
    await takeBlocks();
    for (const thing of things) {
      looked = 0;
      await work(thing);
      const scanned = Math.ceil(looked);
      counts.push(await takeBlocks() + scanned);
    }
  } finally {
    restore();
  }
  return counts;
}

/** Methods that may scan the whole string or array. */
const walks: [object, string[]][] = [
  [String.prototype, [
    ..."indexOf lastIndexOf includes normalize toLowerCase toUpperCase"
      .split(" "),
    ..."split replaceAll repeat trim trimEnd trimStart".split(" "),
  ]],
  [Array.prototype, [
    ..."indexOf lastIndexOf includes".split(" "),
  ]],
];

function countBuiltins(): () => void {
  const restores: (() => void)[] = [];
  for (const [prototype, names] of walks) {
    for (const name of names) {
      replaceMethod(prototype, name, restores, (method) =>
        // deno-lint-ignore no-explicit-any -- a method of a string or an array
        function (this: any, ...given: unknown[]) {
          const found = method.apply(this, given);
          if (isCounting) return found;
          if (name === "normalize") looked += countMoves(this) / movesPerStep;
          const from = name === "indexOf" ? Number(given[1] ?? 0) : 0;
          const to = name === "indexOf" && found >= 0 ? found : this.length;
          looked += Math.max(0, to - from) / charactersPerStep;
          return found;
        });
    }
  }
  // The string methods call a replaced `exec`.
  replaceMethod(
    RegExp.prototype,
    "exec",
    restores,
    (method) =>
      function (this: RegExp, given: unknown) {
        if (isCounting) return method.call(this, given);
        isCounting = true;
        const text = String(given);
        const pattern = knownOf(this);
        const from = pattern.isFromLast ? this.lastIndex : 0;
        const found = method.call(this, text);
        looked += backtracks(pattern, text, from) / backtracksPerStep;
        if (!pattern.isAnchored) {
          const to = found ? found.index + found[0].length : text.length;
          looked += Math.max(0, to - from) / charactersPerStep;
        }
        isCounting = false;
        return found;
      },
  );
  return () => restores.forEach((restore) => restore());
}

/** Moves of a mark past another in the time of one block. */
const movesPerStep = 64;
const runsOfMarks = /[\p{M}\uff9e\uff9f]+/gu;

/** The most moves by which ICU orders the marks of a text: half of the square of each run. */
function countMoves(text: string): number {
  isCounting = true;
  const runs = text.match(runsOfMarks) ?? [];
  isCounting = false;
  return runs.reduce((sum, { length }) => sum + length ** 2 / 2, 0);
}

function replaceMethod(
  prototype: object,
  name: string,
  restores: (() => void)[],
  // deno-lint-ignore no-explicit-any -- built-in methods of any kind
  replacement: (method: any) => unknown,
): void {
  const before = Object.getOwnPropertyDescriptor(prototype, name)!;
  const value = replacement(before.value);
  Object.defineProperty(prototype, name, { ...before, value });
  restores.push(() => Object.defineProperty(prototype, name, before));
}

type Limited = (source: string, flags: string, limit: number) => RegExp;

const limited: Limited = Deno.env.get(COUNTS)
  ? new Function(
    "return (a, b, c) => %NewRegExpWithBacktrackLimit(a, b, c)",
  )()
  : () => {
    throw new Error("only a counted test can count steps");
  };
const nativeExec = RegExp.prototype.exec;

/** Backtracks in the time of one block. */
const backtracksPerStep = 8;
/** A pattern's backtracks are counted up to about this many. */
const mostBacktracks = 2 ** 28;

interface Known {
  isAnchored: boolean;
  /** Whether a search begins at `lastIndex`. */
  isFromLast: boolean;
  source: string;
  flags: string;
  /** The compiled pattern by backtrack limit. */
  probes: Map<number, RegExp>;
}
const known = new Map<string, Known>();
const knownObjects = new WeakMap<RegExp, Known>();

function knownOf(pattern: RegExp): Known {
  let it = knownObjects.get(pattern);
  if (it) return it;
  const { source, flags } = pattern;
  const key = `${flags}/${source}`;
  it = known.get(key);
  if (!it) {
    const isAnchored = pattern.sticky ||
      !pattern.multiline && beginsAnchored(pattern);
    // A pattern at its backtrack limit finds nothing, so the probe must match where the original does not.
    const otherwise = isAnchored ? "" : "(?![^])";
    it = {
      isAnchored,
      isFromLast: pattern.global || pattern.sticky,
      flags,
      source: `(?:${withoutLoops(pattern)})|${otherwise}`,
      probes: new Map(),
    };
    known.set(key, it);
  }
  knownObjects.set(pattern, it);
  return it;
}

/** Factor between successive backtrack limits: counts are exact only up to it. */
let exactness = 4;

function backtracks(
  { source, flags, probes }: Known,
  text: string,
  from: number,
): number {
  if (from > text.length) return 0;
  for (let limit = 16;; limit = Math.ceil(limit * exactness)) {
    let probe = probes.get(limit);
    if (!probe) {
      probes.set(limit, probe = limited(source, flags, limit));
    }
    probe.lastIndex = from;
    if (nativeExec.call(probe, text) || limit > mostBacktracks) {
      return limit === 16 ? 0 : limit / Math.sqrt(exactness);
    }
  }
}

const atoms =
  /\\(?:[pPuk][{<][^}>]*[}>]|u[\da-f]{4}|x[\da-f]{2}|c.|\d+|[^])|\[(?:\\[^]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<\w+>))?|\{\d+(?:,\d*)?\}|[^]/giu;
const nestedAtoms = new RegExp(
  atoms.source.replace(
    String.raw`\[(?:\\[^]|[^\]\\])*\]`,
    String.raw`\[(?:\\[^]|[^\[\]\\]|\[(?:\\[^]|[^\]\\])*\])*\]`,
  ),
  "giu",
);
const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/;

/** Splits a pattern into characters, classes, escapes and group starts. */
function atomsOf({ source, unicodeSets }: RegExp): string[] {
  return source.match(unicodeSets ? nestedAtoms : atoms) ?? [];
}

/** Adds an alternative that never matches to each repeated atom: V8 counts backtracks in `(?:x|(?!))*`, not in `x*`. */
function withoutLoops(pattern: RegExp): string {
  let source = "";
  const all = atomsOf(pattern);
  all.forEach((atom, n) => {
    if (atom === "(?:") source += "(?:(?!)|";
    else if (/^[({]/.test(atom) || ")|^$*+?".includes(atom)) source += atom;
    else {
      const isRepeated = quantifier.test(all.slice(n + 1, n + 12).join(""));
      source += isRepeated ? `(?:${atom}|(?!))` : atom;
    }
  });
  return source;
}

/** Whether every alternative starts with `^`. */
function beginsAnchored(pattern: RegExp): boolean {
  let depth = 0;
  let begins = true;
  for (const atom of atomsOf(pattern)) {
    if (begins && atom !== "^") return false;
    begins = atom === "|" && depth === 0;
    if (atom.startsWith("(")) depth++;
    if (atom === ")") depth--;
  }
  return !begins;
}

/**
 * Factor of the steps at four times the length, below which growth is linear. Quadratic work takes 16 times the steps.
 */
const linear = 8;

export async function growsLinearly(
  work: (length: number) => unknown,
  length: number,
): Promise<boolean> {
  // Warms caches, which do not count.
  await work(length);
  const before = exactness;
  exactness = 1.3;
  try {
    const [short, long] = await stepsOfEach([length, 4 * length], work);
    return long < linear * short;
  } finally {
    exactness = before;
  }
}

/** Texts that take more than `most` steps per character. */
export async function findSlowTexts(
  texts: Iterable<string>,
  read: (text: string) => unknown,
  most: number,
): Promise<string[]> {
  const all = [...texts];
  const counts = await stepsOfEach(all, read);
  return all.flatMap((text, n) => {
    const each = counts[n] / text.length;
    const what = JSON.stringify(text.slice(0, 40));
    return each > most ? [`${each.toFixed(1)} for each of ${what}`] : [];
  });
}
