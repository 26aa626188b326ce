/** The HTML shell of every page. The middleware sets the theme. */
import sheet from "../styles/app.css?url";
// @ts-ignore: an address that Vite makes of a file
import latin from "../styles/fonts/latin-wght-normal.woff2?url";
import { frame } from "texts/everywhere.ts";
import { OlderBrowserNotice } from "../components/page/OlderBrowserNotice.tsx";
import { language } from "../locales/current.ts";
import { app } from "./$_app.ts";

export default app(({ children }) => (
  <html lang={language().tag} dir={language().direction}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{frame.name}</title>
      <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href={sheet} />
      <link
        rel="preload"
        href={latin}
        as="font"
        type="font/woff2"
        crossorigin="anonymous"
      />
    </head>
    <body>
      {children}
      <OlderBrowserNotice />
    </body>
  </html>
));
