/** Every component in every state; only in builds for development and tests. */
import { Page } from "../components/page/Page.tsx";
import Pieces from "../islands/Pieces.tsx";
import { frame } from "texts/everywhere.ts";
import { handler, page } from "./$pieces.ts";
import "../styles/pieces.css";

export const handlers = handler({
  GET: ({ url }) => ({ data: { of: url.searchParams.get("of") } }),
});

export default page(({ data }) => (
  <Page isDevelopment title={frame.name}>
    <Pieces familyName={data.of} />
  </Page>
));
