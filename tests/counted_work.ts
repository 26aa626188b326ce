/**
 * Counts what a work does, instead of timing it: blocks of JavaScript that were run, by V8's coverage; characters that
 * patterns and strings looked through; and the backtracking of patterns. The same work has the same count on every
 * machine, however busy that is.
 *
 * V8 limits the backtracking of a pattern only where its natives are allowed, which is a flag of the process.
 * {@link countedTest} therefore runs its tests in a process of their own, one for each file.
 */
import { Session } from "node:inspector/promises";

/** Set for the process that counts. */
const COUNTS = "COUNTS_WORK";
const mark = "counted: ";

interface Result {
  name: string;
  error?: string;
}

const results = new Map<string, Promise<Map<string, Result>>>();

/** Defines a test that may call {@link steps}. `file` is its `import.meta.url`. */
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

/** The counted tests of this process, one after another. */
let queue = Promise.resolve();

/** Runs the counted tests of a file. With `deno run` its other tests are not run. */
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

/** V8 counts the blocks of those functions alone that it compiles later, so this begins before all other modules. */
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
    // What counts does not count itself.
    if (url === import.meta.url) continue;
    for (const { ranges } of functions) {
      for (const { count } of ranges) sum += count;
    }
  }
  return sum;
}

/** Characters that a machine looks through in the time of one block. */
const charactersPerStep = 16;
let looked = 0;
/** True while a pattern is counted, which itself uses patterns and strings. */
let isCounting = false;

/** Counts the steps of some work. */
export async function steps(work: () => unknown): Promise<number> {
  const [count] = await stepsOfEach([null], work);
  return count;
}

/** Counts the blocks of the longest part of some work for which it lets nothing else have a turn. */
export async function longestTurn(
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

/** Counts the steps of the same work for each of some things. */
async function stepsOfEach<T>(
  things: Iterable<T>,
  work: (thing: T) => unknown,
): Promise<number[]> {
  const counts: number[] = [];
  await takeBlocks();
  for (const thing of things) {
    looked = 0;
    const restore = countBuiltins();
    try {
      await work(thing);
    } finally {
      restore();
    }
    counts.push(await takeBlocks() + Math.ceil(looked));
  }
  return counts;
}

/** What a string or an array is looked through by, from its beginning to its end at the worst. */
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
          const from = name === "indexOf" ? Number(given[1] ?? 0) : 0;
          const to = name === "indexOf" && found >= 0 ? found : this.length;
          looked += Math.max(0, to - from) / charactersPerStep;
          return found;
        });
    }
  }
  // All that strings do with patterns goes through `exec` where it is not the built-in one.
  replaceMethod(
    RegExp.prototype,
    "exec",
    restores,
    (method) =>
      function (this: RegExp, given: unknown) {
        const text = String(given);
        const from = this.global || this.sticky ? this.lastIndex : 0;
        const found = method.call(this, text);
        if (isCounting) return found;
        isCounting = true;
        looked += backtracks(this, text, from) / backtracksPerStep;
        if (!knownOf(this).isAnchored) {
          const to = found ? found.index + found[0].length : text.length;
          looked += Math.max(0, to - from) / charactersPerStep;
        }
        isCounting = false;
        return found;
      },
  );
  return () => restores.forEach((restore) => restore());
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

/** How often a machine goes back in the time of one block. */
const backtracksPerStep = 8;
/** So much at most: a pattern that goes back more often than this is not waited for. */
const mostBacktracks = 2 ** 28;

/** What is known of a pattern. */
interface Known {
  isAnchored: boolean;
  source: string;
  /** The pattern with each limit that was needed so far. */
  probes: Map<number, RegExp>;
}
const known = new Map<string, Map<string, Known>>();

function knownOf(pattern: RegExp): Known {
  const { source, flags } = pattern;
  let bySource = known.get(source);
  if (!bySource) known.set(source, bySource = new Map());
  let it = bySource.get(flags);
  if (!it) {
    const isAnchored = pattern.sticky ||
      !pattern.multiline && beginsAnchored(pattern);
    // A pattern that has reached its limit finds nothing; so this one must find something where the given one does not.
    const otherwise = isAnchored ? "" : "(?![^])";
    it = {
      isAnchored,
      source: `(?:${withoutLoops(pattern)})|${otherwise}`,
      probes: new Map(),
    };
    bySource.set(flags, it);
  }
  return it;
}

/** How often a pattern goes back in one match, to within this factor. */
let exactness = 4;

/** How often a pattern goes back in one match. */
function backtracks(pattern: RegExp, text: string, from: number): number {
  if (from > text.length) return 0;
  const { source, probes } = knownOf(pattern);
  for (let limit = 16;; limit = Math.ceil(limit * exactness)) {
    let probe = probes.get(limit);
    if (!probe) {
      probes.set(limit, probe = limited(source, pattern.flags, limit));
    }
    probe.lastIndex = from;
    if (nativeExec.call(probe, text) || limit > mostBacktracks) {
      return limit === 16 ? 0 : limit / Math.sqrt(exactness);
    }
  }
}

const atoms =
  /\\(?:[pPuk][{<][^}>]*[}>]|u[\da-f]{4}|x[\da-f]{2}|c.|\d+|[^])|\[(?:\\[^]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<\w+>))?|[^]/giu;
const nestedAtoms = new RegExp(
  atoms.source.replace(
    String.raw`\[(?:\\[^]|[^\]\\])*\]`,
    String.raw`\[(?:\\[^]|[^\[\]\\]|\[(?:\\[^]|[^\]\\])*\])*\]`,
  ),
  "giu",
);
const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/;

/** The atoms of a pattern: characters, classes, escapes and the beginnings of groups. */
function atomsOf({ source, unicodeSets }: RegExp): string[] {
  return source.match(unicodeSets ? nestedAtoms : atoms) ?? [];
}

/**
 * The same pattern with an alternative that never matches in all that is repeated: V8 walks back through `x*` without
 * counting it, but not through `(?:x|(?!))*`.
 */
function withoutLoops(pattern: RegExp): string {
  let source = "";
  const all = atomsOf(pattern);
  all.forEach((atom, n) => {
    if (atom === "(?:") source += "(?:(?!)|";
    else if (atom.startsWith("(") || "()|^$*+?{".includes(atom)) source += atom;
    else {
      const isRepeated = quantifier.test(all.slice(n + 1, n + 12).join(""));
      source += isRepeated ? `(?:${atom}|(?!))` : atom;
    }
  });
  return source;
}

/** Whether each of a pattern's alternatives begins with `^`. */
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

/** Four times the length is four times the steps; with its square it would be sixteen times. */
const linear = 8;

/** Whether the steps of some work grow with the length that it is given, and not with its square. */
export async function growsWithLength(
  work: (length: number) => unknown,
  length: number,
): Promise<boolean> {
  // What is made once, and then kept, does not count.
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

/** Which of these texts are more steps than `most` for each of their characters; each with how many. */
export async function slowOf(
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
