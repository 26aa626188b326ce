/**
 * Metrics by OpenTelemetry for Prometheus (`METRICS`) and Deno's own exporter (`OTEL_DENO`), which gets spans too, and
 * log lines for the operator. No label, span or line contains a name, text, code or address (ACCESS-2).
 */
import {
  type Attributes,
  type Meter,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type {
  AnswerFigures,
  ClassMeter,
  GuardFigures,
  MailKind,
} from "../../classroom/meter.ts";
import type { AlertChannel } from "../../classroom/model/alert_entries.ts";
import type { DeliveryOutcome } from "../../classroom/storage/delivery_queue.ts";
import type { ReportFailure } from "../../classroom/storage/storage.ts";
import type { Denial } from "../../sync/authority.ts";
import { splitPath } from "../../locales/local_path.ts";
import { log } from "../../routes/(http)/_log.ts";
import type { CommitFigures, SyncFigures } from "../../sync/meter.ts";
import { failureNames } from "./failure_names.ts";
import { isUpgradeRequest } from "./listener.ts";
import type { RouteNames } from "./route_names.ts";

const buckets = (unit: string, ...explicitBucketBoundaries: number[]) => ({
  unit,
  advice: { explicitBucketBoundaries },
});
/** Most commits on a local disk fall into the first buckets, most over a network into the middle ones. */
const seconds = buckets(
  "s",
  ...[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025],
  ...[0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
);
const waitBuckets = buckets(
  "s",
  ...[0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 120, 300],
);
const byteBuckets = buckets("By", 100, 1e3, 1e4, 1e5, 1e6);
const gauges = {
  spaces: "Sessions in memory",
  documents: "Documents in memory",
  sockets: "Open sockets",
  connections: "Documents that sockets have open",
  queued: "Work that waits for its batch, or for its sender's budget",
};
/** Time for the value of one gauge, in ms. */
const lookUpMs = 1000;
/** Closes of one kind within this become one log line. */
const gatherClosesMs = 1000;

/** Labels of counters that exist from the start with 0, because Prometheus sees no increase to a first value. */
const outcomes = ["sent", "void", "refused", "failed", "later"] as const;
const mailKinds = ["reset", "confirm", "invitation"] as const;
const alertChannels = ["mail", "webhook"] as const;

/** The values of the gauges, as of now. */
export interface Figures extends SyncFigures {
  readonly spaces: number;
  readonly sockets: number;
}

/** A gauge that is looked up; null: it has no value now. */
export interface LookedUpGauge {
  readonly name: string;
  readonly description: string;
  readonly unit?: string;
  readonly attributes?: Attributes;
  read(): Promise<number | null> | number | null;
}

/** Costs almost nothing while telemetry is off. */
export class Telemetry implements ClassMeter {
  readonly #tracer = trace.getTracer("homeroom");
  readonly #meters: Meter[] = [metrics.getMeter("homeroom")];
  #instruments = instruments(this.#meters);
  readonly #closes = new Map<string, number>();
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #isMeasured: boolean;

  constructor(readonly isOn: boolean, readonly routes: RouteNames) {
    this.#isMeasured = isOn;
    if (isOn) hideAddresses(this.#tracer.startSpan("start"));
  }

  addMeter(meter: Meter): void {
    this.#meters.push(meter);
    this.#instruments = instruments(this.#meters);
    this.#isMeasured = true;
    this.#beginAtZero();
  }

  #beginAtZero(): void {
    const { failures, joins, sessions, mails, alerts, ...otherInstruments } =
      this.#instruments;
    const { updates, bytes, deliveries, sentBytes, modelRequests, tokens } =
      otherInstruments;
    for (
      const counter of [
        updates,
        bytes,
        deliveries,
        sentBytes,
        modelRequests,
        tokens,
      ]
    ) {
      counter.add(0);
    }
    for (const failure of failureNames) failures.add(0, { what: failure });
    for (const outcome of ["new", "returned", "waiting"]) {
      joins.add(0, { how: outcome });
    }
    for (const event of ["began", "ended"]) sessions.add(0, { event });
    for (const outcome of outcomes) {
      for (const kind of mailKinds) mails.add(0, { kind, outcome });
      for (const channel of alertChannels) alerts.add(0, { channel, outcome });
    }
  }

  async traceRequest(
    req: Request,
    answer: () => Promise<Response>,
  ): Promise<Response> {
    if (!this.#isMeasured) return await answer();
    const route = this.routes.nameOf(splitPath(new URL(req.url).pathname).path);
    const attributes: Attributes = {
      "http.request.method": req.method,
      "http.route": route,
    };
    const began = performance.now();
    const name = `${req.method} ${route}`;
    const options = { kind: SpanKind.SERVER, root: true, attributes };
    return await this.#tracer.startActiveSpan(name, options, async (span) => {
      const response = await answer();
      const isSocket = isUpgradeRequest(req) && response.ok;
      attributes["http.response.status_code"] = isSocket
        ? 101
        : response.status;
      span.setAttributes(attributes);
      span.end();
      const took = (performance.now() - began) / 1000;
      this.#instruments.requests.record(took, attributes);
      return response;
    });
  }

  observeFigures(figures: () => Figures): void {
    for (const meter of this.#meters) {
      for (const [name, description] of Object.entries(gauges)) {
        const figure = name as keyof typeof gauges;
        meter.createObservableGauge(`homeroom.${name}`, { description })
          .addCallback((result) => result.observe(figures()[figure]));
      }
    }
  }

  /** Observes a gauge. It is left out of a reading if it fails, or does not answer in time. */
  observe(
    { name, read, attributes, ...options }: LookedUpGauge,
    report: ReportFailure,
  ): void {
    for (const meter of this.#meters) {
      meter.createObservableGauge(`homeroom.${name}`, options)
        .addCallback(async (result) => {
          const reading = (async () => await read())().catch((error) => {
            report("a metric failed", error);
            return null;
          });
          const value = await answerWithin(lookUpMs, reading);
          if (value !== null) result.observe(value, attributes);
        });
    }
  }

  recordCommit(
    { durationMs, works, updates, isStored }: CommitFigures,
  ): void {
    if (!this.#isMeasured) return;
    const size = updates.reduce((sum, [, update]) => sum + update.length, 0);
    const { commits, sizes, updates: updateCounter, bytes } = this.#instruments;
    commits.record(durationMs / 1000, { stored: isStored });
    sizes.record(size, { stored: isStored });
    if (isStored) {
      updateCounter.add(updates.length);
      bytes.add(size);
    }
    if (!this.isOn) return;
    const end = performance.timeOrigin + performance.now();
    this.#tracer.startSpan("commit", {
      // A root span, because it has the work of many requests.
      root: true,
      startTime: end - durationMs,
      attributes: {
        works,
        documents: updates.length,
        bytes: size,
        stored: isStored,
      },
    }).end(end);
  }

  recordSent(length: number, deliveries: number): void {
    if (!this.#isMeasured || deliveries === 0) return;
    this.#instruments.deliveries.add(deliveries);
    this.#instruments.sentBytes.add(length * deliveries);
  }

  recordRefusal(kind: string): void {
    this.#instruments.refusals.add(1, { kind });
  }

  recordRegistration(took: number, denial: Denial | null): void {
    if (!this.isOn) return;
    const end = performance.timeOrigin + performance.now();
    const span = this.#tracer.startSpan("connection", {
      root: true,
      startTime: end - took,
      attributes: { ...denial },
    });
    if (denial) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(end);
  }

  recordClose(code: number, reason: string, side: "server" | "client"): void {
    // A client can close with any number, and each would make a series.
    const label = side === "client" && (code < 1000 || code > 1015) ? 0 : code;
    this.#instruments.closes.add(1, { code: label, by: side });
    if (side === "client") return;
    const kind = `${code} ${reason}`;
    this.#closes.set(kind, (this.#closes.get(kind) ?? 0) + 1);
    this.#flushTimer ??= setTimeout(() => this.flushCloses(), gatherClosesMs);
  }

  recordLoad(took: number): void {
    this.#instruments.loads.record(took / 1000);
  }

  recordCompaction(took: number): void {
    this.#instruments.compactions.record(took / 1000);
  }

  recordJoin(outcome: "new" | "returned" | "waiting"): void {
    this.#instruments.joins.add(1, { how: outcome });
  }

  recordClassStart(session: string): void {
    this.#instruments.sessions.add(1, { event: "began" });
    log("info", "session began", { session });
  }

  recordClassEnd(session: string, students: number): void {
    this.#instruments.sessions.add(1, { event: "ended" });
    log("info", "session ended", { session, students });
  }

  recordQuestion(): void {
    this.#instruments.modelRequests.add(1);
  }

  recordFirstWords(took: number): void {
    this.#instruments.firstWords.record(took / 1000);
  }

  recordAnswer({ state, failure, tokens, took }: AnswerFigures): void {
    const { answers, tokens: tokenCounter } = this.#instruments;
    answers.record(took / 1000, { state, ...failure && { failure } });
    tokenCounter.add(tokens);
  }

  recordGuardCheck({ subject, outcome, took }: GuardFigures): void {
    this.#instruments.guard.record(took / 1000, { subject, outcome });
  }

  recordMail(kind: MailKind, outcome: DeliveryOutcome): void {
    this.#instruments.mails.add(1, { kind, outcome });
    log("info", "mail", { kind, outcome });
  }

  recordAlert(channel: AlertChannel, outcome: DeliveryOutcome): void {
    this.#instruments.alerts.add(1, { channel, outcome });
    log("info", "alert", { channel, outcome });
  }

  /** `failure` is a fixed sentence. */
  recordFailure(failure: string): void {
    this.#instruments.failures.add(1, { what: failure });
  }

  /** Logs the connections that the server closed since the last call. */
  flushCloses(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    for (const [kind, count] of this.#closes) {
      const [code, ...reason] = kind.split(" ");
      const facts = { code: Number(code), reason: reason.join(" "), count };
      log("info", "connections closed", facts);
    }
    this.#closes.clear();
  }
}

