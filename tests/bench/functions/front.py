"""A front that passes a request on when it has the whole of it: nginx, on a port of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Where Debian puts it, which is not on everybody's path.
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
CONFIGURATION = """
daemon off;
master_process off;
pid {directory}/pid;
error_log stderr error;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  client_header_timeout 10s;
  client_body_timeout 10s;
  upstream api {{
    server 127.0.0.1:{api};
    keepalive 16;
    keepalive_timeout 1s;  # gunicorn ends a connection after two
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
}}
"""


def name() -> str:
    """What is in front, with its version."""
    assert NGINX
    shown = subprocess.run([NGINX, "-v"], capture_output=True, text=True, check=True)
    return shown.stderr.strip().removeprefix("nginx version: ")


@contextmanager
def front(api: int, port: int) -> Iterator[None]:
    """Put nginx in front of the API that listens on a port."""
    assert NGINX
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "nginx.conf")
        file.write_text(CONFIGURATION.format(directory=directory, api=api, port=port))
        started = subprocess.Popen([NGINX, "-e", "stderr", "-p", directory, "-c", str(file)])
        try:
            yield
        finally:
            started.terminate()
            started.wait(10)
