import assert from "node:assert/strict";
import { openPostgresKv } from "../../../sync/kv/postgres/open_postgres.ts";
import { UnusableDatabase } from "../../../sync/kv/postgres/schema.ts";
import { ordinaryUser, startPostgres, testPostgres } from "../../postgres.ts";

const address = "127.0.0.2";

async function openssl(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

/** Makes an authority, and a certificate of it for these names; returns the files. */
async function makeCertificate(folder: string, names: string) {
  const file = (name: string) => `${folder}/${name}`;
  const key = ["-newkey", "rsa:2048", "-nodes"];
  await openssl(
    ...["req", "-x509", ...key, "-subj", "/CN=test authority"],
    ...["-keyout", file("ca.key"), "-out", file("ca.pem"), "-days", "2"],
  );
  await openssl(
    ...["req", ...key, "-subj", "/CN=database"],
    ...["-keyout", file("server.key"), "-out", file("server.csr")],
  );
  await Deno.writeTextFile(file("names"), `subjectAltName=${names}`);
  await openssl(
    ...["x509", "-req", "-in", file("server.csr"), "-days", "2"],
    ...["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial"],
    ...["-extfile", file("names"), "-out", file("server.pem")],
  );
  const user = await ordinaryUser();
  for (const name of ["server.key", "server.pem"]) {
    await Deno.chmod(file(name), 0o600);
    if (user) await Deno.chown(file(name), user.uid, user.gid);
  }
  await Deno.chmod(folder, 0o755);
  return {
    authority: file("ca.pem"),
    settings: {
      ssl: "on",
      ssl_cert_file: file("server.pem"),
      ssl_key_file: file("server.key"),
      listen_addresses: `127.0.0.1,${address}`,
    },
  };
}

/** Opens the store in a process of its own, because the authority is read at its start; returns why that failed. */
async function open(url: string, authority: string): Promise<string | null> {
  const module = new URL(
    "../../../sync/kv/postgres/open_postgres.ts",
    import.meta.url,
  );
  const code = `
    const { openPostgresKv } = await import(${JSON.stringify(module.href)});
    const kv = await openPostgresKv(${JSON.stringify(url)}, { report() {} });
    kv.close();
    Deno.exit(0);`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: { DENO_CERT: authority },
  }).output();
  return success ? null : new TextDecoder().decode(stderr);
}

const certificates = [
  { names: "DNS:localhost", accepted: ["localhost"], refused: [address] },
  { names: `IP:${address}`, accepted: [address], refused: ["localhost"] },
];

for (const { names, accepted, refused } of certificates) {
  testPostgres(
    `with verify-full, a certificate for ${names} is taken for that host only`,
    async () => {
      const folder = await Deno.makeTempDir();
      const { authority, settings } = await makeCertificate(folder, names);
      const server = await startPostgres(settings);
      try {
        const urlOf = (host: string) =>
          `postgres://homeroom@${host}:${server.port}/postgres?sslmode=verify-full`;
        for (const host of accepted) {
          assert.equal(await open(urlOf(host), authority), null, host);
        }
        for (const host of refused) {
          const why = await open(urlOf(host), authority);
          assert.match(why ?? "", /certificate/i, host);
        }
      } finally {
        await server.stop();
        await Deno.remove(folder, { recursive: true });
      }
    },
  );
}

Deno.test("certificates of several servers are not checked against an address, so such a URL is refused", async () => {
  for (const hosts of [`${address},127.0.0.3`, `db.example,${address}:5433`]) {
    const url = `postgres://homeroom@${hosts}/postgres?sslmode=verify-full`;
    await assert.rejects(
      openPostgresKv(url, { report() {} }),
      (error) =>
        error instanceof UnusableDatabase &&
        error.reason === "several-addresses",
    );
  }
});
