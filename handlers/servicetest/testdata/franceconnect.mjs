// A provider that behaves like FranceConnect v2, for the tests: its own code stands on oidc-provider too. Started with
// the folder of the npm packages; the first line of stdin is its configuration, and it ends when stdin does. It prints
// its port.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(0));
const config = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));

const { Provider } = await import(pathToFileURL(join(process.argv[2], 'oidc-provider', 'lib', 'index.js')));

const provider = new Provider(config.issuer, {
  acrValues: ['eidas1'],
  claims: {
    openid: ['sub'],
    ...Object.fromEntries(['given_name', 'family_name', 'gender', 'birthdate', 'birthplace', 'birthcountry'].map((c) => [c, [c]])),
  },
  clients: [{
    client_id: config.clientId,
    client_secret: config.clientSecret,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: ['https://declared.example/connexion/franceconnect/retour'],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: 'ES256',
  }],
  clientAuthMethods: ['client_secret_post'],
  conformIdTokenClaims: true,
  cookies: { keys: ['a key of the tests'] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'], userinfoSigningAlgValues: ['ES256', 'RS256'] },
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      // FranceConnect's page sends itself.
      logoutSource(ctx, form) {
        ctx.body = form.replace('</form>', '<input type="hidden" name="logout" value="yes"><button>Se déconnecter</button></form>');
      },
    },
  },
  findAccount: (ctx, name) => config.identities[name] && {
    accountId: name,
    claims: () => ({ sub: name, ...config.identities[name] }),
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [config.key] },
  // Consent is FranceConnect's business: whoever logs in consents.
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
    grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '));
    await grant.save();
    return grant;
  },
  pkce: { required: () => false },
  responseTypes: ['code'],
  routes: { authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks', end_session: '/session/end' },
  scopes: ['openid'],
  ttl: { AccessToken: 60, AuthorizationCode: 30, Grant: 30, IdToken: 60, Interaction: 600, Session: 600 },
});

// Each test serves on a port of its own; the paths are those that a caisse declares.
const declared = (paths) => (uri) => /^http:\/\/127\.0\.0\.1:\d+\//.test(uri) && paths.includes(new URL(uri).pathname + new URL(uri).search);
provider.Client.prototype.redirectUriAllowed = declared(['/connexion/franceconnect/retour']);
provider.Client.prototype.postLogoutRedirectUriAllowed = declared(['/connexion?etat=deconnecte']);

// FranceConnect refuses parameters that it does not document, and those that are too short (Y030007).
const documented = new Set(['client_id', 'acr_values', 'claims', 'response_type', 'nonce', 'state', 'redirect_uri', 'scope', 'prompt', 'idp_hint', 'ui_locales']);
provider.use(async (ctx, next) => {
  const { query } = ctx;
  if (ctx.path === '/authorize' && (Object.keys(query).some((name) => !documented.has(name))
    || !query.acr_values || (query.nonce ?? '').length < 32 || (query.state ?? '').length < 32)) {
    ctx.status = 400;
    ctx.body = 'Y030007';
    return;
  }
  if (!ctx.path.startsWith('/interaction/')) {
    await next();
    return;
  }
  if (ctx.method === 'GET') {
    const { uid } = await provider.interactionDetails(ctx.req, ctx.res);
    ctx.type = 'html';
    ctx.body = `<title>FranceConnect</title><form method="post" action="${config.issuer}/interaction/${uid}">
      <input name="identity"><button>Continuer</button></form>`;
    return;
  }
  let body = '';
  for await (const piece of ctx.req) body += piece;
  const identity = new URLSearchParams(body).get('identity');
  const result = identity
    ? { login: { accountId: identity, acr: 'eidas1', amr: ['fc'], remember: false } }
    : { error: 'access_denied', error_description: 'User auth aborted' };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
  ctx.status = 303;
});

const server = createServer(provider.callback());
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
