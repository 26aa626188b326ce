/**
 * Packages that are loaded and built in only if a setting needs them. This file must import none: it runs before
 * packages are loaded.
 */
import process from "node:process";

interface OptionalClient {
  readonly name: string;
  isNeeded(env: Readonly<Record<string, string | undefined>>): boolean;
}

const clients: readonly OptionalClient[] = [
  { name: "@tus/s3-store", isNeeded: (env) => env.S3_BUCKET !== undefined },
  {
    name: "postgres",
    isNeeded: ({ KV_URL = "" }) => /^postgres/.test(KV_URL.trim()),
  },
  ...["exporter-prometheus", "resources", "sdk-metrics"].map((name) => ({
    name: `@opentelemetry/${name}`,
    isNeeded: ({ METRICS = "" }) => METRICS.trim() === "on",
  })),
];

export const optionalClients: readonly string[] = clients.map(({ name }) =>
  name
);

export function neededClients(env = process.env): string[] {
  return clients.filter(({ isNeeded }) => isNeeded(env))
    .map(({ name }) => name);
}
