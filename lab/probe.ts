import { createConnection } from 'node:net';

/** Whether a TCP port accepts a connection now. */
export function accepts(address: string, port: number): Promise<boolean> {
  return converse(address, port, (socketOpened) => socketOpened);
}

/** Whether an SSH server greets on port 22 now. */
export function greets(address: string): Promise<boolean> {
  return converse(address, 22, (_, greeting) => greeting.startsWith('SSH-'));
}

// Resolves with true as soon as `satisfied` does, with false after half a second or when the connection fails.
function converse(
  address: string,
  port: number,
  satisfied: (opened: boolean, greeting: string) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => finish(false));
    socket.on('connect', () => satisfied(true, '') && finish(true));
    socket.on('data', (data) => finish(satisfied(true, data.toString())));
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
  });
}
