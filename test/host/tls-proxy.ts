import type { TestHost } from './lab-host';

const PORT = 5443;

const PROGRAM = (address: string, port: number) => `
import shutil, socket, ssl, threading
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('/root/tls-proxy.pem')
def copy(one, other):
    try:
        while data := one.recv(65536): other.sendall(data)
    except OSError: pass
    finally:
        for end in (one, other):
            try: end.shutdown(socket.SHUT_RDWR)
            except OSError: pass
def serve(client):
    try:
        client = context.wrap_socket(client, server_side=True)
    except (ssl.SSLError, OSError):
        return
    server = socket.create_connection(('${address}', ${port}))
    threading.Thread(target=copy, args=(client, server), daemon=True).start()
    copy(server, client)
listener = socket.create_server(('${address}', ${PORT}))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
`;

/** Serves one of a host's ports with TLS and a certificate that nobody knows. */
export async function tlsProxy(
  host: TestHost,
  port: number,
): Promise<{ readonly url: string; readonly certificate: string; close(): Promise<void> }> {
  const { address } = host.details;
  const close = async () => {
    await host.shell('systemctl stop tls-proxy 2>/dev/null; rm -f /root/tls-proxy.*');
  };
  await close();
  await host.shell(`
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=tls-proxy \\
      -addext subjectAltName=IP:${address} -keyout /root/tls-proxy.key -out /root/tls-proxy.crt 2>/dev/null
    cat /root/tls-proxy.key /root/tls-proxy.crt > /root/tls-proxy.pem
    cat > /root/tls-proxy.py <<'PY'\n${PROGRAM(address, port)}\nPY
    systemd-run -q --unit=tls-proxy python3 /root/tls-proxy.py
    until bash -c '</dev/tcp/${address}/${PORT}' 2>/dev/null; do sleep 0.1; done`);
  return { url: `https://${address}:${PORT}`, certificate: await host.shell('cat /root/tls-proxy.crt'), close };
}
