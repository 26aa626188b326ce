/**
 * Numbers and units of LaTeX's package siunitx as plain TeX, which Temml does not know: `\SI{5}{\metre\per\second}`
 * becomes `5\,\mathrm{m}\,\mathrm{s}^{-1}`. No package for browsers reads them. Pure, and linear in the text's length.
 */

const prefixes = new Map(Object.entries({
  quecto: "q",
  ronto: "r",
  yocto: "y",
  zepto: "z",
  atto: "a",
  femto: "f",
  pico: "p",
  nano: "n",
  micro: "µ",
  milli: "m",
  centi: "c",
  deci: "d",
  deca: "da",
  deka: "da",
  hecto: "h",
  kilo: "k",
  mega: "M",
  giga: "G",
  tera: "T",
  peta: "P",
  exa: "E",
  zetta: "Z",
  yotta: "Y",
  ronna: "R",
  quetta: "Q",
  kibi: "Ki",
  mebi: "Mi",
  gibi: "Gi",
  tebi: "Ti",
}));

const degree = "{}^{\\circ}";

const units = new Map(Object.entries({
  metre: "m",
  meter: "m",
  gram: "g",
  gramme: "g",
  second: "s",
  ampere: "A",
  kelvin: "K",
  mole: "mol",
  candela: "cd",
  kilogram: "kg",
  becquerel: "Bq",
  degreeCelsius: `${degree}C`,
  celsius: `${degree}C`,
  coulomb: "C",
  farad: "F",
  gray: "Gy",
  hertz: "Hz",
  henry: "H",
  joule: "J",
  katal: "kat",
  lumen: "lm",
  lux: "lx",
  newton: "N",
  ohm: "Ω",
  pascal: "Pa",
  radian: "rad",
  siemens: "S",
  sievert: "Sv",
  steradian: "sr",
  tesla: "T",
  volt: "V",
  watt: "W",
  weber: "Wb",
  astronomicalunit: "au",
  bel: "B",
  dalton: "Da",
  atomicmassunit: "u",
  day: "d",
  decibel: "dB",
  electronvolt: "eV",
  hectare: "ha",
  hour: "h",
  litre: "L",
  liter: "L",
  minute: "min",
  neper: "Np",
  tonne: "t",
  bar: "bar",
  atm: "atm",
  mmHg: "mmHg",
  angstrom: "Å",
  knot: "kn",
  nauticalmile: "nmi",
  parsec: "pc",
  lightyear: "ly",
  calorie: "cal",
  year: "a",
  bit: "bit",
  byte: "B",
  degree,
  arcminute: "{}'",
  arcsecond: "{}''",
  percent: "\\%",
  perthousand: "‰",
  permille: "‰",
  // The abbreviations of siunitx that schools use.
  ...abbreviations("fg pg ng ug mg g kg", "g"),
  ...abbreviations("pm nm um mm cm dm m km", "m"),
  ...abbreviations("as fs ps ns us ms s", "s"),
  ...abbreviations("fmol pmol nmol umol mmol mol kmol", "mol"),
  ...abbreviations("pA nA uA mA A kA", "A"),
  ...abbreviations("ul ml l hl uL mL L hL", "l"),
  ...abbreviations("mHz Hz kHz MHz GHz THz", "Hz"),
  ...abbreviations("mN N kN MN", "N"),
  ...abbreviations("kPa MPa GPa Pa", "Pa"),
  ...abbreviations("mohm kohm Mohm", "Ω"),
  ...abbreviations("pV nV uV mV V kV", "V"),
  ...abbreviations("uW mW W kW MW GW", "W"),
  ...abbreviations("uJ mJ J kJ", "J"),
  ...abbreviations("eV meV keV MeV GeV TeV", "eV"),
  ...abbreviations("kWh", "Wh"),
  ...abbreviations("fF pF nF uF F", "F"),
  ...abbreviations("nC mC uC C", "C"),
  ...abbreviations("mT uT T", "T"),
  ...abbreviations("K", "K"),
  ...abbreviations("dB", "B"),
}));

function abbreviations(names: string, unit: string): Record<string, string> {
  return Object.fromEntries(
    names.split(" ").map((name) => [
      name,
      name.replace(/^u/, "µ").replace(/ohm$/, unit),
    ]),
  );
}

type Writer = (...texts: string[]) => string;

