/**
 * The one app: made once at the start, given its settings, shared through `globalThis`, because routes
 * and the server are bundled apart and each has its own copy of every module. Tests make several.
 */
import { Accounts } from "./accounts.ts";
import { kvPath, type Settings } from "./settings.ts";
import { Tokens } from "./tokens.ts";

/** What routes and the server work with. */
export interface App {
  readonly settings: Settings;
  readonly kv: Deno.Kv;
  readonly tokens: Tokens;
  readonly accounts: Accounts;
  /** Set when the server goes down, so that no new work is sent here. */
  stopping: boolean;
  /** Ends what the app itself has running and closes the store; sockets are closed before. */
  close(): Promise<void>;
}

/** Makes an app. `kv` is given by tests; else it is opened where the settings say. */
export async function makeApp(settings: Settings, kv?: Deno.Kv): Promise<App> {
  const store = kv ?? await Deno.openKv(kvPath(settings));
  const tokens = new Tokens(store);
  const accounts = new Accounts(store, tokens, settings);
  return {
    settings,
    kv: store,
    tokens,
    accounts,
    stopping: false,
    close() {
      store.close();
      return Promise.resolve();
    },
  };
}

const place = Symbol.for("homeroom.app");

/** Makes an app the one that {@link theApp} gives. */
export function setApp(app: App): void {
  (globalThis as Record<symbol, unknown>)[place] = app;
}

/** The app of this process. Throws before the start is through. */
export function theApp(): App {
  const app = (globalThis as Record<symbol, unknown>)[place];
  if (!app) throw new Error("The app has not been started yet.");
  return app as App;
}