/**
 * Deno records the full URL on each request's span, with join codes and reset tokens, and cannot remove an attribute.
 * So writing it is prevented.
 */
function hideAddresses(span: Span): void {
  const kind = Object.getPrototypeOf(span) as Span;
  const { setAttribute, setStatus } = kind;
  if (typeof setAttribute !== "function" || typeof setStatus !== "function") {
    throw new Error(
      "This Deno's spans are unknown to Homeroom, and would tell join codes. Run it without OTEL_DENO.",
    );
  }
  kind.setAttribute = function (this: Span, name, value) {
    if (/^url\.(full|path|query)$/.test(name)) return this;
    return setAttribute.call(this, name, value);
  };
  // The message of a failed fetch also contains the URL.
  kind.setStatus = function (this: Span, { code }) {
    const status = code === SpanStatusCode.ERROR ? code : SpanStatusCode.UNSET;
    return setStatus.call(this, { code: status });
  };
}

/** Makes the instruments, each of which writes to all meters. */
function instruments(meters: readonly Meter[]) {
  const makeCounter = (name: string, description: string, unit?: string) => {
    const counters = meters.map((meter) =>
      meter.createCounter<Attributes>(name, { description, unit })
    );
    return {
      add(value: number, attributes?: Attributes): void {
        for (const counter of counters) counter.add(value, attributes);
      },
    };
  };
  const makeHistogram = (
    name: string,
    description: string,
    options: typeof seconds,
  ) => {
    const histograms = meters.map((meter) =>
      meter.createHistogram<Attributes>(name, { description, ...options })
    );
    return {
      record(value: number, attributes?: Attributes): void {
        for (const histogram of histograms) histogram.record(value, attributes);
      },
    };
  };
  return {
    requests: makeHistogram(
      "http.server.request.duration",
      "Requests",
      seconds,
    ),
    commits: makeHistogram("homeroom.commit.duration", "Commits", seconds),
    sizes: makeHistogram(
      "homeroom.commit.size",
      "What they store",
      byteBuckets,
    ),
    updates: makeCounter("homeroom.updates", "Updates of documents stored"),
    bytes: makeCounter("homeroom.updates.bytes", "Their bytes", "By"),
    loads: makeHistogram("homeroom.load.duration", "Documents loaded", seconds),
    compactions: makeHistogram(
      "homeroom.compaction.duration",
      "Logs folded into snapshots",
      seconds,
    ),
    deliveries: makeCounter("homeroom.deliveries", "Frames to connections"),
    sentBytes: makeCounter("homeroom.sent", "Their bytes", "By"),
    refusals: makeCounter("homeroom.refusals", "Requests and commands refused"),
    closes: makeCounter("homeroom.closes", "Connections closed"),
    joins: makeCounter("homeroom.joins", "Students who joined"),
    sessions: makeCounter("homeroom.sessions", "Sessions begun and ended"),
    modelRequests: makeCounter(
      "homeroom.answers",
      "Answers asked of the model",
    ),
    firstWords: makeHistogram(
      "homeroom.answer.first_words",
      "From the question to the answer's first words",
      waitBuckets,
    ),
    answers: makeHistogram(
      "homeroom.answer.duration",
      "From the question to the answer's end",
      waitBuckets,
    ),
    tokens: makeCounter("homeroom.answer.tokens", "What answers said, roughly"),
    guard: makeHistogram(
      "homeroom.guard.duration",
      "Texts that the guard read",
      waitBuckets,
    ),
    mails: makeCounter("homeroom.mails", "Mails to teachers"),
    alerts: makeCounter("homeroom.alerts", "Messages to a second adult"),
    failures: makeCounter("homeroom.failures", "What went wrong"),
  };
}

/** The answer; null if there is none in time. */
async function answerWithin<T>(
  ms: number,
  answer: Promise<T | null>,
): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) =>
    timer = setTimeout(() => resolve(null), ms)
  );
  return await Promise.race([answer, late])
    .finally(() => clearTimeout(timer));
}
