// Signs in to the service as openid-client and jose do, knowing no more of it than its issuer's URL.
//   node journey.js WHERE ISSUER   with {email, password, bff, gateway, apiKey, organization} as JSON at standard input
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { createRemoteJWKSet, customFetch as fetchKeysWith, decodeProtectedHeader, jwtVerify } from 'jose'
import * as openid from 'openid-client'

const [where, issuer] = process.argv.slice(2)
const known = JSON.parse(await text(process.stdin))
const CALLBACK = `${issuer}/auth/callback`
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const API_KEY = 'urn:mno:params:oauth:token-type:api-key'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

// The service is asked itself: no gateway stands at the issuer's URL here.
const there = (url, options) => fetch(String(url).replace(issuer, where), options)

const discover = (client, authentication) =>
  openid.discovery(new URL(issuer), client, undefined, authentication, {
    [openid.customFetch]: there,
    execute: [openid.allowInsecureRequests],
  })

/** As much of a browser as the page needs. */
class Browser {
  #cookies = new Map()

  async #go(url, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await there(url, { redirect: 'manual', ...options, headers: { accept: 'text/html', cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)
      this.#cookies.set(name, value)
    }
    return response
  }

  async authorize(url) {
    const asked = await this.#go(url)
    assert.equal(asked.status, 302, await asked.text())
    const page = await (await this.#go(`${issuer}/login`)).text()
    const [, csrf] = /name="_csrf" value="([^"]+)"/.exec(page)
    const body = new URLSearchParams({ username: known.email, password: known.password, _csrf: csrf })
    const back = await this.#go(`${issuer}/login`, { method: 'POST', body })
    const done = await this.#go(issuer + back.headers.get('location'))
    return new URL(done.headers.get('location'))
  }

  async leadsTo(url) {
    return (await this.#go(url)).headers.get('location')
  }
}

async function signIn(config) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const expectedState = openid.randomState()
  const expectedNonce = openid.randomNonce()
  const browser = new Browser()
  const callback = await browser.authorize(
    openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    }),
  )
  const tokens = await openid.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true,
  })
  return { tokens, browser }
}

const refusal = (error) => (refused) => {
  assert.equal(refused.constructor.name, 'ResponseBodyError', String(refused))
  assert.equal(refused.status, 400)
  assert.equal(refused.error, error)
  assert.ok(refused.error_description ?? true)
  return true
}

const bff = await discover('bff', openid.ClientSecretBasic(known.bff))
// Signatures of ID tokens are verified too, not only trusted since they came by a direct way.
openid.enableNonRepudiationChecks(bff)
assert.ok(bff.serverMetadata().supportsPKCE(), 'PKCE is announced')

let fetched = 0
const keys = createRemoteJWKSet(new URL(bff.serverMetadata().jwks_uri), {
  cooldownDuration: 0,
  [fetchKeysWith]: (url, options) => { fetched++; return there(url, options) },
})
const verify = async (token) => {
  const { payload } = await jwtVerify(token, keys, { issuer, audience: 'mno', algorithms: ['ES256'] })
  return payload
}

// Sign in, and who somebody is.
const { tokens } = await signIn(bff)
const who = tokens.claims()
assert.equal(who.email, known.email)
assert.equal((await verify(tokens.access_token)).sub, who.sub)
const info = await openid.fetchUserInfo(bff, tokens.access_token, who.sub)
assert.equal(info.email, known.email)

// Refresh with rotation; one that comes again ends the family.
const second = await openid.refreshTokenGrant(bff, tokens.refresh_token)
assert.notEqual(second.refresh_token, tokens.refresh_token)
assert.equal(second.claims().sub, who.sub)
const third = await openid.refreshTokenGrant(bff, second.refresh_token)
await assert.rejects(openid.refreshTokenGrant(bff, tokens.refresh_token), refusal('invalid_grant'))
await assert.rejects(openid.refreshTokenGrant(bff, third.refresh_token), refusal('invalid_grant'))

// Revocation.
const { tokens: other, browser } = await signIn(bff)
await openid.tokenRevocation(bff, other.refresh_token)
await assert.rejects(openid.refreshTokenGrant(bff, other.refresh_token), refusal('invalid_grant'))

// A public client, which gets no refresh token.
const dashboard = await discover('dashboard', openid.None())
const page = (await signIn(dashboard)).tokens
assert.equal(page.refresh_token, undefined)

// Exchange (RFC 8693).
const gateway = await discover('gateway', openid.ClientSecretBasic(known.gateway))
const exchange = (subject_token, subject_token_type, more = {}) =>
  openid.genericGrantRequest(gateway, EXCHANGE, { subject_token, subject_token_type, ...more })
const ofKey = await exchange(known.apiKey, API_KEY)
assert.equal(ofKey.issued_token_type, ACCESS_TOKEN)
assert.equal(ofKey.token_type, 'bearer')
assert.ok(ofKey.expires_in <= 300)
assert.equal((await verify(ofKey.access_token)).org, known.organization)
const inside = { mno_organization: known.organization }
await assert.rejects(exchange('mno_live_x', API_KEY), refusal('invalid_request'))
await assert.rejects(exchange('x', ACCESS_TOKEN, inside), refusal('invalid_request'))
await assert.rejects(exchange(page.access_token, ACCESS_TOKEN, inside), refusal('invalid_request'))
await assert.rejects(exchange(known.apiKey, 'urn:x:unknown'), refusal('invalid_request'))
await assert.rejects(exchange(known.apiKey, API_KEY, { audience: 'elsewhere' }), refusal('invalid_target'))
await assert.rejects(exchange(known.apiKey, API_KEY, { scope: 'all' }), refusal('invalid_scope'))

// Keys change, and the set that was read once goes on to be enough or is read again.
const kid = (token) => decodeProtectedHeader(token).kid
let next = ofKey.access_token
for (let changes = 0, tries = 0; changes < 2; tries++) {
  assert.ok(tries < 200, 'the signing key changes')
  await pause(50)
  const before = next
  next = (await exchange(known.apiKey, API_KEY)).access_token
  await verify(next)
  if (kid(before) !== kid(next)) {
    changes++
    assert.equal((await verify(before)).org, known.organization)
  }
}
assert.notEqual(kid(next), kid(ofKey.access_token))
assert.equal((await verify(ofKey.access_token)).org, known.organization)
assert.ok(fetched >= 1)
const [head, body, signature] = next.split('.')
await assert.rejects(verify(`${head}.${body}.${signature.split('').reverse().join('')}`))

// Signing out at the issuer, as the gateway does it: after the refresh token was revoked.
const out = openid.buildEndSessionUrl(bff, { id_token_hint: other.id_token, post_logout_redirect_uri: `${issuer}/` })
assert.equal(await browser.leadsTo(out), `${issuer}/`)
const again = openid.buildAuthorizationUrl(bff, { redirect_uri: CALLBACK, scope: 'openid', code_challenge: 'x'.repeat(43),
  code_challenge_method: 'S256' })
assert.match(await browser.leadsTo(again), /\/login$/, 'the session at the issuer is over')
console.log('done')
