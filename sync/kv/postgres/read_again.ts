/** Reads that go on when a connection is lost or the database restarts. */

/** Error codes after which a read may succeed: of the client, of sockets, and of a database that stops or starts. */
const passing = new Set([
  ...["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED"],
  ...["CONNECT_TIMEOUT", "ECONNREFUSED", "ECONNRESET", "EPIPE"],
  ...["57P01", "57P02", "57P03"],
]);
const delaysMs = [50, 100, 200, 400, 800, 1600];

/** Whether the request may succeed when it is repeated. */
function isPassing(error: unknown): boolean {
  return passing.has((error as { code?: string } | null)?.code ?? "");
}

/** Repeats a read that fails with a passing error, for about 3 s. */
export async function readAgain<T>(read: () => PromiseLike<T>): Promise<T> {
  for (const delay of delaysMs) {
    try {
      return await read();
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
  return await read();
}
