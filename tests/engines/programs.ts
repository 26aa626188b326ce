export interface RunningProgram {
  /** The output that matched `until`. */
  readonly said: RegExpExecArray;
  /** SIGTERM by default. */
  stop(signal?: Deno.Signal): Promise<void>;
}

/** A program is ready once its output matches, or an address answers. */
export interface ReadyCondition {
  env?: Record<string, string>;
  until?: RegExp;
  answers?: string;
}

export async function startProgram(
  path: string,
  args: readonly string[],
  { env = {}, until = /^/, answers }: ReadyCondition,
): Promise<RunningProgram> {
  const child = new Deno.Command(path, {
    args: [...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stop = async (signal: Deno.Signal = "SIGTERM") => {
    try {
      child.kill(signal);
    } catch (error) {
      // The program has already ended.
      if (!(error instanceof TypeError)) throw error;
    }
    await child.status;
  };
  const ready = Promise.withResolvers<RegExpExecArray>();
  let said = "";
  const look = () => {
    const match = until.exec(said);
    if (match) ready.resolve(match);
  };
  const read = async () => {
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      said += text;
      look();
    }
    ready.reject(new Error(`${path} ended: ${said}`));
  };
  void read();
  look();
  try {
    const match = await ready.promise;
    if (answers) await untilItAnswers(answers);
    return { said: match, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilItAnswers(url: string) {
  for (const end = Date.now() + 60_000;;) {
    try {
      await (await fetch(url)).body?.cancel();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
