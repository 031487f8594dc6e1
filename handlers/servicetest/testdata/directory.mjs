// A directory of a caisse for the tests, on oidc-provider, in the shape of Keycloak, AD FS or ProConnect. Started with the
// folder of the npm packages; the first line of stdin is its configuration, and it ends when stdin does. It prints its port, which the configuration may choose.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(0));
const config = JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));
const { shape } = config;
const proconnect = shape === 'proconnect';

const { Provider } = await import(pathToFileURL(join(process.argv[2], 'oidc-provider', 'lib', 'index.js')));

const page = (title, main) => `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>${title} - ${config.caisse}</title></head><body><main><h1>${title}</h1>${main}</main></body></html>`;
const names = ['name', 'given_name', 'usual_name', 'preferred_username', 'email', 'upn', 'groups', 'realm_access', 'siret'];
const provider = new Provider(config.issuer, {
  acrValues: ['eidas1', 'https://proconnect.gouv.fr/assurance/self-asserted-2fa', 'mfa'],
  claims: { openid: ['sub', 'sid', 'acr', 'amr', 'auth_time'], profile: names },
  clients: [{
    client_id: config.clientId,
    client_secret: config.clientSecret,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: ['https://declared.example/agent/annuaire/retour'],
    token_endpoint_auth_method: shape === 'keycloak' ? 'client_secret_basic' : 'client_secret_post',
    id_token_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: proconnect ? 'ES256' : undefined,
    require_auth_time: !proconnect,
    backchannel_logout_uri: 'http://127.0.0.1/declared',
    backchannel_logout_session_required: true,
  }],
  clientAuthMethods: shape === 'keycloak' ? ['client_secret_basic'] : ['client_secret_post'],
  // Keycloak and AD FS put claims into the ID token; ProConnect has them in the userinfo alone.
  conformIdTokenClaims: proconnect,
  cookies: { keys: ['a key of the tests'] },
  discovery: shape === 'adfs' ? { access_token_issuer: `${config.issuer}/services/trust` } : {},
  enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'], userinfoSigningAlgValues: ['ES256', 'RS256'] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    claimsParameter: { enabled: proconnect },
    jwtUserinfo: { enabled: proconnect },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource(ctx, form) {
        ctx.body = page('Déconnexion de l\'annuaire', form.replace('</form>', '<input type="hidden" name="logout" value="yes"><button>Se déconnecter</button></form>'));
      },
    },
  },
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options), // the service under test is on this computer, which the library refuses
  findAccount: (ctx, name) => config.people[name] && {
    accountId: name,
    // AD FS's userinfo tells the subject alone.
    claims: (use) => ({ sub: name, ...(shape === 'adfs' && use === 'userinfo' ? {} : config.people[name].claims) }),
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [config.key ?? { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'ES256' }] },
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
    grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '));
    await grant.save();
    return grant;
  },
  pkce: { required: () => !proconnect },
  responseTypes: ['code'],
  routes: { authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks', end_session: '/session/end' },
  scopes: ['openid', 'profile'],
  ttl: { AccessToken: 60, AuthorizationCode: 30, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
});

// Each test serves on a port of its own; the paths are those that a caisse declares.
const declared = (path) => (uri) => /^http:\/\/(127\.0\.0\.1|localhost):\d+\//.test(uri) && new URL(uri).pathname + new URL(uri).search === path;
provider.Client.prototype.redirectUriAllowed = declared('/agent/annuaire/retour');
provider.Client.prototype.postLogoutRedirectUriAllowed = declared('/agent/connexion?etat=deconnecte');
let service = '';
Object.defineProperty(provider.Client.prototype, 'backchannelLogoutUri', { get: () => `${service}/agent/annuaire/deconnexion`, set() {} });

provider.on('backchannel.error', (ctx, err) => console.error(err)); // told where a test fails

// ProConnect refuses parameters that it does not document.
const documented = new Set(['client_id', 'acr_values', 'claims', 'response_type', 'response_mode', 'nonce', 'login_hint', 'siret_hint', 'state', 'redirect_uri', 'scope', 'prompt', 'idp_hint']);
provider.use(async (ctx, next) => {
  if (ctx.path === '/authorize') {
    if (ctx.query.redirect_uri) service = new URL(ctx.query.redirect_uri).origin;
    if (proconnect && (!ctx.query.acr_values || Object.keys(ctx.query).some((name) => !documented.has(name)))) {
      ctx.status = 400;
      ctx.body = 'Y000400';
      return;
    }
  }
  if (!ctx.path.startsWith('/interaction/')) {
    await next();
    if (ctx.path === '/.well-known/openid-configuration' && proconnect) {
      delete ctx.body.code_challenge_methods_supported;
    }
    if (shape === 'adfs') { // does not name itself in its answers
      if (ctx.path === '/.well-known/openid-configuration') delete ctx.body.authorization_response_iss_parameter_supported;
      const to = ctx.response.get('Location') ?? '';
      if (to.includes('/agent/annuaire/retour')) {
        const url = new URL(to);
        url.searchParams.delete('iss');
        ctx.set('Location', url.href);
      }
    }
    return;
  }
  if (ctx.method === 'GET') {
    const { uid } = await provider.interactionDetails(ctx.req, ctx.res);
    ctx.type = 'html';
    ctx.body = page('Annuaire de la caisse', `<form method="post" action="${config.issuer}/interaction/${uid}">
      <p><label for="identity">Nom dans l'annuaire</label> <input id="identity" name="identity"></p><p><button>Continuer</button></p></form>`);
    return;
  }
  let body = '';
  for await (const piece of ctx.req) body += piece;
  const identity = new URLSearchParams(body).get('identity');
  const person = config.people[identity];
  const result = person
    ? { login: { accountId: identity, acr: person.acr, amr: person.amr, remember: false } }
    : { error: 'access_denied', error_description: 'User auth aborted' };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
  ctx.status = 303;
});

const server = createServer(provider.callback());
server.listen(config.port ?? 0, '127.0.0.1', () => console.log(server.address().port));
