/** Parses the output of `deno test`: files, failures with reasons, and counts. */

export interface TestFailure {
  readonly file: string;
  /** The name that a filter finds, without the failed step. */
  readonly test: string;
  /** The step that failed, inside the steps around it; null outside of steps. */
  readonly step: string | null;
  /** First line of the error. */
  readonly reason: string;
  readonly text: string;
}

export interface RunResult {
  passed: number;
  /** Includes failed tests whose name is unknown. */
  failed: number;
  ignored: number;
  readonly failures: TestFailure[];
  /** Lines for the end of the run, such as `not run without xvfb: …`. */
  readonly notes: string[];
}

/** Lines kept of a failed test's output. */
const maxPrinted = 30;

const note = /^(not run|begun again)\b.*/;

/** Collects the lines of one run, and reports each file when its tests end. */
export class OutputReader {
  readonly result: RunResult = {
    passed: 0,
    failed: 0,
    ignored: 0,
    failures: [],
    notes: [],
  };
  #file: { path: string; tests: number; since: number } | null = null;
  #section: "tests" | "errors" | "failures" = "tests";
  #blocks: string[][] = [];
  /** Output of the running test, and of failed ones by name. */
  #printed: string[] | null = null;
  readonly #printedBy = new Map<string, readonly string[]>();
  /** File of each failed test; its error names the defining helper. */
  readonly #fileOf = new Map<string, string>();

  constructor(
    private readonly onFile: (
      path: string,
      tests: number,
      milliseconds: number,
    ) => void = () => {},
    private readonly now: () => number = () => performance.now(),
  ) {}

  read(line: string): void {
    if (note.test(line)) this.result.notes.push(line);
    this.#readPrinted(line);
    const running = /^running (\d+) tests? from (?:\.\/)?(.+)$/.exec(line);
    if (running) {
      this.#endFile();
      this.#section = "tests";
      this.#printed = null;
      const [, tests, path] = running;
      this.#file = { path, tests: Number(tests), since: this.now() };
    } else if (line === " ERRORS ") {
      this.#endFile();
      this.#section = "errors";
      this.#blocks = [];
    } else if (line === " FAILURES ") {
      this.#section = "failures";
      this.#endErrors();
    } else if (/^(ok|FAILED) \| \d+ passed/.test(line)) {
      this.#endFile();
      this.#count(line);
    } else if (this.#section === "errors") {
      if (errorHead(line)) this.#blocks.push([line]);
      else this.#blocks.at(-1)?.push(line);
    }
  }

  #readPrinted(line: string): void {
    const [, failed] = /^(\S.*) \.\.\. FAILED \(.*\)$/.exec(line) ?? [];
    if (failed && this.#file) this.#fileOf.set(failed, this.#file.path);
    // Each step has blocks of its own.
    if (line === "------- output -------") this.#printed ??= [];
    else if (line === "----- output end -----") return;
    else if (failed && this.#printed) {
      this.#printedBy.set(failed, this.#printed.slice(-maxPrinted));
      this.#printed = null;
    } else if (/^\S.* \.\.\. (ok|ignored) \(.*\)$/.test(line)) {
      this.#printed = null;
    } else this.#printed?.push(line);
  }

  #endFile(): void {
    if (this.#file === null) return;
    const { path, tests, since } = this.#file;
    this.#file = null;
    this.onFile(path, tests, this.now() - since);
  }

  #count(line: string): void {
    const number = (what: string) =>
      Number(new RegExp(`(\\d+) ${what}`).exec(line)?.[1] ?? 0);
    this.result.passed += number("passed");
    this.result.failed += number("failed");
    this.result.ignored += number("ignored");
  }

  /** Keeps one failure per test: the failed step's, which comes first. */
  #endErrors(): void {
    for (const [first, ...rest] of this.#blocks) {
      const { test, step, ...head } = errorHead(first)!;
      const file = this.#fileOf.get(test) ?? head.file;
      const { failures } = this.result;
      if (failures.some((it) => it.file === file && it.test === test)) continue;
      const printed = this.#printedBy.get(test) ?? [];
      const reason = rest.find((it) => it.startsWith("error: ")) ?? "";
      failures.push({
        file,
        test,
        step,
        reason: reason.replace(/^error: (Uncaught )?(\(in promise\) )?/, ""),
        text: [...printed, first, ...rest].join("\n").trimEnd(),
      });
    }
  }
}

/** Parses `name ... step => ./tests/some_test.ts:12:3` or `./tests/some_test.ts (uncaught error)`. */
function errorHead(
  line: string,
): Pick<TestFailure, "file" | "test" | "step"> | null {
  const [, name, file] = /^(\S.*) => (?:\.\/)?(.+?):\d+:\d+$/.exec(line) ?? [];
  if (file) {
    const [test, ...steps] = name.split(" ... ");
    return { file, test, step: steps.join(": ") || null };
  }
  const [, whole] = /^(?:\.\/)?(\S+) \(uncaught error\)$/.exec(line) ?? [];
  return whole ? { file: whole, test: "(the file itself)", step: null } : null;
}
