"""How does a node stand behind a TLS proxy: nginx, as docs/operating.md shows it, with a P-256 key?"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.intake.ports import free_port, wait_for_port

CONFIGURATION = """
daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/error.log;
worker_rlimit_nofile 20000;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    upstream intake {{ server 127.0.0.1:{node}; keepalive 256; keepalive_requests 1000000; }}
    server {{
        listen 127.0.0.1:{port} ssl; keepalive_timeout 75s; keepalive_requests 1000000;
        ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
        location / {{
            proxy_pass http://intake; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_next_upstream error timeout http_503 non_idempotent;
        }}
    }}
}}
"""


class Behind(NamedTuple):
    """Where the proxy listens, and the certificate that it shows."""

    port: int
    certificate: str


@contextmanager
def proxy(node: int) -> Iterator[Behind | None]:
    """A running proxy in front of a node; None where there is no nginx, or no OpenSSL to make its key."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="bandolo-bench-"))
    folder.chmod(0o711)
    port = free_port()
    subprocess.run(  # noqa: S603
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    text = CONFIGURATION.format(folder=folder, node=node, port=port)
    (folder / "nginx.conf").write_text(text, encoding="ascii")
    process = subprocess.Popen(  # noqa: S603
        [nginx, "-c", folder / "nginx.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        yield Behind(port, str(folder / "certificate.pem"))
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)
