import { isPostgresUrl } from "../../classroom/settings.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import type { Kv } from "../../sync/kv/kv.ts";
import { openPostgresKv } from "../../sync/kv/postgres/open_postgres.ts";
import {
  UnusableDatabase,
  type UnusableReason,
} from "../../sync/kv/postgres/schema.ts";
import { openNodeKv } from "./node_kv.ts";
import { isDeno } from "./runtime.ts";

/** Takes failures outside of requests; `what` is a fixed sentence. */
export type ReportFailure = (what: string, error: unknown) => void;

/**
 * Opens Deno's KV, or its replacement on Node: in a file, or in memory (`:memory:`); without a place, Deno
 * Deploy's. A `postgres:` address opens our own in PostgreSQL. `isServer`: commands that need the servers to be stopped
 * can then tell.
 */
export async function openStore(
  place?: string,
  report: ReportFailure = console.error,
  isServer = false,
): Promise<Kv> {
  if (place !== undefined && isPostgresUrl(place)) {
    return await openPostgres(place, report, isServer);
  }
  return isDeno ? await Deno.openKv(place) : await openNodeKv(place);
}

async function openPostgres(
  url: string,
  report: ReportFailure,
  isServer: boolean,
): Promise<Kv> {
  try {
    return await openPostgresKv(url, {
      report,
      isServer,
      onUnsafe: () => console.warn(t.postgresNotDurable),
    });
  } catch (error) {
    if (!(error instanceof UnusableDatabase)) throw error;
    const { reason, detail } = error;
    const sentences: Record<UnusableReason, string> = {
      "too-old": t.postgresTooOld(detail),
      "newer-schema": t.postgresNewer,
      "several-addresses": t.postgresAddresses(detail),
    };
    throw new Error(sentences[reason]);
  }
}
