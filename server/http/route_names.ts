/**
 * Names of routes for metrics, with `*` for variable parts: as many as there are routes, and without ids, codes or
 * names of people (O-2).
 */

const otherRoutes = [
  "/sync/**",
  "/calls/**",
  "/assets/**",
  "/metrics",
  "/parts.json",
  "/sw.js",
];

export class RouteNames {
  readonly #all: { name: string; isRest: boolean; fits: RegExp }[];

  /**
   * @param files the paths in `routes/`
   * @param acts requests of staff about a session, which one route answers: `DELETE /members/:m`
   */
  constructor(files: readonly string[], acts: readonly string[] = []) {
    const routes = files.filter((file) => /(^|\/)[^_/][^/]*\.tsx?$/.test(file))
      .map(addressOf)
      // Fresh also answers the path without the rest.
      .flatMap((it) => it.endsWith("/**") ? [it.slice(0, -3), it] : it);
    this.#all = [...new Set(acts.map(actPattern)), ...otherRoutes, ...routes]
      .map(
        (address) => {
          const pattern = RegExp.escape(address)
            .replace("\\*\\*", ".+").replaceAll("\\*", "[^/]+");
          const name = address.replace("**", "*");
          const isRest = address.endsWith("/**");
          return { name, isRest, fits: RegExp(`^${pattern}/?$`) };
        },
      );
    // Names with fewer wildcards come first, rest patterns last.
    this.#all.sort((a, b) =>
      Number(a.isRest) - Number(b.isRest) || count(a.name) - count(b.name)
    );
  }

  /** The name of the route that answers this path; `/*` if none does. */
  nameOf(pathname: string): string {
    return this.#all.find(({ fits }) => fits.test(pathname))?.name ?? "/*";
  }
}

function addressOf(file: string): string {
  const parts = file.replace(/\.tsx?$/, "").split("/")
    .filter((part) => part !== "index" && !part.startsWith("("));
  return "/" +
    parts.map((part) =>
      part.startsWith("[...") ? "**" : part.startsWith("[") ? "*" : part
    ).join("/");
}

export function actPattern(name: string): string {
  const path = name.replace(/^[A-Z]+ /, "").replace(/:[a-z]+/g, "*");
  return `/api/sessions/*${path}`.replace(/\/$/, "");
}

const count = (name: string) => name.split("*").length;
