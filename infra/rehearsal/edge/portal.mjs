// A site that shows an app in its own page.
export function sendPortal(app, res) {
  const page = `<!doctype html>
<title>Portal</title>
<body style="margin:0">
<iframe title="app" src="${app}" style="display:block;border:0;width:100%;height:100vh"></iframe>`;
  res.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
  return true;
}
