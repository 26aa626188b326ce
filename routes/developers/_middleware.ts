/** The page is long, and the same for everybody. */
import { language } from "../../locales/current.ts";
import { RenderedOnce } from "../(http)/_rendered_once.ts";
import { middleware, type ParentState } from "./$_middleware.ts";

export interface State extends ParentState {}

const rendered = new RenderedOnce();

export default middleware((ctx) => {
  const render = async () => await ctx.next({ ...ctx.state });
  return ctx.req.method === "GET"
    ? rendered.answer(language().tag, render)
    : render();
});
