import type { ServerAddress } from "../people.ts";

export interface ProxyPorts {
  readonly port: number;
  readonly servers: readonly number[];
  /** Each request goes to the next server, not a class to one. */
  readonly inTurn?: boolean;
}

export interface RunningProxy extends ServerAddress {
  /** Program and version. */
  readonly name: string;
  readonly port: number;
  /** Reloads the configuration. */
  reload(): Promise<void>;
  restart(): Promise<void>;
  /** Output and log files. */
  logged(): Promise<string>;
  stop(): Promise<void>;
}
