/** Reads what `deno test` prints: which file runs, which tests failed and why, and how many passed. */

/** A test that failed. */
export interface Failure {
  readonly file: string;
  /** The test's name, without the step that failed. */
  readonly test: string;
  /** The first line of the error. */
  readonly reason: string;
  /** What `deno test` printed of the error. */
  readonly text: string;
}

/** The result of one run of `deno test`. */
export interface Result {
  passed: number;
  /** Tests counted as failed, also those whose name is not known. */
  failed: number;
  ignored: number;
  readonly failures: Failure[];
  /** Lines that tests print for the end of the whole run, such as `not run for want of …`. */
  readonly notes: string[];
}

/** Most lines kept of what a failed test printed. */
const maxPrinted = 30;

/** A line with which a test tells the reader of a whole run something. */
const note = /^(not run|begun again)\b.*/;

/** Collects the lines of one run, and reports each file once all its tests have ended. */
export class OutputReader {
  readonly result: Result = {
    passed: 0,
    failed: 0,
    ignored: 0,
    failures: [],
    notes: [],
  };
  #file: { path: string; tests: number; since: number } | null = null;
  #section: "tests" | "errors" | "failures" = "tests";
  #blocks: string[][] = [];
  /** What the test that runs has printed, and what those printed that failed, by the name of the test or step. */
  #printed: string[] | null = null;
  readonly #printedBy = new Map<string, readonly string[]>();
  /** In which file each failed test is. Its error names the helper that defined it. */
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
    if (line === "------- output -------") this.#printed = [];
    else if (line === "----- output end -----") return;
    else if (failed && this.#printed) {
      this.#printedBy.set(failed, this.#printed.slice(-maxPrinted));
      this.#printed = null;
    } else if (/^\S.* \.\.\. ok \(.*\)$/.test(line)) this.#printed = null;
    else this.#printed?.push(line);
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

  /** Keeps one failure per test: that of the step that failed, which comes before its test's own. */
  #endErrors(): void {
    for (const [first, ...rest] of this.#blocks) {
      const { test, ...head } = errorHead(first)!;
      const file = this.#fileOf.get(test) ?? head.file;
      const { failures } = this.result;
      if (failures.some((it) => it.file === file && it.test === test)) continue;
      const printed = this.#printedBy.get(test) ?? [];
      const reason = rest.find((it) => it.startsWith("error: ")) ?? "";
      failures.push({
        file,
        test,
        reason: reason.replace(/^error: (Uncaught )?(\(in promise\) )?/, ""),
        text: [...printed, first, ...rest].join("\n").trimEnd(),
      });
    }
  }
}

/** The line above an error: `name ... step => ./tests/some_test.ts:12:3`, or `./tests/some_test.ts (uncaught error)`. */
function errorHead(line: string): { file: string; test: string } | null {
  const [, name, file] = /^(\S.*) => (?:\.\/)?(.+?):\d+:\d+$/.exec(line) ?? [];
  if (file) return { file, test: name.split(" ... ")[0] };
  const [, whole] = /^(?:\.\/)?(\S+) \(uncaught error\)$/.exec(line) ?? [];
  return whole ? { file: whole, test: "(the file itself)" } : null;
}