/** By the command's name: how many arguments it takes, and what they become. An error leaves the formula as written. */
const commands: Readonly<Record<string, [count: number, write: Writer]>> = {
  num: [1, numberTex],
  ang: [1, angleTex],
  unit: [1, unitTex],
  si: [1, unitTex],
  qty: [2, quantityTex],
  SI: [2, quantityTex],
  numrange: [2, (from, to) => rangeTex([from, to].map(numberTex))],
  qtyrange: [3, quantityRangeTex],
  SIrange: [3, quantityRangeTex],
  numlist: [1, (list) => listTex(list.split(";").map(numberTex))],
  qtylist: [2, quantityListTex],
  SIlist: [2, quantityListTex],
  numproduct: [1, numberTex],
  qtyproduct: [2, quantityTex],
  // These draw nothing: what they load is known or unknown anyway.
  require: [1, () => ""],
  usepackage: [1, () => ""],
  sisetup: [1, () => ""],
};

/** Units that stand in a formula by themselves, as those of the package gensymb do: `25\celsius`. */
const loneUnits = new Map(
  ["celsius", "degreeCelsius", "ohm", "perthousand", "percent"].map((name) =>
    [name, units.get(name)!] as const
  ),
).set("micro", "µ");

const command = /\\(?:([A-Za-z]+)|[^])/g;

/** The formula with numbers and units of siunitx written out. A formula that breaks its rules is returned as it is. */
export function writeOutUnits(tex: string): string {
  let written = "", end = 0;
  const groups = new Groups(tex);
  for (const { 0: { length }, 1: name, index } of tex.matchAll(command)) {
    if (index < end || !name) continue;
    const loneUnit = loneUnits.get(name);
    const replacement = loneUnit !== undefined
      ? { tex: `{${symbolTex(loneUnit)}}`, end: index + length }
      : replaceCommand(groups, name, index + length);
    if (replacement === "broken") return tex;
    if (!replacement) continue;
    written += tex.slice(end, index) + replacement.tex;
    end = replacement.end;
  }
  return written + tex.slice(end);
}

/** Null: another package's command. */
function replaceCommand(
  groups: Groups,
  name: string,
  start: number,
): { tex: string; end: number } | "broken" | null {
  if (!Object.hasOwn(commands, name)) return null;
  const [count, write] = commands[name];
  let end = start;
  const optional = /\s*\[[^\][]*\]/y;
  optional.lastIndex = end;
  if (optional.test(groups.tex)) end = optional.lastIndex;
  const texts: string[] = [];
  while (texts.length < count) {
    const group = groups.read(end);
    // `\qty` with one argument is that of the package physics.
    if (!group) return name === "qty" ? null : "broken";
    texts.push(group.text.trim());
    end = group.end;
  }
  try {
    return { tex: write(...texts), end };
  } catch {
    return "broken";
  }
}

/** The groups in braces of a formula. */
class Groups {
  /** The closing brace by its opening one. */
  readonly #closings = new Map<number, number>();

  constructor(readonly tex: string) {
    const open: number[] = [];
    for (let index = 0; index < tex.length; index++) {
      if (tex[index] === "\\") index++;
      else if (tex[index] === "{") open.push(index);
      else if (tex[index] === "}" && open.length > 0) {
        this.#closings.set(open.pop()!, index);
      }
    }
  }

  /** The group that begins at an index, after blanks; null: none begins there, or it has no end. */
  read(start: number): { text: string; end: number } | null {
    let first = start;
    while (/\s/.test(this.tex.charAt(first))) first++;
    const closing = this.#closings.get(first);
    if (closing === undefined) return null;
    return { text: this.tex.slice(first + 1, closing), end: closing + 1 };
  }
}

const maxNumberLength = 60;

const numberParts =
  /^(?=.*\d)([-+−±]|\\pm)?\s*(\d[\d ]*)?(?:([.,])([\d ]*))?(\(\d+\))?(?:\s*(?:\\pm|\+-|±)\s*([\d.,]+))?(?:\s*[eEdD]\s*([-+−]?\d+))?$/;

function readNumber(text: string): RegExpExecArray | null {
  return text.length <= maxNumberLength ? numberParts.exec(text) : null;
}

function numberTex(text: string): string {
  const parts = readNumber(text);
  if (!parts) {
    const factors = text.split(/[x×]|\\times/).map((it) => it.trim());
    return factors.length > 1 && factors.every((it) => readNumber(it))
      ? factors.map(numberTex).join("\\times ")
      // A letter, a root, a fraction: it is TeX already.
      : `{${text}}`;
  }
  const [, sign = "", whole, mark, decimals, digits = "", error, power] = parts;
  const isPower = whole === undefined && decimals === undefined;
  let number = isPower
    ? ""
    : groupDigits((whole ?? "0").replaceAll(" ", ""), "front");
  if (decimals) {
    number += (mark === "," ? "{,}" : ".") +
      groupDigits(decimals.replaceAll(" ", ""), "back");
  }
  number += digits + (error ? `\\pm ${error.replace(",", "{,}")}` : "");
  if (error && power) number = `(${number})`;
  const times = isPower ? "" : "\\times ";
  return `{${sign.replace("−", "-")}${number}${
    power ? `${times}10^{${power.replace("−", "-").replace("+", "")}}` : ""
  }}`;
}

