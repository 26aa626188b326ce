import {
  isDenoDeployKv,
  isPostgresUrl,
  isRemoteUrl,
  kvPath,
  type Settings,
  shownPlace,
} from "../../classroom/settings.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import { KvBusyRetry } from "../../sync/kv/busy_retry.ts";
import { errorMessage } from "../error_message.ts";
import { openStore, type ReportFailure } from "../platform/kv.ts";
import { claimFormat } from "./format.ts";
import { acquireLocks } from "./locks.ts";
import { kvFilePath, makeDataDir, setAccessToken } from "./places.ts";
import { isHalfRestored } from "./restore_swap.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/**
 * Opens the KV for the server and takes its locks. Throws a sentence that names the setting or the obstacle, such as
 * data of a newer version.
 */
export async function openKv(
  settings: Settings,
  report: ReportFailure,
): Promise<Kv> {
  const kv = await open(settings, report);
  const place = shownPlace(kvPath(settings));
  await new KvBusyRetry().retry(() => claimFormat(kv, place));
  return kv;
}

async function open(settings: Settings, report: ReportFailure): Promise<Kv> {
  setAccessToken(settings);
  if (isDenoDeployKv(settings)) return await openStore();
  // Deno Deploy has no lasting disk.
  if (!settings.DENO_DEPLOYMENT_ID) await makeDataDir(settings);
  const place = kvPath(settings), file = kvFilePath(settings);
  let refused: string | null;
  try {
    refused = acquireLocks(settings);
    if (file !== null && refused === null && await isHalfRestored(file)) {
      refused = t.halfRestored(file);
    }
    if (refused === null) {
      if (isPostgresUrl(place)) return await openStore(place, report);
      if (isRemoteUrl(place)) {
        return await openSeveralHandles(() => openStore(place));
      }
      return await new KvBusyRetry().retry(() => openStore(place));
    }
  } catch (error) {
    const name = settings.KV_URL ? "KV_URL" : "DATA_DIR";
    const why = errorMessage(error);
    throw new Error(t.cannotOpen(name, shownPlace(place), why));
  }
  throw new Error(refused);
}

// Deno uses one HTTP/2 connection per KV handle, and `denokv` leaves Nagle's algorithm on: the second of two
// simultaneous answers waits 40 ms for an acknowledgement. So several handles are opened, and a request goes to an idle
// one.

const readHandles = 12, watchHandles = 4;

/** Opens all connections or none; closing closes all. */
export async function openSeveralHandles(
  open: () => Promise<Kv>,
): Promise<Kv> {
  const opened = await Promise.allSettled(
    Array.from({ length: readHandles + watchHandles }, () => open()),
  );
  const all = opened.flatMap((it) => it.status === "fulfilled" ? it.value : []);
  const failed = opened.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") {
    for (const kv of all) kv.close();
    throw failed.reason;
  }
  const connections = new Connections(all.slice(0, readHandles));
  const watches = all.slice(readHandles);
  let turn = 0;
  const own: Partial<Record<string | symbol, unknown>> = {
    get: connections.asks("get"),
    getMany: connections.asks("getMany"),
    set: connections.asks("set"),
    delete: connections.asks("delete"),
    list: connections.begins("list", "next"),
    atomic: connections.begins("atomic", "commit"),
    watch: (...given: Parameters<Kv["watch"]>) =>
      watches[turn++ % watchHandles].watch(...given),
  };
  own.close = own[Symbol.dispose] = () => all.forEach((kv) => kv.close());
  return new Proxy(all[0], {
    get(target, name) {
      if (name in own) return own[name];
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

class Connections {
  readonly #underway: number[];
  #turn = 0;

  constructor(readonly handles: readonly Kv[]) {
    this.#underway = handles.map(() => 0);
  }

  asks(name: "get" | "getMany" | "set" | "delete") {
    return (...given: unknown[]) => {
      const at = this.#idlest();
      const method = this.handles[at][name] as (...given: unknown[]) => unknown;
      return this.#counted(at, () => method.apply(this.handles[at], given));
    };
  }

  /** A method whose result makes requests later. */
  begins(name: "list" | "atomic", asks: "next" | "commit") {
    return (...given: unknown[]) => {
      const at = this.#idlest();
      const method = this.handles[at][name] as (...given: unknown[]) => object;
      const made = method.apply(this.handles[at], given) as Record<
        string,
        () => unknown
      >;
      const ask = made[asks];
      made[asks] = () => this.#counted(at, () => ask.call(made));
      return made;
    };
  }

  async #counted(at: number, ask: () => unknown): Promise<unknown> {
    this.#underway[at]++;
    try {
      return await ask();
    } finally {
      this.#underway[at]--;
    }
  }

  /** Starts at the next handle each time, so that objects that make requests later are spread too. */
  #idlest(): number {
    const count = this.handles.length, first = this.#turn++;
    let idlest = first % count;
    for (let n = 1; n < count; n++) {
      const at = (first + n) % count;
      if (this.#underway[at] < this.#underway[idlest]) idlest = at;
    }
    return idlest;
  }
}
