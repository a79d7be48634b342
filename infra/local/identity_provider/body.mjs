/** Return the body of a request as text; throw a 413 if it is longer than `limit`. */
export async function readBody(ctx, limit) {
  let body = "";
  ctx.req.setEncoding("utf8");
  for await (const chunk of ctx.req) {
    body += chunk;
    if (body.length > limit) {
      ctx.throw(413);
    }
  }
  return body;
}
