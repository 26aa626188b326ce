import { allCases, peerServers } from "./cases.ts";
import { type Figures, fullLoadShare } from "./figures.ts";

/** By case, by server. */
export type CaseResults = Record<string, Record<string, Figures>>;

type Key = keyof Figures;

const columns: readonly [Key, string, (value: number) => string][] = [
  ["p50", "p50 ms", fixed(2)],
  ["p90", "p90 ms", fixed(2)],
  ["p99", "p99 ms", fixed(2)],
  ["max", "max ms", fixed(1)],
  ["chatAlone50", "chat alone p50", fixed(2)],
  ["chatAlone99", "p99", fixed(2)],
  ["chat50", "chat beside p50", fixed(2)],
  ["chat99", "p99", fixed(2)],
  ["cpu", "CPU ms/10k", fixed(1)],
  ["perSecond", "deliveries/s", whole],
  ["time", "time ms", fixed(0)],
  ["cold", "cold ms", fixed(0)],
  ["cpuOnce", "CPU ms", fixed(0)],
  ["bytes", "KB each", kilo],
  ["perMember", "KB/member", kilo],
  ["peak", "peak MB", (value) => (value / 1e6).toFixed(0)],
  ["kills", "kills", whole],
  ["announced", "announced", whole],
  ["lost", "lost", whole],
  ["missing", "missing", whole],
  [
    "load",
    "load core",
    (value) =>
      `${(100 * value).toFixed(0)} %${value > fullLoadShare ? " FULL" : ""}`,
  ],
];

/** A ceiling for Homeroom, relative to the best peer or a named server. */
interface Ceiling {
  case: string;
  key: Key;
  max: number;
  /** The only server to compare with. */
  comparedTo?: string;
  isMinimum?: true;
}

const ceilings: readonly Ceiling[] = [
  ...["a", "b"].flatMap((name): Ceiling[] => [
    { case: name, key: "p50", max: 1.25 },
    { case: name, key: "p99", max: 1.25 },
    { case: name, key: "cpu", max: 1, comparedTo: "hocuspocus" },
  ]),
  { case: "bursts", key: "p99", max: 0.6 },
  { case: "bursts", key: "cpu", max: 0.6 },
  {
    case: "c",
    key: "perSecond",
    max: 1,
    comparedTo: "hocuspocus",
    isMinimum: true,
  },
  {
    case: "c4",
    key: "perSecond",
    max: 1,
    comparedTo: "hocuspocus",
    isMinimum: true,
  },
  { case: "d", key: "time", max: 0.7 },
  { case: "e", key: "perMember", max: 1 },
  { case: "calm", key: "p50", max: 1, comparedTo: "ejabberd" },
  { case: "class", key: "p50", max: 1, comparedTo: "ejabberd" },
  { case: "class", key: "p99", max: 1, comparedTo: "ejabberd" },
  { case: "pages", key: "p99", max: 1, comparedTo: "hocuspocus" },
];

export function resultTables(results: CaseResults): string[] {
  return allCases.filter(({ name }) => results[name]).flatMap((benchCase) => {
    const servers = Object.entries(results[benchCase.name]);
    const shownColumns = columns.filter(([key]) =>
      servers.some(([, figures]) => figures[key] !== undefined)
    );
    const rows = servers.map(([server, figures]) => [
      server,
      ...shownColumns.map(([key, , format]) => {
        const value = figures[key];
        return value === undefined || Number.isNaN(value) ? "" : format(value);
      }),
    ]);
    const head = ["", ...shownColumns.map(([, title]) => title)];
    return [
      "",
      `(${benchCase.name}) ${benchCase.title}`,
      ...aligned([head, ...rows]),
    ];
  });
}

export function ceilingTable(results: CaseResults): string[] {
  const rows = ceilings.flatMap((ceiling) => {
    const ownFigures = results[ceiling.case]?.homeroom;
    const peers = Object.entries(results[ceiling.case] ?? {}).filter((
      [server],
    ) =>
      ceiling.comparedTo
        ? server === ceiling.comparedTo
        : peerServers.includes(server)
    );
    const value = ownFigures?.[ceiling.key];
    if (!ownFigures || value === undefined || peers.length === 0) return [];
    const [best, than] = peers
      .map(([server, figures]): [string, Figures] => [server, figures])
      .sort(([, a], [, b]) =>
        ((a[ceiling.key] ?? NaN) - (b[ceiling.key] ?? NaN)) *
        (ceiling.isMinimum ? -1 : 1)
      )[0];
    const ratio = value / (than[ceiling.key] ?? NaN);
    const isHeld = ceiling.isMinimum
      ? ratio >= ceiling.max
      : ratio <= ceiling.max;
    const bound = [ownFigures, than].some(({ load }) =>
      (load ?? 0) > fullLoadShare
    );
    return [[
      `(${ceiling.case})`,
      ceiling.key,
      `${ratio.toFixed(2)}×`,
      best,
      ceiling.isMinimum
        ? `at least ${ceiling.max}×`
        : `at most ${ceiling.max}×`,
      (isHeld ? "✓" : "over") + (bound ? " (load core full: a bound)" : ""),
    ]];
  });
  return rows.length === 0
    ? []
    : ["", "Homeroom beside the best peer", ...aligned(rows)];
}

function aligned(rows: readonly string[][]): string[] {
  const widths = rows[0].map((_, n) =>
    Math.max(...rows.map((row) => row[n].length))
  );
  return rows.map((row) =>
    "  " +
    row.map((cell, n) =>
      n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n])
    ).join("  ").trimEnd()
  );
}

function fixed(digits: number): (value: number) => string {
  return (value) => value.toFixed(digits);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function kilo(value: number): string {
  return (value / 1000).toFixed(1);
}
