/** What a device shows of Homeroom where somebody puts it among their apps, in the language of the page that it was put from. */
import { frame, manifest as t } from "texts/everywhere.ts";
import { language } from "../locales/current.ts";
import { localPath } from "../locales/local_path.ts";
import { handler } from "./$manifest.webmanifest.ts";

export const handlers = handler({
  GET() {
    const { tag, direction } = language();
    const manifest = {
      name: frame.name,
      short_name: frame.name,
      description: t.description,
      lang: tag,
      dir: direction,
      id: "/",
      start_url: localPath("/"),
      scope: "/",
      display: "standalone",
      background_color: "#faf8f3",
      theme_color: "#1f6b57",
      icons: [
        {
          src: "/icon.svg",
          sizes: "any",
          type: "image/svg+xml",
          purpose: "any",
        },
      ],
    };
    return new Response(JSON.stringify(manifest), {
      headers: {
        "content-type": "application/manifest+json",
        "cache-control": "public, max-age=3600",
      },
    });
  },
});
