/** Runs a class: a server, a teacher with an active session, and students. */
import type { SessionView } from "../classroom/model/views.ts";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  type Seat,
  type ServerAddress,
  signUp,
  Visitor,
} from "./people.ts";
import { Random } from "./random.ts";
import { startServer, type TestServer } from "./server.ts";
import { withSharedServer } from "./shared_server.ts";
import { makeStepRunner, type StepRunner } from "./steps.ts";

export interface ClassContext<Server extends ServerAddress = ServerAddress> {
  readonly server: Server;
  /** The teacher's browser; `teaching` has not entered yet. */
  readonly teacher: Visitor;
  readonly teaching: Seat;
  readonly session: SessionView;
  /** Seeded per test. */
  readonly random: Random;
  /** Joins in a new browser and opens the class page. */
  enter(name: string): Promise<Seat>;
  /** Closes the seat when the test ends. */
  keep<T extends { close(): void }>(seat: T): T;
  /** A part of a long test. After a failed step none follows. */
  readonly step: StepRunner;
}

export interface ClassOptions {
  env?: Record<string, string>;
  /** Fields of the request that creates the session. */
  ask?: Record<string, unknown>;
  /** Registers one test per seed; see `run()` in `random.ts`. */
  seeds?: readonly number[];
  /** Deno flags of the server process. */
  flags?: readonly string[];
}

/**
 * Registers a test in a class on a shared server.
 *
 * @example
 * testClass("a student sees their own message (C-3)", async ({ enter }) => {
 *   const amy = await enter("Amy");
 *   await amy.sayAndSee("good morning");
 * });
 */
export function testClass(
  name: string,
  test: (given: ClassContext) => Promise<void>,
  given: Omit<ClassOptions, "flags"> = {},
) {
  registerRounds(name, given, (round, seed) =>
    register(
      round,
      (context) =>
        withSharedServer(
          given.env ?? {},
          (server) => playClass(context, server, test, given, seed),
        ),
    ));
}

/**
 * Uses a separate server: for tests that stop it, read its output or data, exhaust a shared limit, or count all
 * requests.
 */
export function testClassAlone(
  name: string,
  test: (given: ClassContext<TestServer>) => Promise<void>,
  given: ClassOptions = {},
) {
  registerRounds(
    name,
    given,
    (round, seed) =>
      register(round, async (context) => {
        const server = await startServer(given.env, given.flags);
        try {
          await playClass(context, server, test, given, seed);
        } finally {
          await server.stop();
        }
      }),
  );
}

function registerRounds(
  name: string,
  { seeds }: ClassOptions,
  register: (name: string, seed: number) => void,
) {
  if (seeds === undefined) register(name, 1);
  else for (const seed of seeds) register(`${name} (SEED=${seed})`, seed);
}

function register(
  name: string,
  fn: (context: Deno.TestContext) => Promise<void>,
) {
  Deno.test({
    name,
    // The y-websocket client leaves a reconnect timer.
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });
}

async function playClass<Server extends ServerAddress>(
  context: Deno.TestContext,
  server: Server,
  test: (given: ClassContext<Server>) => Promise<void>,
  { ask = {} }: ClassOptions,
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
      teaching: keep(makeTeacherSeat(teacher, session)),
      session,
      random: new Random(seed),
      enter: async (student) =>
        await keep(await joinClass(server, session.code, student)).openPage(),
      keep,
      step: makeStepRunner(context),
    });
  } finally {
    open.forEach((one) => one.close());
  }
}
