import * as v from "valibot";
import { redeemHandover, verifierSchema } from "../../../server/handover";
import { fromServer, readBody, route } from "../../../server/route";

export const config = { api: { bodyParser: false } };

/** A handover carries the access token; sealing makes it a third longer. */
const BODY_BYTES = 64 * 1024;

const body = v.object({ handover: v.string(), verifier: verifierSchema, app: v.string() });

/** Return a handover's grant to the app and Python session it is bound to; server to server. */
export default route(fromServer, {
  async POST(req, res) {
    const { handover, verifier, app } = await readBody(req, body, BODY_BYTES);
    res.json(await redeemHandover(handover, verifier, app));
  },
});
