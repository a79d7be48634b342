import { fromOwnPage, route } from "../../server/route";
import { passThrough } from "../../server/upstream";

/** The API's protected route, with the access token of the session cookie. */
export default route(fromOwnPage, {
  GET: (req, res, app) => passThrough("/api/pong", req, res, app),
});