/** Five digits and more stand in threes. */
function groupDigits(digits: string, side: "front" | "back"): string {
  if (digits.length < 5) return digits;
  const threes = side === "front"
    ? digits.replace(/\d(?=(?:\d{3})+$)/g, "$& ")
    : digits.replace(/\d{3}(?=\d)/g, "$& ");
  return threes.replaceAll(" ", "\\,");
}

function angleTex(text: string): string {
  const signs = ["^{\\circ}", "'", "''"];
  const parts = text.split(";");
  if (parts.length > signs.length) throw new Error("Not an angle.");
  return parts.map((part, n) =>
    part.trim() === "" ? "" : numberTex(part.trim()) + signs[n]
  ).join("");
}

function quantityTex(number: string, unit: string): string {
  const written = unitTex(unit);
  const isTight = written.startsWith(degree) && !written.includes("\\mathrm");
  return `${numberTex(number)}${
    written === "" || isTight ? "" : "\\,"
  }${written}`;
}

function rangeTex(ends: readonly string[]): string {
  return ends.join("\\text{–}");
}

function listTex(items: readonly string[]): string {
  return items.join(",\\ ");
}

function quantityRangeTex(from: string, to: string, unit: string): string {
  return rangeTex([from, to].map((number) => quantityTex(number, unit)));
}

function quantityListTex(numbers: string, unit: string): string {
  return listTex(
    numbers.split(";").map((number) => quantityTex(number, unit)),
  );
}

const unitToken =
  /\\([A-Za-z]+)\s*|\^\s*(?:\{\s*([-+−]?[\d/.]+)\s*\}|([-+−]?\d))|([\p{L}\p{Sc}°℃℉‰%'′″]+)|([.~·⋅*\s]|\\[,;:! ]|\\cdot\b)+|(\/)|\{\}/gyu;

/** A unit with what stands around it. */
interface UnitFactor {
  symbol: string;
  power: string;
  isPer: boolean;
}

/** Throws at what it cannot read. */
function unitTex(text: string): string {
  const factors: (UnitFactor | "/")[] = [];
  const groups = new Groups(text);
  let prefix = "", power = "", isPer = false;
  const add = (symbol: string) => {
    factors.push({ symbol: prefix + symbol, power, isPer });
    prefix = "";
    power = "";
    isPer = false;
  };
  const raise = (to: string) => {
    const factor = factors.at(-1);
    if (!factor || factor === "/") throw new Error("A power of nothing.");
    factor.power = to.replace("−", "-");
  };
  let end = 0;
  const argument = () => {
    const group = groups.read(end);
    if (!group) throw new Error("No argument.");
    end = group.end;
    return group.text.trim();
  };
  while (end < text.length) {
    unitToken.lastIndex = end;
    const token = unitToken.exec(text);
    if (!token) throw new Error("Not a unit.");
    const [, name, braced, digit, letters, , slash] = token;
    end = unitToken.lastIndex;
    if (letters) add(letters);
    else if (slash) factors.push("/");
    else if (braced ?? digit) raise(braced ?? digit);
    else if (name === "per") isPer = true;
    else if (name === "square") power = "2";
    else if (name === "cubic") power = "3";
    else if (name === "squared") raise("2");
    else if (name === "cubed") raise("3");
    else if (name === "tothe") raise(argument());
    else if (name === "raiseto") power = argument();
    else if (name === "text" || name === "mathrm") add(argument());
    else if (prefixes.has(name)) prefix += prefixes.get(name);
    else if (units.has(name)) add(units.get(name)!);
    else if (name !== undefined && name !== "cdot") {
      throw new Error("An unknown unit.");
    }
  }
  return factors.map(factorTex).join("");
}

function factorTex(
  factor: UnitFactor | "/",
  index: number,
  factors: readonly (UnitFactor | "/")[],
): string {
  if (factor === "/") return "/";
  const { symbol, power, isPer } = factor;
  const space = index > 0 && factors[index - 1] !== "/" ? "\\," : "";
  const signed = isPer ? `-${power || "1"}` : power;
  return space + symbolTex(symbol) + (signed ? `^{${signed}}` : "");
}

function symbolTex(symbol: string): string {
  if (!symbol.startsWith(degree)) {
    return /^[\\{]/.test(symbol) ? symbol : `\\mathrm{${symbol}}`;
  }
  const rest = symbol.slice(degree.length);
  return degree + (rest && `\\mathrm{${rest}}`);
}
