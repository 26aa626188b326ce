import "../styles/app.css";
import { app } from "./$_app.ts";
export default app(({ children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
    </head>
    <body>{children}</body>
  </html>
));
