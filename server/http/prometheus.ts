/** Gathers metrics by OpenTelemetry's SDK and writes them in Prometheus's format. Loaded only with `METRICS=on`. */
import process from "node:process";
import type { Meter, MetricOptions } from "@opentelemetry/api";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  createAllowListAttributesProcessor,
  MeterProvider,
  MetricReader,
} from "@opentelemetry/sdk-metrics";
import { version } from "../../classroom/version.ts";
import { EventLoopDelay } from "./event_loop_delay.ts";

const collectTimeoutMs = 2_000;
/** Maximum series of one metric; all further ones become one series. */
const maxSeries = 500;

export class Prometheus {
  readonly meter: Meter;
  readonly #reader = new PullReader();
  readonly #serializer = new PrometheusSerializer(
    undefined,
    false,
    undefined,
    false,
    true,
  );

  /** @param report takes the failures of single metrics */
  constructor(readonly report: (what: string, error: unknown) => void) {
    const provider = new MeterProvider({
      readers: [this.#reader],
      resource: resourceFromAttributes({ "service.version": version }),
      views: [
        {
          instrumentName: "http.server.request.duration.seconds",
          // A series for each route and bucket would be thousands.
          attributesProcessors: [
            createAllowListAttributesProcessor([
              "http.request.method",
              "http.response.status_code",
            ]),
          ],
        },
      ],
    });
    this.meter = withUnits(provider.getMeter("homeroom"));
    observeProcess(this.meter);
  }

  async read(): Promise<string> {
    const { resourceMetrics, errors } = await this.#reader.collect({
      timeoutMillis: collectTimeoutMs,
    });
    for (const error of errors) this.report("a metric failed", error);
    return this.#serializer.serialize(resourceMetrics);
  }
}

const unitNames: Readonly<Record<string, string>> = {
  s: "seconds",
  By: "bytes",
};

/** A meter whose instruments have their unit in their name, as Prometheus wants it and its serializer does not. */
function withUnits(meter: Meter): Meter {
  const make =
    (method: keyof Meter) => (name: string, options?: MetricOptions) => {
      const unit = unitNames[options?.unit ?? ""];
      const isNamed = unit === undefined || name.endsWith(`.${unit}`);
      const create = meter[method] as (...call: unknown[]) => unknown;
      return create.call(meter, isNamed ? name : `${name}.${unit}`, options);
    };
  return new Proxy(meter, {
    get: (target, name) =>
      /^create/.test(String(name))
        ? make(name as keyof Meter)
        : Reflect.get(target, name),
  });
}

/** Collects when it is read, not by a timer. */
class PullReader extends MetricReader {
  constructor() {
    super({ cardinalitySelector: () => maxSeries });
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** Metrics of the process, by the names that Prometheus's own clients use. */
function observeProcess(meter: Meter): void {
  const gauge = (name: string, description: string, value: () => number) =>
    meter.createObservableGauge(name, { description })
      .addCallback((result) => result.observe(value()));
  const startedAt = performance.timeOrigin / 1000;
  gauge(
    "process_start_time_seconds",
    "When the process began, since 1970",
    () => startedAt,
  );
  gauge(
    "process_resident_memory_bytes",
    "Memory of the process",
    () => process.memoryUsage().rss,
  );
  gauge(
    "process_heap_bytes",
    "Memory of JavaScript in use",
    () => process.memoryUsage().heapUsed,
  );
  meter.createObservableCounter("process_cpu_seconds", {
    description: "Time on processors",
  }).addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe((user + system) / 1e6);
  });
  const delay = meter.createHistogram("homeroom.event_loop.delay", {
    description: "How late a timer rings",
    unit: "s",
    advice: {
      explicitBucketBoundaries: [
        ...[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05],
        ...[0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10],
      ],
    },
  });
  new EventLoopDelay((ms) => delay.record(ms / 1000));
}
