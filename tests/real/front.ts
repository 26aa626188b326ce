/** A proxy in front of Homeroom, which people open over https. */
import type { Place } from "../people.ts";

/** Where it listens, and at which ports of this machine the servers do that it stands before. */
export interface Put {
  readonly port: number;
  readonly servers: readonly number[];
}

/** One that runs. */
export interface Front extends Place {
  /** Which program, in which version. */
  readonly name: string;
  readonly port: number;
  /** Has it read its configuration anew. */
  reload(): Promise<void>;
  /** Stops and starts it. */
  restart(): Promise<void>;
  /** All that it has written, to its logs and to the terminal. */
  logged(): Promise<string>;
  stop(): Promise<void>;
}
