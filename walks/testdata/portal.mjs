// A portal that lets its visitors in by a login at Sésame, made of openid-client and jose as programs in Node are. Started
// with the folder of the npm packages, it prints its port; then the first line of stdin is its configuration, and it ends
// when stdin does.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const load = (...path) => import(pathToFileURL(join(process.argv[2], ...path)));
const client = await load('openid-client', 'build', 'index.js');
const { createRemoteJWKSet, jwtVerify } = await load('jose', 'dist', 'webapi', 'index.js');

// Whoever comes before the portal knows its provider waits.
let open;
const ready = new Promise((resolve) => { open = resolve; });
const server = createServer((request, response) => ready.then(() => answer(request, response)).catch((fault) => {
  console.error(fault);
  page(response, 500, `<h1>Panne</h1><p>${fault.code ?? fault.message}</p>`);
}));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const here = `http://localhost:${server.address().port}`;
console.log(server.address().port);

const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(0));
const { issuer, clientId, clientSecret } = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));

const sesame = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, { execute: [client.allowInsecureRequests] });
const keys = createRemoteJWKSet(new URL(sesame.serverMetadata().jwks_uri));

const attempts = new Map(); // logins under way, by this portal's cookie
const sessions = new Map(); // who is in, by this portal's cookie

const routes = {
  'GET /': async (url, cookie, response) => {
    const session = sessions.get(cookie);
    if (session) {
      const { name, email, email_verified: verified } = session.member;
      return page(response, 200, `<h1>Portail</h1><p>Bonjour ${name}, ${email}, ${verified ? 'vérifiée' : 'non vérifiée'}.</p><a href="/sortie">Quitter le portail</a>`);
    }
    const attempt = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce() };
    attempts.set(cookie, attempt);
    return lead(response, client.buildAuthorizationUrl(sesame, {
      redirect_uri: `${here}/retour`, scope: 'openid profile email', state: attempt.expectedState, nonce: attempt.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.pkceCodeVerifier), code_challenge_method: 'S256',
    }));
  },
  'GET /retour': async (url, cookie, response) => {
    const tokens = await client.authorizationCodeGrant(sesame, url, attempts.get(cookie));
    const { sub, sid } = tokens.claims();
    const member = await client.fetchUserInfo(sesame, tokens.access_token, sub);
    attempts.delete(cookie);
    sessions.set(cookie, { member, sub, sid, idToken: tokens.id_token });
    return lead(response, `${here}/`);
  },
  'GET /sortie': async (url, cookie, response) => {
    const { idToken } = sessions.get(cookie);
    sessions.delete(cookie);
    return lead(response, client.buildEndSessionUrl(sesame, { id_token_hint: idToken, post_logout_redirect_uri: `${here}/parti`, state: 'fin' }));
  },
  'GET /parti': async (url, cookie, response) => page(response, 200, `<h1>Au revoir</h1><p>${url.searchParams.get('state')}</p>`),
  // OpenID Connect Back-Channel Logout 1.0, section 2.6.
  'POST /deconnexion': async (url, cookie, response, body) => {
    const { payload } = await jwtVerify(new URLSearchParams(body).get('logout_token'), keys, {
      issuer, audience: clientId, typ: 'logout+jwt', requiredClaims: ['iat', 'exp', 'jti', 'sub', 'sid'],
    });
    if (!payload.events?.['http://schemas.openid.net/event/backchannel-logout'] || 'nonce' in payload) {
      throw new Error('this is no logout token');
    }
    for (const [cookie, { sub, sid }] of sessions) {
      if (sub === payload.sub && sid === payload.sid) sessions.delete(cookie);
    }
    response.writeHead(200, { 'cache-control': 'no-store' }).end();
  },
};
open();

async function answer(request, response) {
  const url = new URL(request.url, here);
  const route = routes[`${request.method} ${url.pathname}`];
  if (!route) return page(response, 404, '<h1>Rien ici</h1>');
  let cookie = /portail=([\w-]+)/.exec(request.headers.cookie)?.[1];
  if (!cookie) {
    cookie = randomUUID();
    response.setHeader('set-cookie', `portail=${cookie}; HttpOnly; SameSite=Lax; Path=/`);
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  return route(url, cookie, response, body);
}

function lead(response, to) {
  response.writeHead(303, { location: String(to), 'cache-control': 'no-store' }).end();
}

function page(response, status, body) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`<!doctype html><html lang="fr"><title>Portail</title><main>${body}</main></html>`);
}
