/**
 * D-5: the oldest supported browsers have every feature that the scripts and stylesheets use. Features newer than
 * Baseline Widely available are listed here with their fallback.
 */
import assert from "node:assert/strict";
import baseline from "eslint-plugin-baseline-js";
import { ESLint } from "eslint";
import stylelint from "stylelint";
import cssBaseline from "stylelint-plugin-use-baseline";
import { oldestBrowsers } from "../components/page/browsers.ts";

/** Newer features that scripts may use, by web-features id, with the reason. */
const scripts: Record<string, string> = {
  "async-clipboard":
    "where ClipboardItem is missing, a selection is copied instead",
  devicepixelratio: "everywhere; of livekit-client, for sizes that we tell it",
  "document-picture-in-picture": "asked for by livekit-client",
  "escape-unescape": "everywhere; Yjs's own, and called outdated alone",
  "explicit-resource-management":
    "not the statement: a signal gives its end a name that none of us calls",
  "network-information": "asked for by livekit-client",
  proto: "everywhere; of packages, and called outdated alone",
  "ua-client-hints": "asked for by livekit-client, which reads the old name",
  "uint8array-base64-hex": "asked for by tus's Base64, which has its own",
  vibration: "a short buzz under a dragged card, where there is one",
  "webrtc-encoded-transform": "livekit-client's encryption, which is not on",
};

/** Exceptions in stylesheets. */
const properties: Record<string, string> = {
  "/^(anchor-(name|scope)|position-(anchor|area|try-(fallbacks|order)))$/":
    "components/ui/popovers/ places what floats where these are not known",
  "/^(content-visibility|interactivity|zoom)$/":
    "closed drawings and pages are small; without them only their names",
  "accent-color": "the colour of a tick; without it the browser's own",
  "field-sizing": "a box grows with its words; without it, it is scrolled",
  "overflow-anchor": "without it the chat keeps its place by itself",
  "/^overscroll-behavior(-y)?$/":
    "in all but Safari's elder for scrolling by a mouse",
  "paint-order": "the outline of figures in a plot",
  "print-color-adjust":
    "strokes through a formula on paper; without it, where grounds are printed",
  resize: "the corner of a box to pull, which iPads have not",
  "scrollbar-color": "the browser's own otherwise",
  "scrollbar-gutter": "where scrollbars lie over the page there is none",
  "scrollbar-width": "a row of tabs shows its scrollbar otherwise",
  "text-autospace": "thin spaces beside Chinese",
  "text-size-adjust": "the size of text on a turned phone",
  "text-spacing-trim": "punctuation at the edge of Chinese lines",
  "text-wrap": "where a line breaks",
  "user-select": "the build writes Safari's name for it, too",
};

const further = {
  functions: {
    "light-dark": "in all of them: styles/older.css asks for it",
  },
  selectors: {
    "details-content": "as for zoom",
    "popover-open": "in all of them but for a tap outside, which is ours",
    fullscreen: "the page of figures; iPhones have none",
  },
};

function scriptLinter() {
  return new ESLint({
    cwd: Deno.cwd(),
    overrideConfigFile: true,
    ignore: false,
    overrideConfig: [{
      files: ["**/*.js"],
      // deno-lint-ignore no-explicit-any -- its types are of another ESLint
      plugins: { "baseline-js": baseline as any },
      linterOptions: { noInlineConfig: true },
      rules: {
        "baseline-js/use-baseline": ["error", {
          available: "widely",
          includeWebApis: { preset: "auto" },
          includeJsBuiltins: { preset: "auto" },
          ignoreFeatures: Object.keys(scripts),
        }],
      },
    }],
  });
}

async function styleFaults(
  of: { files: string[] } | { code: string },
): Promise<string[]> {
  const { results } = await stylelint.lint({
    ...of,
    config: {
      plugins: [cssBaseline],
      rules: {
        "plugin/use-baseline": [true, {
          available: "widely",
          ignoreProperties: Object.fromEntries(
            Object.keys(properties).map((name) => [name, ["/^.+$/"]]),
          ),
          ignoreFunctions: Object.keys(further.functions),
          ignoreSelectors: Object.keys(further.selectors),
        }],
      },
    },
  });
  return results.flatMap(({ source, warnings }) =>
    warnings.map(({ line, text }) => `${source}:${line} ${text}`)
  );
}

const name = "assets/planted.js";

Deno.test("the oldest browsers have every API that the scripts use (D-5)", async () => {
  const results = await scriptLinter().lintFiles([
    ".output/public/assets/*.js",
    "static/*.js",
  ]);
  assert(results.length > 50, `${results.length} scripts`);
  const faults = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, column, message }) =>
      `${filePath}:${line}:${column} ${message}`
    )
  );
  assert.deepEqual(faults, []);
});

Deno.test("an API that is too new is found in a script (D-5)", async () => {
  for (
    const [planted, feature] of [
      ["Promise.try(work)", "promise-try"],
      ["navigator.locks.request(a, b); new URLPattern(a)", "urlpattern"],
      ["RegExp.escape(words)", "regexp-escape"],
      ["Iterator.from(all)", "iterator-methods"],
    ]
  ) {
    const [{ messages }] = await scriptLinter().lintText(planted, {
      filePath: name,
    });
    assert.equal(messages.length, 1, planted);
    assert.match(messages[0].message, RegExp(`\\(${feature}\\)`));
  }
  const known = "Promise.withResolvers(); Map.groupBy(all, by); a.at(-1)";
  const [{ messages }] = await scriptLinter().lintText(known, {
    filePath: name,
  });
  assert.deepEqual(messages, []);
});

Deno.test("the oldest browsers understand every stylesheet, except listed features with reasons (D-5)", async () => {
  const files = ["components", "islands", "styles"]
    .map((folder) => `${folder}/**/*.css`);
  assert.deepEqual(await styleFaults({ files }), []);
});

Deno.test("a feature that is too new is found in a stylesheet (D-5)", async () => {
  const planted = [
    "a { interpolate-size: allow-keywords }",
    "a { width: calc-size(auto, size) }",
    "a::scroll-button(left) { color: red }",
    "@function --a() { result: 1px }",
  ];
  for (const code of planted) {
    assert((await styleFaults({ code })).length > 0, code);
  }
  assert.deepEqual(
    await styleFaults({ code: "a:has(b) { &:hover { inset: 0 } }" }),
    [],
  );
});

Deno.test("the README, the stylesheet check and the build name the same oldest browsers (D-5)", async () => {
  const readme = (await Deno.readTextFile("README.md")).replace(/\s+/g, " ");
  const { chrome, firefox, safari, ios } = oldestBrowsers;
  assert.equal(oldestBrowsers.edge, chrome);
  const said =
    `Chrome and Edge ${chrome}, Firefox ${firefox}, Safari ${safari}, iPadOS and iOS ${ios}`;
  assert(readme.includes(said), `README says “${said}”`);
  const css = await Deno.readTextFile("styles/older.css");
  assert(
    css.includes(`Chrome ${chrome}, Firefox ${firefox}, Safari ${safari}`),
  );
  const { default: vite } = await import("../vite.config.ts");
  const { environments } = vite as {
    environments: { client: { build: { target: string[] } } };
  };
  assert(environments.client.build.target.includes(`chrome${chrome}`));
});
