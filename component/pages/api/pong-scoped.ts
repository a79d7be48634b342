import { fromOwnPage, route } from "../../server/route";
import { passThrough } from "../../server/upstream";

/** The API's route that also needs the scope read:messages. */
export default route(fromOwnPage, {
  GET: (req, res, app) => passThrough("/api/pong-scoped", req, res, app),
});
