/**
 * An in-memory S3 bucket that answers the requests of uploads and ignores signatures. It checks only calls and
 * permissions.
 */

export interface TestBucket extends AsyncDisposable {
  readonly endpoint: string;
  readonly objects: ReadonlyMap<string, Uint8Array>;
  /** Uploads that are neither completed nor aborted. */
  readonly uploads: ReadonlyMap<string, unknown>;
}

interface Multipart {
  key: string;
  parts: Map<number, Uint8Array<ArrayBuffer>>;
}

export function openBucket(): TestBucket {
  const objects = new Map<string, Uint8Array<ArrayBuffer>>();
  const metadata = new Map<string, Headers>();
  const uploads = new Map<string, Multipart>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    answer,
  );

  async function answer(req: Request): Promise<Response> {
    const url = new URL(req.url);
    const key = url.pathname.split("/").slice(2).join("/");
    const ask = (name: string) => url.searchParams.get(name);
    const body = await req.bytes();
    const upload = uploads.get(ask("uploadId") ?? "");
    if (ask("uploadId") !== null && !upload) return error(404, "NoSuchUpload");
    switch (req.method) {
      case "POST": {
        if (!upload) {
          const id = crypto.randomUUID();
          uploads.set(id, { key, parts: new Map() });
          return xml(
            `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
          );
        }
        const parts = [...upload.parts].sort(([a], [b]) => a - b);
        if (parts.slice(0, -1).some(([, { length }]) => length < 5 << 20)) {
          return error(400, "EntityTooSmall");
        }
        const whole = await new Blob(parts.map(([, part]) => part)).bytes();
        objects.set(key, whole);
        uploads.delete(ask("uploadId") ?? "");
        return xml("<CompleteMultipartUploadResult/>");
      }
      case "PUT": {
        const number = Number(ask("partNumber"));
        if (upload) upload.parts.set(number, body);
        else {
          objects.set(key, body);
          metadata.set(key, metaOf(req.headers));
        }
        return new Response(null, { headers: { etag: `"${body.length}"` } });
      }
      case "DELETE":
        if (upload) uploads.delete(ask("uploadId") ?? "");
        else objects.delete(key);
        return new Response(null, { status: 204 });
      default: {
        if (upload) return xml(listed(upload));
        if (ask("uploads") !== null) {
          return xml(
            `<ListMultipartUploadsResult>${
              [...uploads].filter(([, { key }]) =>
                key.startsWith(ask("prefix") ?? "")
              )
                .map(([id, { key }]) =>
                  `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`
                ).join("")
            }</ListMultipartUploadsResult>`,
          );
        }
        const object = objects.get(key);
        if (!object) return error(404, "NoSuchKey");
        const headers = new Headers(metadata.get(key));
        const range = /^bytes=(\d+)-(\d+)$/.exec(
          req.headers.get("range") ?? "",
        );
        const part = range
          ? object.slice(Number(range[1]), Number(range[2]) + 1)
          : object;
        headers.set("content-length", String(part.length));
        return new Response(req.method === "HEAD" ? null : part, {
          status: range ? 206 : 200,
          headers,
        });
      }
    }
  }

  return {
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    objects,
    uploads,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function listed({ parts }: Multipart): string {
  return `<ListPartsResult><IsTruncated>false</IsTruncated>${
    [...parts].sort(([a], [b]) => a - b).map(([number, { length }]) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>"${length}"</ETag><Size>${length}</Size></Part>`
    ).join("")
  }</ListPartsResult>`;
}

function metaOf(headers: Headers): Headers {
  return new Headers(
    [...headers].filter(([name]) => name.startsWith("x-amz-meta-")),
  );
}

function xml(body: string, status = 200): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>${body}`, {
    status,
    headers: { "content-type": "application/xml" },
  });
}

function error(status: number, code: string): Response {
  return xml(`<Error><Code>${code}</Code></Error>`, status);
}
