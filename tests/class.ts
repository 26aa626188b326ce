/** A running class for a test: a server, a teacher with an active session, students who join. */
import type { SessionView } from "../classroom/model/views.ts";
import {
  createSession,
  join,
  type Place,
  type Seat,
  signUp,
  teachersSeat,
  Visitor,
} from "./people.ts";
import { Random } from "./random.ts";
import { startServer, type TestServer } from "./server.ts";
import { withSharedServer } from "./shared_server.ts";

/** What a test gets. */
export interface Class<Server extends Place = Place> {
  readonly server: Server;
  /** The teacher's browser and their place in the session, not yet entered. */
  readonly teacher: Visitor;
  readonly teaching: Seat;
  readonly session: SessionView;
  /** What the test leaves to its seed. */
  readonly random: Random;
  /** A student joins in a browser of their own and opens the class page. */
  enter(name: string): Promise<Seat>;
  /** Has a seat closed when the test ends. */
  keep<T extends { close(): void }>(seat: T): T;
}

/** What a class may have set otherwise. */
export interface Given {
  /** The server's settings. */
  env?: Record<string, string>;
  /** The session's. */
  ask?: Record<string, unknown>;
  /** One test for each, which names its seed; see `run()` in `random.ts`. */
  seeds?: readonly number[];
  /** Deno's own, for the server. */
  flags?: readonly string[];
}

/** Registers a test in a class on a shared server. What it opened is closed, whatever happens. */
export function testClass(
  name: string,
  test: (given: Class) => Promise<void>,
  given: Omit<Given, "flags"> = {},
) {
  registerRounds(name, given, (round, seed) =>
    register(
      round,
      () =>
        withSharedServer(
          given.env ?? {},
          (server) => playClass(server, test, given, seed),
        ),
    ));
}

/**
 * The same on a server of its own: for a test that stops or restarts it, reads its output or its data, exhausts what
 * all its people share, or counts what only its own people may have done.
 */
export function testClassAlone(
  name: string,
  test: (given: Class<TestServer>) => Promise<void>,
  given: Given = {},
) {
  registerRounds(name, given, (round, seed) =>
    register(round, async () => {
      const server = await startServer(given.env, given.flags);
      try {
        await playClass(server, test, given, seed);
      } finally {
        await server.stop();
      }
    }));
}

/** Calls `register` once, or once per seed with the seed in the test's name. */
function registerRounds(
  name: string,
  { seeds }: Given,
  register: (name: string, seed: number) => void,
) {
  if (seeds === undefined) register(name, 1);
  else for (const seed of seeds) register(`${name} (SEED=${seed})`, seed);
}

function register(name: string, fn: () => Promise<void>) {
  Deno.test({
    name,
    // The stock client leaves a timer behind that would reconnect.
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });
}

async function playClass<Server extends Place>(
  server: Server,
  test: (given: Class<Server>) => Promise<void>,
  { ask = {} }: Given,
  seed: number,
): Promise<void> {
  const open: { close(): void }[] = [];
  const keep = <T extends { close(): void }>(one: T) => {
    open.push(one);
    return one;
  };
  try {
    const teacher = await signUp(server);
    const session = await createSession(teacher, ask);
    await test({
      server,
      teacher,
      teaching: keep(teachersSeat(teacher, session)),
      session,
      random: new Random(seed),
      enter: async (student) =>
        await keep(await join(server, session.code, student)).enter(),
      keep,
    });
  } finally {
    open.forEach((one) => one.close());
  }
}
