import { freePorts, startProgramOnPort } from "./programs.ts";

export interface S3Server {
  /** Homeroom's settings for it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Objects and parts of unfinished uploads. */
  kept(): Promise<string[]>;
  stop(): Promise<void>;
}

const bucket = "homeroom", key = "homeroom", secret = "a secret of the tests";

export async function startS3(): Promise<S3Server> {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-s3-" });
  await Deno.mkdir(`${folder}/buckets/${bucket}`, { recursive: true });
  await Deno.mkdir(`${folder}/beside`);
  const [port] = freePorts(1);
  const running = await startProgramOnPort("versitygw", [
    ...["--access", key, "--secret", secret],
    ...["--port", `127.0.0.1:${port}`, "--quiet"],
    ...["posix", "--sidecar", `${folder}/beside`, `${folder}/buckets`],
  ], port);
  return {
    settings: {
      S3_BUCKET: bucket,
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: secret,
    },
    kept: () => Array.fromAsync(files(`${folder}/buckets/${bucket}`)),
    async stop() {
      await running.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function* files(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* files(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}
