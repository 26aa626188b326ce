/** What the server tells operators of the machine that it runs on; `server/operator/machine.ts` makes it. */

/** `unused`: nothing sets it; `unsure`: it could not be tried, or works but should be changed. */
export type CheckState = "works" | "fails" | "unsure" | "unused";

export interface CheckResult {
  readonly state: CheckState;
  /** One line in English: what was found, and what to do. */
  readonly text: string;
}

export interface CheckLine extends CheckResult {
  readonly name: string;
}

/** Bytes and milliseconds since 1970. */
export interface MachineFigures {
  readonly startedAt: number;
  /** Name and version, such as `Deno 2.9.6`. */
  readonly runtime: string;
  readonly memory: number;
  /** Where the database is, without a password. */
  readonly database: string;
  /** Null: it is not in a file. */
  readonly databaseSize: number | null;
  /** The space that is free for it; null as well. */
  readonly free: number | null;
  /** Null: none was made by `backup`. */
  readonly lastBackup: { readonly at: number; readonly folder: string } | null;
}

export interface Machine {
  readFigures(): Promise<MachineFigures>;
  /** Tries what the server itself uses. At most one run at a time, and one in ten seconds: more callers share it. */
  runChecks(): Promise<readonly CheckLine[]>;
}
