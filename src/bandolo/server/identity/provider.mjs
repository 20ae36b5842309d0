// Which person of the demo stands at the door? An OpenID Connect provider that asks no password: for demo and tests only.
//
// Usage: node provider.mjs CONFIG.json PEOPLE.json
// CONFIG: {"host", "port" (0 for any that is free), "clients": [client metadata of OpenID Connect Dynamic Registration 1.0],
//          "levels": [{"acr", "label"}]}
// PEOPLE: [{"id", "label", "note", "acr", "claims": {...}}]
// The claims of a person go out as they stand, so that a gateway of SPID, CIE or CNS can be imitated claim by claim.
// The level that comes back is the one chosen on the page, whatever was asked: the desk has to check it.
// Prints its address when it answers.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { generateKeyPair, exportJWK } from 'jose';
import { Provider } from 'oidc-provider';

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const listed = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const people = new Map(listed.map((person) => [person.id, person]));

const farewell = (ctx, form) => {
  ctx.body = `<!doctype html><html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Uscita</title></head><body><main><h1>Uscire anche dall’identità di prova?</h1>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Sì, esci</button>
<button type="submit" form="op.logoutForm">No, resta</button></main></body></html>`;
};

const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: randomBytes(8).toString('hex') };

// The issuer is the address, which stands only once the server listens.
const server = createServer();
await new Promise((resolve) => server.listen(config.port, config.host, resolve));
const issuer = `http://${config.host}:${server.address().port}`;

// It warns of keeping everything in memory, which for a demo is as it should be.
console.warn = () => {};
const provider = new Provider(issuer, {
  clients: config.clients,
  jwks: { keys: [key] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  acrValues: config.levels.map((level) => level.acr),
  claims: {
    openid: ['sub'],
    profile: [...new Set(listed.flatMap((person) => Object.keys(person.claims)))],
  },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, logoutSource: farewell }, backchannelLogout: { enabled: true } },
  pkce: { required: () => true },
  // The desk stands on this machine, which the provider would else refuse to speak to.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) =>
    people.has(id) ? { accountId: id, claims: () => ({ sub: id, ...people.get(id).claims }) } : undefined,
  // Nobody is asked for consent: the body is the only client and the law its ground.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
  ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 600, IdToken: 600 },
});

const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (uid, asked) => `<!doctype html>
<html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Identità di prova</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#17324d}
button{font:inherit;display:block;width:100%;text-align:left;padding:.7rem 1rem;margin:.4rem 0;border:1px solid #06c;border-radius:4px;background:#fff;
color:#06c;cursor:pointer}button:hover,button:focus{background:#06c;color:#fff}small{display:block}fieldset{border:0;padding:0;margin:1rem 0}
label{margin-right:1.2rem}.warn{border-left:4px solid #a66300;padding:.5rem 1rem;background:#fff8ec}</style></head>
<body><main><h1>Chi entra?</h1>
<p class="warn">Gestore di identità di prova: non chiede password e non va usato in esercizio.</p>
<form method="post" action="/interaction/${escaped(uid)}">
<fieldset><legend>Livello dell’accesso</legend>${config.levels
  .map(
    (level) => `<label><input type="radio" name="acr" value="${escaped(level.acr)}"${
      level.acr === asked ? ' checked' : ''
    }> ${escaped(level.label)}</label>`,
  )
  .join('')}</fieldset>
${listed
  .map(
    (person) => `<button name="person" value="${escaped(person.id)}">${escaped(person.label)}<small>${escaped(
      person.note ?? '',
    )}</small></button>`,
  )
  .join('\n')}
</form></main></body></html>`;

const form = async (request) => {
  let text = '';
  for await (const part of request) {
    text += part;
    if (text.length > 10_000) throw Object.assign(new Error('form too large'), { status: 413, expose: true });
  }
  return new URLSearchParams(text);
};

provider.use(async (ctx, next) => {
  const uid = /^\/interaction\/([\w-]+)$/.exec(ctx.path)?.[1];
  if (!uid) return next();
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method === 'POST') {
    const answer = await form(ctx.req);
    const person = people.get(answer.get('person'));
    const known = config.levels.some((level) => level.acr === answer.get('acr'));
    const result = person
      ? { login: { accountId: person.id, acr: known ? answer.get('acr') : person.acr, amr: ['demo'] } }
      : { error: 'access_denied', error_description: 'nobody was chosen' };
    return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  }
  ctx.type = 'html';
  ctx.set('cache-control', 'no-store');
  ctx.body = page(uid, (params.acr_values ?? config.levels[0].acr).split(' ')[0]);
});

provider.on('backchannel.error', (_, error) => console.error(`the desk did not hear of a logout: ${error.message}`));
server.on('request', provider.callback());
console.log(`Demo identity provider: ${issuer}`);
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    server.closeAllConnections();
    server.close(() => process.exit(0));
  });
}
