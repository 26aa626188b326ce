/** Facts about the server's machine for operators; `server/operator/machine.ts` collects them. */

/** `unused`: the settings do not use it; `unsure`: it could not be tried, or works but should be changed. */
export type CheckState = "works" | "fails" | "unsure" | "unused";

export interface CheckResult {
  readonly state: CheckState;
  /** One line in English: what was found, and what to do. */
  readonly text: string;
}

/** `by-command`: only the command `doctor` can try it. */
export interface CheckLine extends Pick<CheckResult, "text"> {
  readonly name: string;
  readonly state: CheckState | "by-command";
}

/** Sizes in bytes, times in ms since 1970. */
export interface MachineFigures {
  readonly startedAt: number;
  /** Name and version, such as `Deno 2.9.6`. */
  readonly runtime: string;
  readonly memory: number;
  /** Where the database is, without a password. */
  readonly database: string;
  /** Null: the database is not in a file. */
  readonly databaseSize: number | null;
  /** Free bytes of the data folder's disk; null: neither database nor uploads are there. */
  readonly free: number | null;
  /** Null: the command `backup` has made none. */
  readonly lastBackup: { readonly at: number; readonly folder: string } | null;
}

export interface Machine {
  readFigures(): Promise<MachineFigures>;
  /** Tries what the server itself can try, and names the rest. Callers within ten seconds share one run. */
  runChecks(): Promise<readonly CheckLine[]>;
}
