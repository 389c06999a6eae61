// Takes the pictures of Horizon and of a screen in README.md and docs/dashboard.md, of the example "cloud" as it stands:
//
//     OS_PASSWORD=... node scripts/screenshots.mjs http://NODE1/horizon/ [DIRECTORY]
//
// It wants Debian's `chromium`, or another one as CHROMIUM.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import WebSocket from 'ws';

const [dashboard, directory = 'docs/images'] = process.argv.slice(2);
const { CHROMIUM = 'chromium', OS_USERNAME = 'admin', OS_PASSWORD } = process.env;
if (!dashboard?.endsWith('/') || !OS_PASSWORD) {
  console.error('usage: OS_PASSWORD=... node scripts/screenshots.mjs http://NODE1/horizon/ [DIRECTORY]');
  process.exit(2);
}

const profile = await mkdtemp(join(tmpdir(), 'stackwright-screenshots-'));
const browser = spawn(
  CHROMIUM,
  [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run'],
    // Pages of a test cloud may have a certificate of their own.
    ...['--ignore-certificate-errors', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
  ],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
try {
  const page = await attach(await debuggingAddress());
  await pictures(page);
} finally {
  browser.kill();
  await new Promise((resolve) => browser.once('close', resolve));
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}

async function pictures({ ask, open, until }) {
  const resize = (width, height) =>
    ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  const take = async (name) => {
    const { data } = await ask('Page.captureScreenshot', { format: 'png' });
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, name), data, 'base64');
    console.log(join(directory, name));
  };
  await resize(1280, 460);
  await open(`${dashboard}auth/login/`);
  const [username, password] = [OS_USERNAME, OS_PASSWORD].map((text) => JSON.stringify(text));
  await until(`document.querySelector('#id_password') !== null`);
  // Not by `until`, whose message would tell the password.
  const expression = `id_username.value = ${username}; id_password.value = ${password}; id_password.form.submit()`;
  await ask('Runtime.evaluate', { expression });
  await until(`location.pathname !== ${JSON.stringify(new URL(`${dashboard}auth/login/`).pathname)}`);

  await open(`${dashboard}project/instances/`);
  const link = await until(
    `[...document.querySelectorAll('td a')].find((a) => /instances\\/[0-9a-f-]{36}/.test(a.href))?.href`,
  );
  await wait(2000);
  await take('dashboard-instances.png');

  await open(`${link}?tab=instance_details__console`);
  const screen = await until(`document.querySelector('iframe#console_embed, iframe')?.src`);
  await resize(760, 460);
  await open(screen);
  await until(`/^Connected/.test(document.querySelector('#status')?.textContent)`);
  await wait(3000);
  await take('novnc.png');
}

/** Where the browser takes commands. */
async function debuggingAddress() {
  for await (const line of createInterface({ input: browser.stderr })) {
    const [, address] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (address) {
      browser.stderr.resume();
      return address;
    }
  }
  throw new Error(`${CHROMIUM} did not start`);
}

/** A new page of the browser, and what can be asked of it. */
async function attach(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const waiting = new Map();
  let last = 0;
  let session;
  const ask = (method, params = {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params, sessionId: session }));
    });
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  });
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  session = (await ask('Target.attachToTarget', { targetId, flatten: true })).sessionId;
  /** What an expression becomes in the page, once that is something. */
  const until = async (expression) => {
    for (const end = Date.now() + 120_000; Date.now() < end; await wait(300)) {
      const { result } = await ask('Runtime.evaluate', {
        expression: `(() => (${expression}))()`,
        returnByValue: true,
      }).catch(() => ({ result: {} }));
      if (result.value) return result.value;
    }
    throw new Error(`The page has not come to this within two minutes: ${expression}`);
  };
  const open = async (url) => {
    await ask('Page.navigate', { url });
    await until('document.readyState === "complete"');
  };
  return { ask, open, until };
}
