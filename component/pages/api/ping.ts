import { fromAnywhere, route } from "../../server/route";
import { passThrough } from "../../server/upstream";

/** The API's public route, without a token. */
export default route(fromAnywhere, {
  GET: (req, res) => passThrough("/api/ping", req, res),
});
