// Community Cloud shows an app in a frame of the same origin, below this path.
const PREFIX = "/~/+/";

// As the wrapper of a deployed app had it in 2026: no navigation of the top window.
const SANDBOX =
  "allow-same-origin allow-scripts allow-popups allow-popups-to-escape-sandbox allow-forms allow-modals allow-downloads allow-storage-access-by-user-activation";
const PAGE = `<!doctype html>
<title>Streamlit</title>
<body style="margin:0">
<iframe title="streamlitApp" src="${PREFIX}" sandbox="${SANDBOX}" allow="storage-access; clipboard-write" style="display:block;border:0;width:100%;height:100vh"></iframe>`;

export const isWrapper = (req) => !req.url.startsWith(PREFIX);

export function sendWrapper(res) {
  res.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(PAGE);
  return true;
}

export function stripPrefix(req) {
  if (req.url.startsWith(PREFIX)) req.url = req.url.slice(PREFIX.length - 1);
}
