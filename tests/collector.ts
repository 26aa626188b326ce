/** An OpenTelemetry collector that keeps the received OTLP JSON. */
export function startCollector() {
  const bodies: { path: string; text: string }[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (req) => {
      bodies.push({ path: new URL(req.url).pathname, text: await req.text() });
      return Response.json({});
    },
  );
  const text = () => bodies.map((body) => body.text).join("\n");
  const has = (name: string) => text().includes(`"name": "${name}"`);
  const spans = (name: string) =>
    bodies.filter(({ path }) => path === "/v1/traces")
      .flatMap(({ text }) => JSON.parse(text).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap(({ spans }) => spans)
      .filter((span: { name: string }) => span.name === name);
  return {
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
      OTEL_METRIC_EXPORT_INTERVAL: "200",
      OTEL_BSP_SCHEDULE_DELAY: "100",
    },
    text,
    has,
    spans,
    bodies,
    end: () => server.shutdown(),
  };
}
