import { demonstrationTexts } from "../../locales/terminal.ts";

export interface FramedPage {
  readonly name: string;
  readonly port: number;
  readonly role: "teacher" | "student";
}

/** Three columns; students below the teacher on narrower screens; tabs on a phone. */
const styles = `
* { box-sizing: border-box; margin: 0; }
body { display: flex; flex-direction: column; height: 100vh; min-height: 640px; padding: 12px 16px; gap: 10px;
  font: 15px/1.4 system-ui, sans-serif; background: #24342c; color: #fff; }
h1 { font-size: 20px; } h2 { font-size: 14px; } a { color: #bfe8cf; }
main { flex: 1; display: flex; gap: 16px; min-height: 0; }
section { display: flex; flex-direction: column; gap: 6px; min-width: 0; min-height: 0; }
.teacher { flex: 1; } .student { flex: none; width: 290px; }
.frame { flex: 1; overflow: hidden; background: #fff; border-radius: 10px; }
.student .frame { border: 6px solid #0d1511; border-radius: 26px; }
iframe { border: 0; transform-origin: 0 0; transform: scale(.7); width: 142.86%; height: 142.86%; }
.student iframe { transform: scale(.75); width: 133.34%; height: 133.34%; }
.tabs { display: none; }
@media (max-width: 1420px) {
  .teacher iframe { transform: scale(.66); width: 151.52%; height: 151.52%; }
  .student { width: 262px; } .student iframe { transform: scale(.7); width: 142.86%; height: 142.86%; }
}
@media (max-width: 1299px) {
  body { height: auto; } main { flex-wrap: wrap; justify-content: center; }
  section { height: 640px; } .teacher { flex: 1 0 100%; }
}
@media (max-width: 699px) {
  body { height: 100vh; height: 100dvh; min-height: 0; padding: 8px; } p { max-height: 2.8em; overflow: auto; font-size: 13px; } h1 { font-size: 16px; }
  .tabs { display: flex; gap: 6px; }
  .tabs input { position: absolute; opacity: 0; }
  .tabs label { flex: 1; padding: 10px 4px; text-align: center; border: 1px solid #bfe8cf; border-radius: 10px; }
  .tabs :checked + label { background: #bfe8cf; color: #24342c; }
  .tabs :focus-visible + label { outline: 3px solid #f3c64b; outline-offset: 2px; }
  main { flex-wrap: nowrap; }
  section { display: none; height: auto; }
  .teacher, .student { flex: 1; width: auto; }
  ${[0, 1, 2].map(shownByTab).join(", ")} { display: flex; }
  .student .frame { border-width: 2px; border-radius: 10px; }
  .teacher iframe, .student iframe { transform: none; width: 100%; height: 100%; }
}
`;

function shownByTab(index: number): string {
  return `body:has(#tab-${index}:checked) section:nth-of-type(${index + 1})`;
}

/** `host`: the name by which this machine was addressed; `language`: the browser's preference. */
export function makeDemonstrationPage(
  people: readonly FramedPage[],
  host: string,
  language: string | null,
): string {
  const tag = /^zh/i.test(language ?? "") ? "zh-TW" : "en";
  const t = demonstrationTexts.page[tag];
  const frames = people.map(({ name, port, role }) => {
    const address = `http://${host}:${port}/`;
    const title = t[role](name);
    return `<section class="${role}"><h2>${title} <a href="${address}" target="_blank" aria-label="${t.alone}: ${title}">${t.alone}</a></h2>
<div class="frame"><iframe src="${address}" title="${title}"></iframe></div></section>`;
  });
  const tabs = people.map(({ name }, index) =>
    `<input type="radio" name="tab" id="tab-${index}"${index ? "" : " checked"}>
<label for="tab-${index}">${name}</label>`
  );
  return `<!doctype html>
<html lang="${tag}"><head><meta charset="utf-8"><title>${t.title}</title>
<meta name="viewport" content="width=device-width"><style>${styles}</style></head>
<body><header><h1>${t.title}</h1><p>${t.what}</p></header>
<div class="tabs" role="group" aria-label="${t.whose}">${tabs.join("\n")}</div>
<main>${frames.join("\n")}</main></body></html>`;
}

/** No scripts, and only frames of this machine, without microphone or camera. */
export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-src http://localhost:* http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'",
  "permissions-policy": "camera=(), display-capture=(), microphone=()",
};
