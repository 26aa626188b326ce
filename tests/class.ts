/** A running class for a test: a server of its own, a teacher with an active session, students who join. */
import type { SessionView } from "../classroom/model/views.ts";
import {
  createSession,
  join,
  type Seat,
  signUp,
  teachersSeat,
  Visitor,
} from "./people.ts";
import { Random } from "./random.ts";
import { startServer } from "./server.ts";

/** A server as the tests start it. */
export type Server = Awaited<ReturnType<typeof startServer>>;

/** What a test gets. */
export interface Class {
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

/** Registers a test that needs a running class. What it opened is closed, whatever happens. */
export function testClass(
  name: string,
  test: (given: Class) => Promise<void>,
  { seeds, ...given }: Given = {},
) {
  if (seeds === undefined) return register(name, test, given, 1);
  for (const seed of seeds) {
    register(`${name} (SEED=${seed})`, test, given, seed);
  }
}

function register(
  name: string,
  test: (given: Class) => Promise<void>,
  { env = {}, ask = {}, flags = [] }: Given,
  seed: number,
) {
  Deno.test({
    name,
    // The stock client leaves a timer behind that would reconnect.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const server = await startServer(env, flags);
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
        await server.stop();
      }
    },
  });
}
