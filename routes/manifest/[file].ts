/** The web app manifest. The language is in its name, because browsers request it without cookies. */
import { frame, manifest as t } from "texts/everywhere.ts";
import { languages } from "texts/languages.ts";
import { runInLanguage } from "../../locales/current.ts";
import { localPath } from "../../locales/local_path.ts";
import { refusal } from "../../classroom/model/refuse.ts";
import { handler } from "./$[file].ts";

export const handlers = handler({
  GET({ params }) {
    const language = languages.find(({ tag }) =>
      params.file === `${tag}.webmanifest`
    );
    if (!language) throw refusal("not-found");
    const body = runInLanguage(language, () => ({
      // The same app in every language.
      id: "/",
      scope: "/",
      start_url: localPath("/"),
      lang: language.tag,
      dir: language.direction,
      name: frame.name,
      short_name: frame.name,
      description: t.description,
      display: "standalone",
      background_color: "#faf8f3",
      theme_color: "#1f6b57",
      icons: [{
        src: "/icon.svg",
        sizes: "any",
        type: "image/svg+xml",
        purpose: "any",
      }],
    }));
    return Response.json(body, {
      headers: {
        "content-type": "application/manifest+json",
        "cache-control": "no-cache",
      },
    });
  },
});
