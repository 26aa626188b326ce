import { runToEnd } from "./programs.ts";

/** Replaces `class.example.org`; every machine resolves it. */
export const testHost = "localhost";

export interface CertificatePaths {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Paths in the folder `CERTIFICATES`; `main.ts` makes it and has Deno trust its authority. */
export function certificatePaths(): CertificatePaths {
  const folder = Deno.env.get("CERTIFICATES");
  if (!folder) throw new Error("these tests are run by: deno task test:real");
  return certificatesIn(folder);
}

function certificatesIn(folder: string): CertificatePaths {
  return {
    authority: `${folder}/authority.pem`,
    certificate: `${folder}/host.pem`,
    key: `${folder}/host.key`,
  };
}

export async function makeCertificates(
  folder: string,
): Promise<CertificatePaths> {
  const made = certificatesIn(folder);
  const { authority, certificate, key } = made;
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const authorityKey = `${folder}/authority.key`;
  const request = ["req", "-x509", ...curve, "-nodes", "-days", "2"];
  await runToEnd("openssl", [
    ...request,
    ...["-subj", "/CN=Homeroom tests"],
    ...["-keyout", authorityKey, "-out", authority],
  ]);
  await runToEnd("openssl", [
    ...request,
    ...["-subj", `/CN=${testHost}`],
    ...["-addext", `subjectAltName=DNS:${testHost}`],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-CA", authority, "-CAkey", authorityKey],
    ...["-keyout", key, "-out", certificate],
  ]);
  return made;
}
