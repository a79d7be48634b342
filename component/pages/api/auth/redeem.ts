import * as v from "valibot";
import { readBody } from "../../../server/body";
import { fromServer } from "../../../server/guard";
import { redeemHandover, verifierSchema } from "../../../server/handover";
import { route } from "../../../server/route";

export const config = { api: { bodyParser: false } };

const body = v.object({ handover: v.string(), verifier: verifierSchema });

/** Give a handover's tokens to the Python session that knows its verifier; server to server. */
export default route(fromServer, {
  async POST(req, res) {
    const { handover, verifier } = await readBody(req, body);
    res.json(await redeemHandover(handover, verifier));
  },
});
